"""K-Means that looks for as many groups as the customers themselves support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Points = NDArray[np.float64]
Labels = NDArray[np.int64]

STARTS = 10
BOOTSTRAPS = 20
# Silhouette looks at every pair of customers; five thousand settle it to the second decimal.
SAMPLE_CUSTOMERS_MAX = 5_000
AGREEMENT_MIN = 0.8
# Two counts of groups often score alike; last time's count stays unless another is clearly better.
SILHOUETTE_MARGIN = 0.01


@dataclass(frozen=True, kw_only=True)
class Clusters:
    """Groups found: `centroids` (groups, dimensions), `labels` (customers,) and how good they are.

    `silhouette` is the mean over the judged sample (-1 to 1). `agreements` holds the adjusted
    Rand index between these groups and those of each bootstrap refit (1 = the same groups).
    """

    centroids: Points
    labels: Labels
    silhouette: float
    agreements: tuple[float, ...]

    @property
    def agreement_mean(self) -> float:
        """Mean adjusted Rand index over the bootstraps."""
        return float(np.mean(self.agreements))

    @property
    def agreement_min(self) -> float:
        """The least adjusted Rand index over the bootstraps."""
        return float(np.min(self.agreements))

    @property
    def stable(self) -> bool:
        """Whether refits on resampled customers find these groups again."""
        return self.agreement_mean >= AGREEMENT_MIN


def choose_clusters(points: Points, *, counts: Sequence[int], seed: int, earlier_count: int | None = None) -> Clusters:
    """The best-separated stable grouping of `points` (customers, dimensions).

    Candidates are tried from the highest silhouette down and the first stable one is taken, so
    most bootstraps are never run; `earlier_count` is preferred while nearly as good. When
    none is stable the most stable one is returned, and its `stable` says so.
    """
    sample = _sample(points, seed)
    counts = [count for count in counts if count <= _distinct(sample)]
    assert counts, "fewer distinct customers than groups"
    fits = {count: _fit(sample, count, seed) for count in counts}
    scores = {count: silhouette(sample, model.predict(sample), seed=seed) for count, model in fits.items()}
    bonus = {earlier_count: SILHOUETTE_MARGIN}
    order = sorted(counts, key=lambda count: -scores[count] - bonus.get(count, 0.0))
    tried: list[Clusters] = []
    for count in order:
        tried.append(_settle(points, sample, fits[count], silhouette=scores[count], seed=seed))
        if tried[-1].stable:
            return tried[-1]
    return max(tried, key=lambda found: found.agreement_mean)


def find_clusters(points: Points, *, count: int, seed: int) -> Clusters:
    """Exactly `count` groups of `points`, with the same measures as `choose_clusters`."""
    return choose_clusters(points, counts=[count], seed=seed)


def nearest(points: Points, centroids: Points) -> Labels:
    """Index of the closest centroid for each point."""
    return np.asarray(distances(points, centroids).argmin(axis=1), dtype=np.int64)


def distances(points: Points, centroids: Points) -> Points:
    """Euclidean distance of each point to each centroid, shape (points, centroids)."""
    return np.asarray(np.linalg.norm(points[:, None, :] - centroids[None, :, :], axis=2))


def silhouette(points: Points, labels: Labels, *, seed: int) -> float:
    """Mean silhouette (Rousseeuw 1987) over a seeded sample; 0 when all points share a group."""
    if len(np.unique(labels)) < 2:
        return 0.0
    size = min(len(points), SAMPLE_CUSTOMERS_MAX)
    return float(silhouette_score(points, labels, sample_size=size, random_state=seed))


def _settle(points: Points, sample: Points, model: KMeans, *, silhouette: float, seed: int) -> Clusters:
    agreements = _bootstrap(sample, model, seed)
    if len(points) > len(sample):
        model = _fit(points, len(model.cluster_centers_), seed, start=model.cluster_centers_)
    centroids = np.asarray(model.cluster_centers_)
    return Clusters(
        centroids=centroids, labels=nearest(points, centroids), silhouette=silhouette, agreements=tuple(agreements)
    )


def _bootstrap(points: Points, model: KMeans, seed: int) -> list[float]:
    """Agreement with refits on customers drawn with replacement, judged on all of them."""
    labels = model.predict(points)
    generator = np.random.default_rng(seed)
    agreements = []
    for refit_seed in range(seed, seed + BOOTSTRAPS):
        drawn = points[generator.integers(0, len(points), len(points))]
        if _distinct(drawn) < len(model.cluster_centers_):
            agreements.append(0.0)
            continue
        refit = _fit(drawn, len(model.cluster_centers_), refit_seed)
        agreements.append(float(adjusted_rand_score(labels, refit.predict(points))))
    return agreements


def _fit(points: Points, count: int, seed: int, *, start: Points | None = None) -> KMeans:
    # One thread: several would add up in any order, and one seed must give equal bytes.
    with threadpool_limits(limits=1):
        if start is not None:
            return KMeans(count, init=start, n_init=1).fit(points)
        return KMeans(count, n_init=STARTS, random_state=seed).fit(points)


def _sample(points: Points, seed: int) -> Points:
    if len(points) <= SAMPLE_CUSTOMERS_MAX:
        return points
    chosen = np.random.default_rng(seed).choice(len(points), SAMPLE_CUSTOMERS_MAX, replace=False)
    return points[np.sort(chosen)]


def _distinct(points: Points) -> int:
    return len(np.unique(points, axis=0))
