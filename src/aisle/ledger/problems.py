"""What can go wrong on the way into the book."""

from aisle.kit.problems import Problem


class SaleIdReused(Problem):
    status, code, title = 409, "sale-id-reused", "This id already names another sale: the first one stands"


class SequenceReused(Problem):
    status, code, title = 409, "sequence-reused", "This register already used that sequence number"


class DoesNotAddUp(Problem):
    status, code, title = 422, "does-not-add-up", "The amounts of this sale do not add up"


class QuantityInvalid(Problem):
    status, code, title = 422, "quantity-invalid", "A quantity of this sale is out of range"


class AmountInvalid(Problem):
    status, code, title = 422, "amount-invalid", "An amount of this sale is out of range"


class ReturnExceedsSold(Problem):
    status, code, title = 409, "return-exceeds-sold", "More would come back than was sold"


class NotVoidable(Problem):
    status, code, title = 409, "not-voidable", "A void cannot be undone: post the sale again"


class SaleReturned(Problem):
    status, code, title = 409, "sale-returned", "Lines of this sale have come back already: void their return first"
