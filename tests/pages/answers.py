"""Stands between a page and the API's reads of advice: answers them from the grocery and keeps what was sent."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route

from tests.pages import grocery, grocery_people

Query = dict[str, list[str]]
Reading = Callable[[Query], dict[str, Any]]


class Answers:
    """Answers of one page; `sent` holds what the page wrote, in order, as (method, path, body)."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        self.is_empty = False
        self.changes: dict[str, Any] = {}
        self.runs: list[dict[str, Any]] = []
        self.refusal: tuple[int, dict[str, Any]] | None = None
        # A handler's own error reaches no test: it is kept here and looked at in the end.
        self.missing: list[str] = []
        self.readings: dict[str, Reading] = {
            "forecast": self._forecast,
            "inventory-recommendations": self._stock,
            "pricing-suggestions": self._prices,
            "customer-segments": self._segments,
            "product-history": lambda query: grocery.histories(query["product_id"]),
            "sales-summary": self._sales,
            "insight-runs": lambda _: {"items": self.runs, "next_after": None},
        }

    def install(self, page: Page) -> None:
        """Answer this page's reads of advice and note what it sends; everything else goes to the server."""
        page.clock.set_fixed_time("2026-12-03T09:40:00Z")
        for name in self.readings:
            page.route(f"**/v1/{name}", self._answer)
            page.route(f"**/v1/{name}?*", self._answer)
        page.route("**/v1/customer-segments/*/customers?*", self._members)
        for written in ("recommendations/*/decision", "pricing-suggestions/*/accept", "counts/*"):
            page.route(f"**/v1/{written}", self._note)

    def nothing_yet(self, state: str, note: str) -> None:
        """From now on every listing is empty and in this state."""
        self.is_empty = True
        self.changes = {"state": state, "notes": [note], "cutoff_date": None, "run_id": None}

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if route.request.method != "GET":
            self._note(route)
        elif self.refusal is not None:
            status, body = self.refusal
            route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(body))
        else:
            self._read(route, address.path.rsplit("/", 1)[-1], parse_qs(address.query))

    def _read(self, route: Route, name: str, query: Query) -> None:
        try:
            answer = self.readings[name](query)
        except (KeyError, ValueError, TypeError, StopIteration) as error:
            self.missing.append(f"{name} {query}: {error!r}")
            raise
        route.fulfill(json=answer)

    def _members(self, route: Route) -> None:
        self.sent.append(("GET", urlsplit(route.request.url).path, {}))
        route.fulfill(json=grocery.listing([grocery_people.member(number) for number in range(12)]))

    def _note(self, route: Route) -> None:
        request = route.request
        self.sent.append((request.method, urlsplit(request.url).path, request.post_data_json or {}))
        route.fulfill(json={})

    def _listing(self, items: list[Any]) -> dict[str, Any]:
        return grocery.listing([] if self.is_empty else items, **self.changes)

    def _forecast(self, query: Query) -> dict[str, Any]:
        level = query.get("level", ["product"])[0]
        if level == "store":
            return self._listing([grocery.store_forecast()])
        wanted, category = query.get("product_id"), query.get("category")
        goods = [
            one
            for one in grocery.GOODS
            if (not wanted or grocery.product_id(one[0]) in wanted) and (not category or one[1] in category)
        ]
        items = sorted(map(grocery.forecast, goods), key=lambda item: -item.at_stake_minor)
        if level == "category":
            return self._listing(list({item.category: item for item in items}.values()))
        return self._listing(items)

    def _stock(self, query: Query) -> dict[str, Any]:
        items = [grocery.stock(one) for one in grocery.GOODS]
        for name in ("kind", "urgency", "product_id", "category"):
            if wanted := query.get(name):
                items = [item for item in items if getattr(item, name) in wanted]
        return self._listing(sorted(items, key=lambda item: -item.at_stake_minor))

    def _prices(self, query: Query) -> dict[str, Any]:
        status = query["status"][0]
        goods = {"suggested": grocery.GOODS[:3], "hold": grocery.GOODS[3:6], "refused": grocery.GOODS[6:]}[status]
        return self._listing([grocery_people.price(one, status) for one in goods])

    def _segments(self, _: Query) -> dict[str, Any]:
        return self._listing([grocery_people.segment(row) for row in grocery_people.SEGMENTS])

    def _sales(self, query: Query) -> dict[str, Any]:
        return grocery.sales_summary(date.fromisoformat(query["from_date"][0]), date.fromisoformat(query["to_date"][0]))
