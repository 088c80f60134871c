"""What may well go wrong with live updates."""

from aisle.kit.problems import Problem


class TooManyTopics(Problem):
    status, code, title = 429, "too-many-topics", "This connection follows as many topics as it may"
