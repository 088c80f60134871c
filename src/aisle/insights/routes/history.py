"""What was sold, beside what had been expected."""

from typing import Annotated

from fastapi import APIRouter, Query

from aisle.insights import queries
from aisle.insights.routes.common import COMMON
from aisle.insights.schemas.history import HistoryAsked, ProductHistories, SalesSummary, SummaryAsked
from aisle.kit.problems import responses
from aisle.kit.web import ReadTx, require

router = APIRouter(tags=["insights"])


@router.get("/sales-summary", operation_id="read_sales_summary", dependencies=[require("sales.read")],
            responses=responses(*COMMON))  # fmt: skip
def read_sales_summary(asked: Annotated[SummaryAsked, Query()], tx: ReadTx) -> SalesSummary:
    """Sum the trading days of a store: net sales, units, receipts."""
    return queries.read_sales_summary(tx, asked)


@router.get("/product-history", operation_id="read_product_history", dependencies=[require("insights.read")],
            responses=responses(*COMMON))  # fmt: skip
def read_product_history(asked: Annotated[HistoryAsked, Query()], tx: ReadTx) -> ProductHistories:
    """Show the days of some products, and what had been predicted of them before."""
    return queries.read_product_history(tx, asked)
