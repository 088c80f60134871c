"""The upload door over HTTP."""

import asyncio
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from aisle import sites
from aisle.intake import actions, csv_answers, demo, exports, queries
from aisle.intake.files import UploadFolder
from aisle.intake.forms import UPLOAD_FORM, read_options
from aisle.intake.options import UploadOptions
from aisle.intake.problems import (
    FILE_PROBLEMS,
    BadUploadOption,
    IdempotencyKeyReused,
    SameFilePostedElsewhere,
    TooManyUploads,
    UploadStateConflict,
)
from aisle.intake.receiving import ReceivedFile, receive_form
from aisle.intake.schemas import (
    AnswersIn,
    PreviewOut,
    RowOutcome,
    StagedRowList,
    UploadList,
    UploadOut,
)
from aisle.intake.sniffing import sniff_at_once
from aisle.kit.actor import Actor
from aisle.kit.clock import Clock
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.paging import LIMIT_DEFAULT, After, Limit, decode_cursor, encode_cursor
from aisle.kit.problems import Busy, Malformed, NotFound, NotLoggedIn, NotPermitted, responses
from aisle.kit.web import CurrentActor, CurrentClock, CurrentDatabase, ReadTx, WriteTx, require

router = APIRouter(tags=["intake"])
root_router = APIRouter(tags=["intake"])

COMMON = (NotFound, NotLoggedIn, NotPermitted, Malformed)
WAIT_STEP_S = 0.2
UploadId = Annotated[UUID, Path(description="The upload")]
_MAY_UPLOAD = [require("sales.upload")]
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
_UPLOAD_PROBLEMS = responses(
    *COMMON, *FILE_PROBLEMS, BadUploadOption, IdempotencyKeyReused, SameFilePostedElsewhere, TooManyUploads, Busy
)


async def upload_sales(
    request: Request,
    response: Response,
    database: CurrentDatabase,
    actor: CurrentActor,
    clock: CurrentClock,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> UploadOut:
    """Hand in a file of sales. 200 when it was finished within `wait_s`, else 202 with its address."""
    folder = UploadFolder.under(request.app.state.settings.home)
    upload_id = new_id()
    path = folder.file(upload_id)
    try:
        file = await receive_form(request.stream(), content_type=request.headers.get("content-type", ""), path=path)
        options, wait_s = read_options(file.fields)
        found_id = await run_in_threadpool(_receive, database, actor, clock, upload_id, file, options, idempotency_key)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if found_id != upload_id:
        path.unlink(missing_ok=True)
    upload = await _wait(database, actor, clock, found_id, wait_s)
    response.status_code = 200 if upload.state in queries.FINISHED else 202
    response.headers["Location"] = f"/v1/uploads/{found_id}"
    return upload


for _router, _in_schema in ((router, True), (root_router, False)):
    _router.add_api_route(
        "/upload-sales",
        upload_sales,
        methods=["POST"],
        operation_id="upload_sales",
        dependencies=_MAY_UPLOAD,
        responses={202: {"model": UploadOut, "description": "Being read"}, **_UPLOAD_PROBLEMS},
        openapi_extra=UPLOAD_FORM,
        include_in_schema=_in_schema,
    )


def _receive(
    database: Database,
    actor: Actor,
    clock: Clock,
    upload_id: str,
    file: ReceivedFile,
    options: UploadOptions,
    idempotency_key: str | None,
) -> str:
    """Look at a small file at once, so that what is no sales file gets its answer here; then record the upload.

    The writing scope opens only now: a slow client must not hold the book's one writer.
    """
    profile = sniff_at_once(file.path, options)
    with database.write(actor) as tx:
        return actions.receive_upload(
            tx,
            upload_id=upload_id,
            file=file,
            options=options,
            idempotency_key=idempotency_key,
            clock=clock,
            profile=profile,
        )


async def _wait(database: Database, actor: Actor, clock: Clock, upload_id: str, wait_s: int) -> UploadOut:
    """Read the upload until it is settled or the time is over."""

    def read() -> UploadOut:
        with database.read(actor) as session:
            return queries.get_upload(session, upload_id, now=clock.now())

    upload = await run_in_threadpool(read)
    for _ in range(int(wait_s / WAIT_STEP_S)):
        if upload.state in queries.SETTLED:
            break
        await asyncio.sleep(WAIT_STEP_S)
        upload = await run_in_threadpool(read)
    return upload


@router.get("/uploads", operation_id="list_uploads", dependencies=_MAY_UPLOAD, responses=responses(*COMMON))
def list_uploads(
    tx: ReadTx,
    clock: CurrentClock,
    store_id: Annotated[UUID | None, Query(description="The store; none means all you may see")] = None,
    limit: Limit = LIMIT_DEFAULT,
    after: After = None,
) -> UploadList:
    """List uploads, the newest first."""
    if store_id is not None:
        sites.get_store_for(tx, str(store_id))
    position = decode_cursor(after, "at", "id") if after else None
    found = queries.list_uploads(
        tx,
        store_id=str(store_id) if store_id else None,
        after=(str(position["at"]), str(position["id"])) if position else None,
        limit=limit + 1,
        now=clock.now(),
    )
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return UploadList(
        items=shown, next_after=encode_cursor({"at": last.received_at, "id": last.upload_id}) if last else None
    )


@router.get("/uploads/{upload_id}", operation_id="get_upload", dependencies=_MAY_UPLOAD, responses=responses(*COMMON))
def get_upload(upload_id: UploadId, tx: ReadTx, clock: CurrentClock) -> UploadOut:
    """Show one upload as it stands."""
    return queries.get_upload(tx, str(upload_id), now=clock.now())


@router.get("/uploads/{upload_id}/preview", operation_id="preview_upload", dependencies=_MAY_UPLOAD,
            responses=responses(*COMMON))  # fmt: skip
def preview_upload(upload_id: UploadId, tx: ReadTx) -> PreviewOut:
    """Show the columns of the file as understood, with their first values."""
    return queries.get_preview(tx, str(upload_id))


@router.get("/uploads/{upload_id}/rows", operation_id="list_upload_rows", dependencies=_MAY_UPLOAD,
            response_model=StagedRowList,
            responses={**_CSV, **responses(*COMMON)})  # fmt: skip
def list_upload_rows(
    upload_id: UploadId,
    tx: ReadTx,
    database: CurrentDatabase,
    actor: CurrentActor,
    outcome: Annotated[RowOutcome | None, Query(description="Only rows with this outcome")] = None,
    limit: Limit = LIMIT_DEFAULT,
    after: After = None,
    format: Annotated[str, Query(pattern="^(json|csv)$", description="`csv` sends all rows as a file")] = "json",
) -> StagedRowList | StreamingResponse:
    """List rows that did not post, in the order of the file, with reason and hint."""
    if format == "csv":
        queries.get_upload_row_for(tx, str(upload_id))
        return csv_answers.attachment(
            csv_answers.row_lines(database, actor, str(upload_id), outcome), name=f"rows-{upload_id}.csv"
        )
    position = decode_cursor(after, "row") if after else None
    if position is not None and not isinstance(position["row"], int):
        raise Malformed("`after` belongs to another list: start again without it")
    found = queries.list_rows(
        tx, str(upload_id), outcome=outcome, after=position["row"] if position else None, limit=limit + 1
    )
    shown = found[:limit]
    return StagedRowList(items=shown, next_after=encode_cursor({"row": shown[-1].row}) if len(found) > limit else None)


@router.post("/uploads/{upload_id}/answers", operation_id="answer_upload", dependencies=_MAY_UPLOAD,
             responses=responses(*COMMON, BadUploadOption, UploadStateConflict, Busy))  # fmt: skip
def answer_upload(upload_id: UploadId, body: AnswersIn, tx: WriteTx, clock: CurrentClock) -> UploadOut:
    """Answer what the file leaves open; it is read on from there."""
    actions.answer_questions(tx, str(upload_id), body.answers, clock=clock)
    return queries.get_upload(tx, str(upload_id), now=clock.now())


@router.post("/uploads/{upload_id}/post", operation_id="post_upload", dependencies=_MAY_UPLOAD,
             responses=responses(*COMMON, UploadStateConflict, Busy))  # fmt: skip
def post_upload(upload_id: UploadId, tx: WriteTx, clock: CurrentClock) -> UploadOut:
    """Post an upload that was only checked."""
    actions.post_staged(tx, str(upload_id), clock=clock)
    return queries.get_upload(tx, str(upload_id), now=clock.now())


@router.post("/uploads/{upload_id}/cancel", operation_id="cancel_upload", dependencies=_MAY_UPLOAD,
             responses=responses(*COMMON, UploadStateConflict, Busy))  # fmt: skip
def cancel_upload(upload_id: UploadId, tx: WriteTx, clock: CurrentClock) -> UploadOut:
    """Stop an upload before anything of it is posted."""
    actions.cancel_upload(tx, str(upload_id), clock=clock)
    return queries.get_upload(tx, str(upload_id), now=clock.now())


@router.post("/uploads/{upload_id}/void", operation_id="void_upload",
             dependencies=[require("sales.upload"), require("sales.void")],
             responses=responses(*COMMON, UploadStateConflict, Busy))  # fmt: skip
def void_upload(upload_id: UploadId, tx: WriteTx, clock: CurrentClock) -> UploadOut:
    """Take an upload back: a void per sale of it; the state becomes `voided` when all are posted."""
    actions.void_posted(tx, str(upload_id), clock=clock)
    return queries.get_upload(tx, str(upload_id), now=clock.now())


@router.get("/exports/sales", operation_id="export_sales", dependencies=[require("sales.read")],
            response_class=StreamingResponse,
            responses={**_CSV, **responses(*COMMON)})  # fmt: skip
def export_sales(
    tx: ReadTx,
    database: CurrentDatabase,
    actor: CurrentActor,
    store_id: Annotated[UUID, Query(description="The store")],
    from_date: Annotated[date | None, Query()] = None,
    to_date: Annotated[date | None, Query()] = None,
) -> StreamingResponse:
    """Download a store's uploaded sales as CSV; uploading that file again changes nothing."""
    store = sites.get_store_for(tx, str(store_id))
    lines = exports.sale_lines(database, actor, store_id=store.store_id, from_date=from_date, to_date=to_date)
    return csv_answers.attachment(lines, name="sales.csv")


@router.get("/demo-file", operation_id="get_demo_file", dependencies=[require("stores.read")],
            response_class=StreamingResponse,
            responses={**_CSV, **responses(*COMMON)})  # fmt: skip
def get_demo_file(clock: CurrentClock) -> StreamingResponse:
    """Download the sample of real sales that the demo shop is made of, its dates moved up to yesterday."""
    answer = csv_answers.attachment(demo.demo_csv(clock.now().date()), name="demo-sales.csv")
    answer.headers["Link"] = f'<{demo.SOURCE_URL}>; rel="cite-as", <{demo.LICENCE_URL}>; rel="license"'
    return answer
