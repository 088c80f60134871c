"""What one run remembers for the next, so that segments keep their names and people their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import linear_sum_assignment

from aisle.insights.segments.clusters import Labels, Points, distances
from aisle.insights.segments.names import Profile, could_be, rule_for

# Half the usual distance between neighbouring centroids of ranks: farther is another group.
MATCH_DISTANCE_MAX = 0.15
NAME_SLACK = 0.05
# How much nearer another centroid must be before a customer changes segment.
MOVE_MARGIN = 0.05


@dataclass(frozen=True)
class PreviousSegments:
    """The last run: `centroids` with `segment, rule, r, f, m` and `members` with `customer_id, segment`."""

    centroids: pl.DataFrame
    members: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class SegmentChange:
    """How a segment differs from the last run, in customers (`share_of_customers` as a difference).

    `moved_in` and `moved_out` counts people known in both runs; `joined` are new to the shop.
    """

    customers_before: int
    moved_in: int
    moved_out: int
    joined: int
    share_of_customers: float


def name_rules(profiles: Sequence[Profile], previous: PreviousSegments | None) -> list[str]:
    """Rule key per group: the earlier key of its match while that is still fair, else by rule.

    Groups are matched to those of the last run one to one, at the least total distance
    (Hungarian method, `scipy.optimize.linear_sum_assignment`).
    """
    keys = [rule_for(profile).key for profile in profiles]
    if previous is None or previous.centroids.is_empty():
        return keys
    now = np.array([[p.r, p.f, p.m] for p in profiles])
    apart = distances(now, previous.centroids.select("r", "f", "m").to_numpy())
    earlier = previous.centroids["rule"].to_list()
    for group, match in zip(*linear_sum_assignment(apart), strict=True):
        near = apart[group, match] <= MATCH_DISTANCE_MAX
        if near and could_be(earlier[match], profiles[group], slack=NAME_SLACK):
            keys[group] = earlier[match]
    return keys


def hold_places(
    points: Points,
    centroids: Points,
    *,
    customers: pl.Series,
    segments: Sequence[str],
    previous: PreviousSegments | None,
) -> Labels:
    """Group per customer: the nearest, unless the earlier one is within `MOVE_MARGIN` of it."""
    apart = distances(points, centroids)
    labels = np.asarray(apart.argmin(axis=1), dtype=np.int64)
    if previous is None:
        return labels
    place = {segment: index for index, segment in enumerate(segments)}
    earlier = _earlier_segments(customers, previous).replace_strict(place, default=-1, return_dtype=pl.Int64).to_numpy()
    rows = np.arange(len(points))
    excess = apart[rows, earlier] - apart[rows, labels]
    stays = (earlier >= 0) & (excess <= MOVE_MARGIN)
    return np.where(stays, earlier, labels)


def change_of(segment: str, members: pl.DataFrame, previous: PreviousSegments | None) -> SegmentChange | None:
    """Change of one segment against the last run; None when there is none to compare with.

    Customers no longer in `members` (erased, say) are left out of the earlier counts as well.
    """
    if previous is None or previous.members.is_empty():
        return None
    both = members.select("customer_id", "segment").with_columns(
        earlier=_earlier_segments(members["customer_id"], previous)
    )
    here, was_here = pl.col("segment") == segment, pl.col("earlier") == segment
    known = pl.col("earlier").is_not_null()
    before, moved_in, moved_out, joined, all_before = both.select(
        (was_here & known).sum().alias("before"),
        (here & known & ~was_here).sum().alias("moved_in"),
        (~here & known & was_here).sum().alias("moved_out"),
        (here & ~known).sum().alias("joined"),
        known.sum().alias("all_before"),
    ).row(0)
    share_now = (members["segment"] == segment).sum() / max(len(members), 1)
    return SegmentChange(
        customers_before=before,
        moved_in=moved_in,
        moved_out=moved_out,
        joined=joined,
        share_of_customers=share_now - before / max(all_before, 1),
    )


def _earlier_segments(customers: pl.Series, previous: PreviousSegments) -> pl.Series:
    """Segment of the last run for each of `customers`, null where unknown, in the same order."""
    asked = pl.DataFrame({"customer_id": customers})
    found = asked.join(
        previous.members.select("customer_id", "segment"), on="customer_id", how="left", maintain_order="left"
    )
    return found["segment"].cast(pl.String)
