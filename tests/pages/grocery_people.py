"""What the grocery's prices and customers look like to the API; see `grocery` for why these exist."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from aisle.insights.schemas.pricing import Elasticity, Guardrail, Interval, PricingItem, ReferencePrice
from aisle.insights.schemas.segments import Centroid, MemberItem, SegmentChange, SegmentItem, ValueQuantiles
from tests.pages.grocery import CURRENCY, CUTOFF, TODAY, Goods, product_id, shown, why

RULES = (
    ("margin_floor", "margin 31.2% of the net price, floor 5.0%"),
    ("step_limit", "changes by 4.5%, at most 5.0%"),
    ("pace", "no other change within 7 days"),
    ("larger_pack_not_dearer", "there is no other size"),
    ("same_price_for_all", "asked of everyone"),
    ("prior_30_day_lowest", "no reduction is announced"),
    ("ladder", "on the price ladder"),
)


def price(goods: Goods, status: str = "suggested") -> PricingItem:
    """Return the advice on a price."""
    changed = status == "suggested"
    broken = status == "hold"
    minor = goods[2]
    rails = [Guardrail(rule=rule, passed=not (broken and rule == "pace"), detail=detail) for rule, detail in RULES]
    rails.append(
        Guardrail(rule="never_up_in_trading_hours", passed=None, detail="not checked: the trading hours are not known")
    )
    summaries = {
        "suggested": "Raise the price: units change by about -4.1, margin by about 18.20 EUR over 28 days.",
        "hold": "Keep it: 2.19 EUR looks better but breaks pace.",
        "refused": "No suggestion: its price has hardly moved: fewer than 3 prices or less than 2 % between them.",
    }
    return PricingItem(
        **shown(goods),
        recommendation_id=product_id(f"price {goods[0]}") if changed else None,
        status=status,
        at_stake_minor=1820 if changed else 0,
        current_price_minor=minor,
        suggested_price_minor=minor + 10 if changed else None,
        reference_price_minor=minor - 10,
        reference=ReferencePrice(
            from_date=TODAY - timedelta(days=30), to_date=CUTOFF, lowest_on=TODAY - timedelta(days=21)
        ),
        price_elasticity=None
        if status == "refused"
        else Elasticity(mean=-1.4, lo=-1.8, hi=-1.1, level=0.9, source="own"),
        expected_units_change=Interval(mean=-4.1, lo=-9.0, hi=1.2, level=0.9) if changed else None,
        expected_revenue_change_minor=Interval(mean=910, lo=-400, hi=2210, level=0.9) if changed else None,
        expected_margin_change_minor=Interval(mean=1820, lo=120, hi=3410, level=0.9) if changed else None,
        guardrails=rails,
        refusal="thin-variation" if status == "refused" else None,
        why=why(summaries[status], drivers=[("units", -4.1), ("revenue", 910), ("margin", 1820)]),
    )


# key, name, customers, share of customers, share of sales, (days since, visits, spent), value
SEGMENTS = (
    ("loyal_big", "Loyal big spenders", 148, 0.12, 0.46, (3, 41, 128_400), (62_000, 118_000, 186_000)),
    ("regular", "Regulars", 322, 0.26, 0.29, (6, 18, 31_200), (14_000, 33_000, 61_000)),
    ("big_slipping", "Big spenders slipping away", 42, 0.03, 0.09, (63, 22, 74_900), (2_000, 21_000, 70_000)),
    ("occasional", "Occasional shoppers", 396, 0.33, 0.11, (19, 4, 6_100), (1_000, 5_800, 15_000)),
    ("quiet", "Gone quiet", 318, 0.26, 0.05, (121, 3, 3_300), (0, 400, 3_900)),
)


def segment(row: Sequence[Any]) -> SegmentItem:
    """Return a group of customers."""
    key, name, customers, people, money, middle, value = row
    said = f"{customers} customers ({people:.0%} of all) bring {money:.0%} of net sales."
    return SegmentItem(
        segment=key,
        name=name,
        description=said,
        currency=CURRENCY,
        customers=customers,
        share_of_customers=people,
        share_of_net_sales=money,
        centroid=Centroid(recency_days=middle[0], frequency=middle[1], monetary_minor=middle[2]),
        change_since_last_run=SegmentChange(
            customers_before=customers - 6, moved_in=14, moved_out=11, joined=3, share_of_customers=0.004
        ),
        clv_minor=ValueQuantiles(p10=value[0], p50=value[1], p90=value[2]),
        drift=None,
        campaign=None,
        why=why(said, inputs=[("customers", customers)]),
    )


def member(number: int) -> MemberItem:
    """Return a customer; every third has no name."""
    return MemberItem(
        customer_id=product_id(f"customer {number}"),
        name=None if number % 3 == 2 else f"Jana Petersen-Waldheidel {number}",
        currency=CURRENCY,
        recency_days=number,
        tenure_days=400,
        frequency=40 - number,
        monetary_minor=130_000 - number * 2_000,
        alive=0.97 - number / 100,
        expected_value_minor=118_000 - number * 1_000,
        p10_minor=62_000,
        p90_minor=186_000,
    )
