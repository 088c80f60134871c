"""Wire shapes of the upload door."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

UploadState = Literal[
    "received", "sniffing", "needs_answer", "staging", "staged", "posting", "done", "voided", "failed", "cancelled"
]
RowOutcome = Literal["rejected", "set_aside", "duplicate"]


class ProfileOut(BaseModel):
    """The export format the file was taken for."""

    name: str
    confidence: float


class DialectOut(BaseModel):
    """How the file writes things; null until it is known."""

    encoding: str
    delimiter: str | None
    sheet: str | None
    decimal: str
    date_order: str
    time_zone: str | None
    currency: str | None


class OptionOut(BaseModel):
    """A possible answer and what it would make of the file."""

    value: str
    label: str
    outcome: str


class QuestionOut(BaseModel):
    """Something the file does not decide; answered by `field`."""

    field: str
    text: str
    options: list[OptionOut]


class TotalOut(BaseModel):
    """What the upload posted, in one currency; returns are negative."""

    currency: str
    gross_sales_minor: int
    returns_minor: int


class WarningOut(BaseModel):
    """Something noticed that stopped no row."""

    code: str
    count: int


class UploadProblemOut(BaseModel):
    """Why an upload failed, as the problem it would have been."""

    code: str
    title: str
    detail: str
    params: dict[str, Any]


class UploadOut(BaseModel):
    """An upload as it stands."""

    upload_id: str
    store_id: str | None
    file_name: str
    state: UploadState
    source: str | None
    profile: ProfileOut | None
    dialect: DialectOut | None
    mapping: dict[str, str]
    unmapped: list[str]
    questions: list[QuestionOut]
    problem: UploadProblemOut | None
    bytes_total: int
    bytes_read: int
    rows_estimated: int
    rows_read: int
    rows_posted: int
    rows_duplicate: int
    rows_set_aside: int
    rows_rejected: int
    receipts_posted: int
    first_date: date | None
    last_date: date | None
    totals: list[TotalOut]
    warnings: list[WarningOut]
    code_counts: dict[str, int]
    progress: float
    rows_per_second: int
    eta_s: int | None
    received_at: str
    started_at: str | None
    finished_at: str | None


class UploadList(BaseModel):
    """One page of uploads, the newest first."""

    items: list[UploadOut]
    next_after: str | None


class StagedRowOut(BaseModel):
    """A row that did not post: where it stands in the file, and why."""

    row: int
    column: str | None
    value: str | None
    outcome: RowOutcome
    code: str
    message: str
    hint: str


class StagedRowList(BaseModel):
    """One page of such rows, in the order of the file."""

    items: list[StagedRowOut]
    next_after: str | None


class ColumnOut(BaseModel):
    """One column as understood; `field` is null where it is not used."""

    header: str
    field: str | None
    first_values: list[str]
    note: str


class PreviewOut(BaseModel):
    """The columns of an upload's file as understood."""

    columns: list[ColumnOut]
    questions: list[QuestionOut]


class AnswersIn(BaseModel):
    """Answers by question field; `mapping.<field>` names a header, an empty text takes the field away."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[
        Annotated[str, Field(max_length=60)],
        Annotated[str, Field(max_length=500)],
    ] = Field(min_length=1, max_length=60)
