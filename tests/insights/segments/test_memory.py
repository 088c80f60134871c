from __future__ import annotations

import numpy as np
import polars as pl

from aisle.insights.segments import PreviousSegments, SegmentChange
from aisle.insights.segments.memory import change_of, hold_places, name_rules
from aisle.insights.segments.names import Profile


def previous(centroids: list[tuple[str, float, float, float]], members: dict[str, str]) -> PreviousSegments:
    rows = [(key, key, r, f, m) for key, r, f, m in centroids]
    return PreviousSegments(
        centroids=pl.DataFrame(rows, schema=["segment", "rule", "r", "f", "m"], orient="row"),
        members=pl.DataFrame(
            {"customer_id": list(members), "segment": list(members.values())},
            schema={"customer_id": pl.String, "segment": pl.String},
        ),
    )


def test_names_follow_their_groups_when_the_order_changes() -> None:
    last = previous([("loyal_big", 0.62, 0.8, 0.8), ("regular", 0.52, 0.55, 0.5)], {})
    profiles = [
        Profile(r=0.49, f=0.55, m=0.5, tenure_days=300),  # by rule now only "occasional"
        Profile(r=0.58, f=0.8, m=0.8, tenure_days=300),  # by rule now only "regular"
    ]

    assert name_rules(profiles, None) == ["occasional", "regular"]
    assert name_rules(profiles, last) == ["regular", "loyal_big"]


def test_a_group_that_went_far_is_named_anew() -> None:
    last = previous([("loyal_big", 0.62, 0.8, 0.8)], {})

    assert name_rules([Profile(r=0.58, f=0.71, m=0.99, tenure_days=300)], last) == ["regular"]


def test_a_customer_moves_only_past_the_margin() -> None:
    centroids = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    customers = pl.Series(["near", "past", "new"])
    points = np.array([[0.52, 0.0, 0.0], [0.53, 0.0, 0.0], [0.52, 0.0, 0.0]])  # margin .05 ends at .525
    last = previous([], {"near": "left", "past": "left"})

    labels = hold_places(points, centroids, customers=customers, segments=["left", "right"], previous=last)

    assert labels.tolist() == [0, 1, 1]


def test_a_segment_that_is_gone_holds_nobody() -> None:
    last = previous([], {"ada": "dissolved"})

    labels = hold_places(
        np.array([[0.4]]), np.array([[0.0], [1.0]]), customers=pl.Series(["ada"]), segments=["a", "b"], previous=last
    )

    assert labels.tolist() == [0]


def test_change_counts_people_known_in_both_runs_and_never_the_erased() -> None:
    now = pl.DataFrame(
        {"customer_id": ["stays", "came", "went", "fresh"], "segment": ["regular", "regular", "quiet", "regular"]}
    )
    last = previous([], {"stays": "regular", "came": "quiet", "went": "regular", "erased": "regular"})

    change = change_of("regular", now, last)

    assert change == SegmentChange(
        customers_before=2, moved_in=1, moved_out=1, joined=1, share_of_customers=3 / 4 - 2 / 3
    )


def test_the_first_run_has_no_change() -> None:
    assert change_of("regular", pl.DataFrame({"customer_id": ["a"], "segment": ["regular"]}), None) is None
