"""Quantities and amounts in integers: what a line is worth, rounded once, half away from zero.

Numbers come in as billionths (Int128) and leave as base units and minor units (Int64).
"""

import polars as pl

from aisle.intake.dialect.numbers import NUMBER_ONE, parse_numbers
from aisle.intake.rows.facts import StoreFacts
from aisle.kit.money import AMOUNT_MINOR_MAX
from aisle.kit.quantity import QUANTITY_MAX

# The units of files: base unit, and how many base units one of them is.
UNITS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(
        (
            "each",
            "ea",
            "pc",
            "pcs",
            "piece",
            "pieces",
            "unit",
            "units",
            "stk",
            "stück",
            "st",
            "x",
            "un",
            "ud",
            "pz",
            "nos",
        ),
        ("each", 1),
    ),
    **dict.fromkeys(("g", "gr", "gram", "grams", "gramm", "grammes", "ग्राम"), ("gram", 1)),
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "किलो"), ("gram", 1000)),
    **dict.fromkeys(("ml", "millilitre", "milliliter"), ("millilitre", 1)),
    **dict.fromkeys(("cl", "centilitre"), ("millilitre", 10)),
    **dict.fromkeys(("l", "lt", "ltr", "litre", "liter", "litres", "litro", "लीटर"), ("millilitre", 1000)),
    **dict.fromkeys(("mm", "millimetre"), ("millimetre", 1)),
    **dict.fromkeys(("cm",), ("millimetre", 10)),
    **dict.fromkeys(("m", "metre", "meter", "mtr", "metro"), ("millimetre", 1000)),
}
_BASE_UNITS = {name: unit for name, (unit, _) in UNITS.items()}
_FACTORS = {name: factor for name, (_, factor) in UNITS.items()}
PRICE_MAX = 10**9 * NUMBER_ONE
_UNIT_TAIL = r"^(.*\d)\s*(\p{L}{1,9})\.?$"


def split_units(quantities: pl.Series, units: pl.Series | None) -> pl.DataFrame:
    """Return `number` (text), `unit` (base unit, null when none is named) and `factor` (base units per unit).

    A unit behind the number (`1,5 kg`) counts before the unit column. `odd_unit` marks letters that are no unit.
    """
    frame = pl.DataFrame(
        {
            "text": quantities,
            "column": units if units is not None else pl.Series([None] * quantities.len(), dtype=pl.String),
        }
    )
    has_tail = bool(frame.select(pl.col("text").str.contains(r"\p{L}\.?$").any()).item())
    if has_tail:
        tail = pl.col("text").str.strip_chars().str.extract_groups(_UNIT_TAIL)
        frame = frame.with_columns(tail.struct.field("1").alias("number"), tail.struct.field("2").alias("tail"))
    else:
        frame = frame.with_columns(
            pl.lit(None, dtype=pl.String).alias("number"), pl.lit(None, dtype=pl.String).alias("tail")
        )
    name = pl.coalesce("tail", "column").str.strip_chars().str.strip_chars_end(".").str.to_lowercase()
    frame = frame.with_columns(name.alias("name"), pl.coalesce("number", "text").alias("number"))
    return frame.select(
        "number",
        pl.col("name").replace_strict(_BASE_UNITS, default=None, return_dtype=pl.String).alias("unit"),
        pl.col("name").replace_strict(_FACTORS, default=1, return_dtype=pl.Int64).alias("factor"),
        (pl.col("tail").is_not_null() & ~pl.col("name").is_in(list(UNITS))).alias("odd_unit"),
    )  # fmt: skip


def half_away(numerator: pl.Expr, denominator: int) -> pl.Expr:
    """Divide integers and round half away from zero."""
    magnitude = (numerator.abs() * 2 + denominator) // (2 * denominator)
    return magnitude * numerator.sign()


def number_columns(frame: pl.DataFrame, names: list[str], marks: dict[str, str]) -> pl.DataFrame:
    """Add `<name>_n` (Int128 billionths) for each number field; an empty cell and a bad one are both null."""
    return frame.with_columns(parse_numbers(frame[name], marks.get(name, ".")).alias(f"{name}_n") for name in names)


def read_amounts(frame: pl.DataFrame, facts: StoreFacts, *, amounts_are_net: bool) -> pl.DataFrame:
    """Add quantity, unit price, discount, net and tax, all signed by `is_return`, and `agrees`.

    Expects `<field>_n` columns, `factor`, `unit` and `is_return`. The total comes from its own column when there is
    one, else from quantity x price less discount; where both are there they must agree to one minor unit.
    """
    per_minor = NUMBER_ONE // 10**facts.minor_decimals
    sign = pl.when("is_return").then(-1).otherwise(1).cast(pl.Int128)
    frame = frame.with_columns(
        pl.col("quantity_n").abs().alias("q"),
        _magnitude(frame, "unit_price").alias("p"),
        half_away(_magnitude(frame, "discount").fill_null(0), per_minor).alias("discount_minor"),
        half_away(_magnitude(frame, "line_total"), per_minor).alias("total"),
        half_away(_magnitude(frame, "gross_total"), per_minor).alias("before_discount"),
    )
    # A price the file leaves out follows from its totals; minor units are brought back to billionths first.
    amount = pl.coalesce("before_discount", pl.col("total") + pl.col("discount_minor")) * per_minor
    derived = pl.when(pl.col("q") > 0).then(half_away_columns(amount * NUMBER_ONE, pl.col("q")))
    frame = frame.with_columns(pl.coalesce("p", derived).alias("p"))
    # Billionths times billionths: one division brings the product to minor units and rounds once.
    product = half_away(pl.col("q") * pl.col("p"), NUMBER_ONE * per_minor)
    frame = frame.with_columns(pl.coalesce("before_discount", product).alias("amount"))
    frame = frame.with_columns((pl.col("amount") - pl.col("discount_minor")).alias("computed"))
    tax = _tax(frame, facts, per_minor, amounts_are_net=amounts_are_net)
    frame = frame.with_columns(pl.coalesce("total", "computed").alias("charged")).with_columns(tax)
    # Totals that hold the tax agree once it is taken off again.
    agrees = (pl.col("total") - pl.col("computed")).abs() <= 1
    agrees_with_tax = (pl.col("total") - pl.col("tax_minor") - pl.col("computed")).abs() <= 1
    frame = frame.with_columns(
        (pl.col("total").is_null() | agrees | (pl.lit(not amounts_are_net) & agrees_with_tax)).alias("agrees"),
        pl.when(pl.col("total").is_not_null() & ~agrees & agrees_with_tax)
        .then(pl.col("charged") - pl.col("tax_minor"))
        .otherwise(pl.col("net"))
        .alias("net"),
    )
    return frame.with_columns(
        (half_away(pl.col("q") * pl.col("factor"), NUMBER_ONE) * sign).alias("quantity_base"),
        ((pl.col("q") * pl.col("factor")) % NUMBER_ONE != 0).alias("is_fraction"),
        (pl.col("discount_minor") * sign).alias("discount_minor"),
        (pl.col("net") * sign).alias("net_minor"),
        (pl.col("tax_minor") * sign).alias("tax_minor"),
        half_away(pl.col("p") * _per_sales_unit(), per_minor).alias("unit_price_minor"),
    )


def _per_sales_unit() -> pl.Expr:
    """A price per gram becomes one per kilogram: the house states prices per 1000 base units, or per piece."""
    return pl.when(pl.col("unit") == "each").then(1).otherwise(1000 // pl.col("factor")).cast(pl.Int128)


def share_order_amounts(frame: pl.DataFrame, marks_of: dict[str, str], decimals: int) -> pl.DataFrame:
    """Spread an order's own discount and tax over its lines by their value, so that the parts add up exactly.

    Each line gets the difference between two rounded running sums. `marks_of` maps the order's field to the line's.
    """
    per_minor = NUMBER_ONE // 10**decimals
    value = half_away(pl.col("quantity_n").abs() * pl.col("unit_price_n").abs(), NUMBER_ONE * per_minor).fill_null(0)
    is_own = pl.col("row_no") > 0
    frame = frame.with_columns(pl.when(is_own).then(value).otherwise(0).alias("weight"))
    reach, total = pl.col("weight").cum_sum().over("receipt"), pl.col("weight").sum().over("receipt")
    for order_field, line_field in marks_of.items():
        if f"{order_field}_n" not in frame.columns:
            continue
        whole = half_away(pl.col(f"{order_field}_n").max().over("receipt").fill_null(0), per_minor)
        upto = pl.when(total > 0).then(whole * reach // total).otherwise(0)
        before = pl.when(total > 0).then(whole * (reach - pl.col("weight")) // total).otherwise(0)
        share = pl.when(is_own).then((upto - before) * per_minor).otherwise(0)
        own = pl.col(f"{line_field}_n").abs().fill_null(0) if f"{line_field}_n" in frame.columns else pl.lit(0)
        frame = frame.with_columns((own + share).cast(pl.Int128).alias(f"{line_field}_n"))
    return frame


def _magnitude(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(f"{name}_n").abs() if f"{name}_n" in frame.columns else pl.lit(None, dtype=pl.Int128)


def half_away_columns(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Divide two non-negative integer columns and round half up, which is away from zero here."""
    return (numerator * 2 + denominator) // (denominator * 2)


def _tax(frame: pl.DataFrame, facts: StoreFacts, per_minor: int, *, amounts_are_net: bool) -> list[pl.Expr]:
    """Return `tax_minor` and `net`: from the tax column, else by the store's habit, else no tax known."""
    charged = pl.coalesce("total", "computed")
    included = facts.tax_mode == "included" and not amounts_are_net
    if "tax_n" in frame.columns:
        tax = half_away(pl.col("tax_n").abs().fill_null(0), per_minor)
    elif facts.tax_mode == "unknown" or not facts.tax_rate_ppm:
        tax = pl.lit(0, dtype=pl.Int128)
    elif included:
        tax = half_away(charged * facts.tax_rate_ppm, 1_000_000 + facts.tax_rate_ppm)
    else:
        tax = half_away(charged * facts.tax_rate_ppm, 1_000_000)
    return [tax.alias("tax_minor"), (charged - tax if included else charged).alias("net")]


def out_of_range() -> pl.Expr:
    """Say whether a number is zero or beyond what a sale can hold; asked before anything becomes Int64."""
    outside: pl.Expr = (
        (pl.col("quantity_base") == 0)
        | (pl.col("quantity_base").abs() > QUANTITY_MAX)
        | (pl.col("p") > PRICE_MAX)
        | (pl.col("net_minor").abs() > AMOUNT_MINOR_MAX)
        | ((pl.col("net_minor") + pl.col("tax_minor")).abs() > AMOUNT_MINOR_MAX)
    )
    return outside.fill_null(True)
