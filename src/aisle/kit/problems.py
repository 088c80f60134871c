"""Expected failures as typed problems, sent as RFC 9457 bodies."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import BaseModel

PROBLEM_MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    """One field of the request that does not fit: where, which rule, in words."""

    pointer: str
    code: str
    detail: str


class ProblemBody(BaseModel):
    """The body of every answer that is not a success."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    params: dict[str, Any]
    errors: list[FieldError]
    trace_id: str


@dataclass
class Problem(Exception):
    """Something that may well happen; `code` is stable, `detail` says what to do about it."""

    detail: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    retry_after_s: int | None = None

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"

    def __str__(self) -> str:
        return f"{self.code}: {self.detail or self.title}"

    def body(self, *, instance: str, trace_id: str) -> ProblemBody:
        """Return the wire form; `instance` is the request's path."""
        return ProblemBody(
            type=f"urn:aisle:problem:{self.code}",
            title=self.title,
            status=self.status,
            code=self.code,
            detail=self.detail or self.title,
            instance=instance,
            params=self.params,
            errors=self.errors,
            trace_id=trace_id,
        )


class NotFound(Problem):
    status, code, title = 404, "not-found", "There is nothing here under that id"


class NotPermitted(Problem):
    status, code, title = 403, "not-permitted", "Your role does not allow this"


class NotLoggedIn(Problem):
    status, code, title = 401, "not-logged-in", "Please log in"


class Malformed(Problem):
    status, code, title = 422, "malformed", "The request does not have the expected form"


class MethodNotAllowed(Problem):
    status, code, title = 405, "method-not-allowed", "This address does not answer to that verb"


class BodyTooLarge(Problem):
    status, code, title = 413, "body-too-large", "The request is larger than this address accepts"


class TooManyRequests(Problem):
    status, code, title = 429, "too-many-requests", "Too many requests: please wait a moment"


class Busy(Problem):
    status, code, title = 503, "busy", "The book is busy: please try again in a moment"


def responses(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """Return FastAPI's `responses=` for the problems an operation may answer with, codes listed per status."""
    codes: dict[int, list[str]] = {}
    for kind in kinds:
        codes.setdefault(kind.status, []).append(kind.code)
    return {
        status: {
            "description": ", ".join(dict.fromkeys(found)),
            "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
        }
        for status, found in codes.items()
    }
