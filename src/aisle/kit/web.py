"""The HTTP edge: who asks, which scope, one commit before the answer, problems as RFC 9457 bodies."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Protocol

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from aisle.kit import problems
from aisle.kit.actor import Actor
from aisle.kit.clock import Clock
from aisle.kit.db import Database, ReadSession, WriteSession
from aisle.kit.log import log, trace_id_var


def get_database(request: Request) -> Database:
    """Return the book this server was started on."""
    database: Database = request.app.state.database
    return database


def get_clock(request: Request) -> Clock:
    """Return the server's clock."""
    clock: Clock = request.app.state.clock
    return clock


def get_actor(request: Request) -> Actor:
    """Return who asks; `app` tells the edge how to find out (`identity` reads the token)."""
    authenticate: Callable[[Request], Actor] = request.app.state.authenticate
    return authenticate(request)


class StoreLike(Protocol):
    """As much of a store as a sibling of `sites` needs to answer for it."""

    @property
    def store_id(self) -> str:
        """The store's id."""
        ...

    @property
    def currency(self) -> str:
        """The ISO 4217 code its prices are in."""
        ...


StoreGate = Callable[[ReadSession, str], StoreLike]


def get_store_gate(request: Request) -> StoreGate:
    """Return the gate stores come out through; `app` wires it, so siblings of `sites` need not import it."""
    gate: StoreGate = request.app.state.get_store_for
    return gate


CurrentStoreGate = Annotated[StoreGate, Depends(get_store_gate)]
CurrentDatabase = Annotated[Database, Depends(get_database)]
CurrentClock = Annotated[Clock, Depends(get_clock)]
CurrentActor = Annotated[Actor, Depends(get_actor)]


def read_scope(database: CurrentDatabase, actor: CurrentActor) -> Iterator[ReadSession]:
    """Open a reading scope for the request."""
    with database.read(actor) as session:
        yield session


def write_scope(database: CurrentDatabase, actor: CurrentActor) -> Iterator[WriteSession]:
    """Open a writing scope for the request; function scope commits it before the answer is sent."""
    with database.write(actor) as session:
        yield session


ReadTx = Annotated[ReadSession, Depends(read_scope, scope="function")]
WriteTx = Annotated[WriteSession, Depends(write_scope, scope="function")]


def require(permission: str) -> Any:
    """Return a route dependency that answers 403 unless the actor holds the permission."""

    def check(actor: CurrentActor) -> None:
        actor.must(permission)

    check.permission = permission  # type: ignore[attr-defined]  # the rights matrix test reads it back
    return Depends(check)


def problem_response(request: Request, problem: problems.Problem) -> JSONResponse:
    """Turn a problem into its answer."""
    body = problem.body(instance=request.url.path, trace_id=trace_id_var.get())
    headers = {"Retry-After": str(problem.retry_after_s)} if problem.retry_after_s else None
    return JSONResponse(
        body.model_dump(), status_code=problem.status, media_type=problems.PROBLEM_MEDIA_TYPE, headers=headers
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Make every failure of this app a problem body, and an unknown one a 500 that says nothing but its trace."""

    @app.exception_handler(problems.Problem)
    def on_problem(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, problems.Problem)
        return problem_response(request, error)

    @app.exception_handler(RequestValidationError)
    def on_malformed(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return problem_response(request, problems.Malformed(errors=_field_errors(error)))

    @app.exception_handler(HTTPException)
    def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        kinds = {
            401: problems.NotLoggedIn,
            404: problems.NotFound,
            405: problems.MethodNotAllowed,
            413: problems.BodyTooLarge,
        }
        answer = problem_response(request, kinds.get(error.status_code, problems.Malformed)())
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    def on_failure(request: Request, error: Exception) -> JSONResponse:
        log.error("request failed", path=request.url.path, exc_info=error)
        return problem_response(request, problems.Problem())


def _field_errors(error: RequestValidationError) -> list[problems.FieldError]:
    return [
        problems.FieldError(
            pointer="/" + "/".join(str(part) for part in entry["loc"]), code=entry["type"], detail=entry["msg"]
        )
        for entry in error.errors()[:50]
    ]
