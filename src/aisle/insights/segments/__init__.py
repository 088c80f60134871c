"""Customer segments: who comes often, spends much, is new, or has stopped coming."""

from aisle.insights.segments.clusters import Clusters, choose_clusters, find_clusters
from aisle.insights.segments.describe import Centroid
from aisle.insights.segments.memory import PreviousSegments, SegmentChange
from aisle.insights.segments.rfm import RANKS, add_ranks, measure_rfm
from aisle.insights.segments.segmentation import CustomerSegments, Segment, ValueSpread

__all__ = [
    "RANKS",
    "Centroid",
    "Clusters",
    "CustomerSegments",
    "PreviousSegments",
    "Segment",
    "SegmentChange",
    "ValueSpread",
    "add_ranks",
    "choose_clusters",
    "find_clusters",
    "measure_rfm",
]
