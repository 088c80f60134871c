"""What the routes of insights share: problems, and answers that need not be sent twice."""

from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

from aisle.insights.reads.envelope import etag_of
from aisle.insights.reads.listing import decisions_revision
from aisle.insights.schemas.common import Listing
from aisle.kit.db import ReadSession
from aisle.kit.problems import Malformed, NotFound, NotLoggedIn, NotPermitted

COMMON = (NotFound, NotLoggedIn, NotPermitted, Malformed)


def with_etag(session: ReadSession, request: Request, listing: Listing[Any]) -> Response:
    """Answer with a listing under its ETag, or with 304 where the reader has it already.

    The listing is built and checked by us, so it is written out once here and not validated a second time.
    """
    revision = decisions_revision(session, listing.run_id) if listing.run_id else ""
    tag = etag_of(listing.run_id, f"{listing.state} {listing.notes}", revision, str(request.url.query))
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(listing.model_dump_json(), media_type="application/json", headers=headers)


def shown(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` entry for an answer that carries an ETag."""
    return {304: {"description": f"{model.__name__}: not changed since the ETag given"}}
