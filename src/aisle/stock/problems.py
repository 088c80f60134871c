"""What can go wrong with stock."""

from aisle.kit.problems import Problem


class CountIdReused(Problem):
    status, code, title = 409, "count-id-reused", "This id already names another count"
