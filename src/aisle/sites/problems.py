"""What can go wrong with a store."""

from aisle.kit.problems import Problem


class CurrencyFixed(Problem):
    status, code = 409, "currency-fixed"
    title = "A store keeps the currency it was opened with: open another store for another currency"
