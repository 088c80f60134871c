"""What can go wrong in the catalogue."""

from aisle.kit.problems import Problem


class SkuTaken(Problem):
    status, code, title = 409, "sku-taken", "Another item already has this code"


class ScanCodeTaken(Problem):
    status, code, title = 409, "scan-code-taken", "Another item is scanned by one of these codes"


class PriceIdReused(Problem):
    status, code, title = 409, "price-id-reused", "This id already names another price"
