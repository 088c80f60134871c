"""Sniffing: from a file on disk and what the person said about it to an `Understanding`, questions included."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from aisle.intake.dialect.dates import choose_date_order, parse_clock, parse_dates
from aisle.intake.dialect.numbers import choose_decimal_marks
from aisle.intake.dialect.questions import Option, Question
from aisle.intake.limits import FIRST_VALUES, SNIFF_AT_ONCE_BYTES_MAX, UPLOAD_ROWS_MAX, VALUE_CHARS_SHOWN_MAX
from aisle.intake.options import UploadOptions
from aisle.intake.problems import BadUploadOption, EmptyFile, FileTooLarge
from aisle.intake.profiles import NUMBER_FIELDS, Recognised, normalise_header, recognise
from aisle.intake.profiles.not_sales import refuse_known_others
from aisle.intake.reading.kinds import kind_of
from aisle.intake.sampling import Sample, take_sample
from aisle.intake.understanding import Understanding

# A sale needs one field of each group; the first name stands for the group in a question.
REQUIRED_GROUPS: tuple[tuple[str, ...], ...] = (
    ("date", "created"),
    ("quantity",),
    ("sku", "barcode", "name"),
    ("unit_price", "line_total", "gross_total"),
)
_GROUP_WORDS = {
    "date": "the date of the sale",
    "quantity": "how many were sold",
    "sku": "the product (its code or its name)",
    "unit_price": "the price (each, or of the line)",
}
_CURRENCY_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "R$": "BRL", "zł": "PLN", "₺": "TRY", "₩": "KRW", "₪": "ILS"}


def sniff(path: Path, options: UploadOptions) -> Understanding:
    """Look at a file and say what it is; raises the problem when it is no file of sales at all."""
    kind = kind_of(path)
    sample = take_sample(path, kind, options)
    if sample.rows_estimated > UPLOAD_ROWS_MAX:
        raise FileTooLarge(f"The file has more than {UPLOAD_ROWS_MAX} rows.", params={"rows_max": UPLOAD_ROWS_MAX})
    if sample.frame.is_empty():
        raise EmptyFile("There is a row of column names, but no row below it.")
    headers = list(sample.layout.headers)
    refuse_known_others(headers)
    recognised = recognise(headers)
    mapping = _with_answers(recognised.mapping, headers, options)
    questions = [*sample.questions, *_missing_fields(mapping, sample)]
    dialect = _read_dialect(mapping, recognised, sample, options)
    return Understanding(
        layout=sample.layout,
        profile=recognised.profile.name,
        confidence_permille=recognised.confidence_permille,
        mapping=mapping,
        decimal_marks=dialect.marks,
        date_order=dialect.order,
        dates_have_time=dialect.has_time,
        time_zone=options.time_zone,
        currency=options.currency or dialect.currency,
        rows_estimated=sample.rows_estimated,
        bytes_total=sample.bytes_total,
        questions=(*questions, *dialect.questions),
        columns=tuple(_preview(sample, mapping)),
        notes=tuple(_notes(mapping)),
    )


@dataclass(frozen=True, slots=True)
class _Dialect:
    marks: dict[str, str]
    order: str
    has_time: bool
    currency: str | None
    questions: list[Question]


def _with_answers(mapping: dict[str, int], headers: list[str], options: UploadOptions) -> dict[str, int]:
    """Apply the person's own mapping (field -> header); an empty header takes the field away."""
    if not options.mapping:
        return mapping
    places: dict[str, int] = {}
    for index, header in enumerate(headers):
        places.setdefault(header, index)
        places.setdefault(normalise_header(header), index)
    chosen = dict(mapping)
    for name, header in options.mapping.items():
        chosen.pop(name, None)
        if not header:
            continue
        wanted = places.get(header, places.get(normalise_header(header)))
        if wanted is None:
            raise BadUploadOption(f"The file has no column “{header}”.", params={"field": f"mapping.{name}"})
        chosen = {other: place for other, place in chosen.items() if place != wanted} | {name: wanted}
    return chosen


def _missing_fields(mapping: dict[str, int], sample: Sample) -> list[Question]:
    """One question per required group that no column fills; every unused column is an option, with its values."""
    taken = set(mapping.values())
    free = [index for index in range(len(sample.layout.headers)) if index not in taken]
    return [
        Question(
            f"mapping.{group[0]}",
            f"Which column holds {_GROUP_WORDS[group[0]]}?",
            tuple(
                Option(
                    sample.layout.headers[index], sample.layout.headers[index], "; ".join(sample.first_values(index))
                )
                for index in free
                if sample.layout.headers[index]
            ),
        )
        for group in REQUIRED_GROUPS
        if not any(name in mapping for name in group)
    ]


def _read_dialect(mapping: dict[str, int], recognised: Recognised, sample: Sample, options: UploadOptions) -> _Dialect:
    numbers = {name: sample.column(mapping[name]) for name in NUMBER_FIELDS if name in mapping}
    marks, questions = choose_decimal_marks(numbers, options.decimal)
    order, has_time = "ymd", "time" in mapping
    date_index = mapping.get("date", mapping.get("created"))
    if date_index is not None:
        dates = sample.column(date_index)
        order, asked = choose_date_order(dates, options.date_order)
        questions = [*questions, *asked]
        has_time = has_time or _any_time(dates, order)
    if has_time and "time" in mapping:
        has_time = parse_clock(sample.column(mapping["time"])).drop_nulls().len() > 0
    return _Dialect(marks, order, has_time, _currency_of(numbers), questions)


def _any_time(dates: pl.Series, order: str) -> bool:
    local = parse_dates(dates, order)["local"].drop_nulls()
    return bool((local != local.dt.truncate("1d")).any())


def _currency_of(numbers: dict[str, pl.Series]) -> str | None:
    """The currency a sign names beyond doubt; `$` and `¥` are several, so they say nothing."""
    for name in ("unit_price", "line_total", "gross_total"):
        if name not in numbers:
            continue
        values = numbers[name].drop_nulls()
        for sign, code in _CURRENCY_SIGNS.items():
            if values.str.contains(sign, literal=True).sum() > values.len() // 2:
                return code
    return None


def _preview(sample: Sample, mapping: dict[str, int]) -> list[dict[str, object]]:
    fields = {index: name for name, index in mapping.items()}
    return [
        {
            "header": header,
            "field": fields.get(index),
            "first_values": [value[:VALUE_CHARS_SHOWN_MAX] for value in sample.first_values(index, FIRST_VALUES)]
            if index in fields or not _is_secret(header)
            else [],
            "note": _note(header, fields.get(index)),
        }
        for index, header in enumerate(sample.layout.headers)
    ]


def _is_secret(header: str) -> bool:
    """Columns of cards and of contacts are never shown nor kept."""
    folded = normalise_header(header)
    return any(
        word in folded for word in ("card", "pan", "email", "e mail", "phone", "address", "customer name", "cvv")
    )


def _note(header: str, name: str | None) -> str:
    if name is not None:
        return ""
    return "Never read: personal or card data" if _is_secret(header) else "Not used"


def _notes(mapping: dict[str, int]) -> list[str]:
    notes = []
    if "receipt" not in mapping:
        notes.append("no-receipt-column")
    return notes


def sniff_at_once(path: Path, options: UploadOptions) -> str | None:
    """Sniff a file that is small enough to be looked at while its sender waits; return the profile's name.

    A larger one only has its format checked; the rest is for the job. Raises the problem of a file that is no sales.
    """
    kind = kind_of(path)
    if path.stat().st_size > SNIFF_AT_ONCE_BYTES_MAX[kind.format]:
        return None
    return sniff(path, options).profile
