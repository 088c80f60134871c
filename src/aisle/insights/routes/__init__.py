"""Insights over HTTP: `router` stands under /v1, `root_router` repeats the four reads at the root."""

from fastapi import APIRouter

from aisle.insights.routes import decisions, history, members, reads, runs

router = APIRouter()
for _part in (reads, decisions, history, members, runs):
    router.include_router(_part.router)
root_router = reads.root_router

__all__ = ["root_router", "router"]
