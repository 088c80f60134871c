from __future__ import annotations

import numpy as np
import pytest

from aisle.insights.segments import choose_clusters, find_clusters
from aisle.insights.segments.clusters import Points, distances, nearest, silhouette

CORNERS = np.array([[0.1, 0.1, 0.1], [0.9, 0.1, 0.1], [0.1, 0.9, 0.1], [0.9, 0.9, 0.9]])


def heaps(centres: Points, *, each: int = 60, spread: float = 0.03, seed: int = 3) -> Points:
    noise = np.random.default_rng(seed).normal(0, spread, (len(centres) * each, centres.shape[1]))
    return np.repeat(centres, each, axis=0) + noise


def test_silhouette_of_four_points_on_a_line() -> None:
    """0 and 1 against 5 and 6: (5.5-1)/5.5 for the outer two, (4.5-1)/4.5 for the inner two."""
    points = np.array([[0.0], [1.0], [5.0], [6.0]])

    value = silhouette(points, np.array([0, 0, 1, 1]), seed=0)

    assert value == pytest.approx((2 * 4.5 / 5.5 + 2 * 3.5 / 4.5) / 4)


def test_silhouette_of_a_single_group_is_zero() -> None:
    assert silhouette(np.zeros((3, 2)), np.zeros(3, dtype=np.int64), seed=0) == 0.0


def test_distances_are_euclidean() -> None:
    apart = distances(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 0.0]]))

    assert apart.tolist() == [[0.0], [5.0]]
    assert nearest(np.array([[0.1], [0.9]]), np.array([[0.0], [1.0]])).tolist() == [0, 1]


def test_four_heaps_are_found_as_four_stable_groups() -> None:
    found = choose_clusters(heaps(CORNERS), counts=range(3, 9), seed=0)

    assert len(found.centroids) == 4
    assert found.stable
    assert found.agreement_min > 0.99
    assert found.silhouette > 0.8
    assert [len(set(found.labels[start : start + 60].tolist())) for start in range(0, 240, 60)] == [1, 1, 1, 1]


def test_a_better_separated_but_unstable_grouping_is_passed_over() -> None:
    """Four heaps cut into three leave a free choice which two to join, so refits disagree."""
    square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    points = heaps(square, spread=0.1)

    assert not find_clusters(points, count=3, seed=0).stable
    assert len(choose_clusters(points, counts=[3, 4], seed=0).centroids) == 4


def test_when_nothing_is_stable_the_most_stable_is_returned_and_says_so() -> None:
    points = np.random.default_rng(5).random((60, 3))

    found = choose_clusters(points, counts=[7, 8], seed=0)

    assert not found.stable
    others = [find_clusters(points, count=count, seed=0).agreement_mean for count in (7, 8)]
    assert found.agreement_mean == max(others)


def test_the_earlier_count_is_kept_only_while_nearly_as_good() -> None:
    """Four heaps, one of them a pair: whether that is four or five groups depends on the pair's gap."""

    def shop(gap: float) -> Points:
        return heaps(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0 + gap, 1.0]]), spread=0.06)

    close_call, clear = shop(0.41), shop(0.24)
    scores = [find_clusters(close_call, count=count, seed=0).silhouette for count in (4, 5)]
    assert abs(scores[0] - scores[1]) < 0.01, "this shop must leave the choice nearly open"

    for count in (4, 5):
        kept = choose_clusters(close_call, counts=[4, 5], seed=0, earlier_count=count)
        assert len(kept.centroids) == count
        assert len(choose_clusters(clear, counts=[4, 5], seed=0, earlier_count=count).centroids) == 4


def test_one_seed_gives_equal_bytes() -> None:
    points = np.random.default_rng(2).random((6_000, 3))  # more than one sample, so both paths run

    first, second = (choose_clusters(points, counts=[3, 4], seed=11) for _ in range(2))

    assert first.centroids.tobytes() == second.centroids.tobytes()
    assert first.labels.tobytes() == second.labels.tobytes()
    assert first.agreements == second.agreements
