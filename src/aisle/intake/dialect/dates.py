"""Dates and times as people write them: which part is the day, and the local time meant."""

import datetime as dt

import polars as pl

from aisle.intake.dialect.digits import DIGITS
from aisle.intake.dialect.questions import Option, Question

ORDERS = ("dmy", "mdy", "ymd")

_PARTS = (
    r"^\p{L}{0,10}[,.]?\s*(?P<a>\d{1,4}|\p{L}{3,10})\.?[./\-\s年月]+(?P<b>\d{1,2}|\p{L}{3,10})\.?[./\-,\s月]+(?P<c>\d{1,4})日?"
    r"(?:[T,\s]+(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"\s*(?P<half>[AaPp])?\.?(?:[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?(?:\s[A-Z]{2,4})?$"
)
_COMPACT = r"^(?:19|20)\d{6}$"
_SERIAL = r"^[2-7]\d{4}(?:[.,]\d+)?$"
_SERIAL_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a naive day count, zoned later
_INVISIBLE = r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]"

_MONTHS = {
    1: "jan january januar janvier enero ene gennaio gen janeiro januari",
    2: "feb february februar fév fev février fevrier febrero febbraio fevereiro februari",
    3: "mar march märz mär mrz mars marzo março marco maart mrt",
    4: "apr april avr avril abril abr aprile",
    5: "may mai mayo maggio mag maio mei",
    6: "jun june juni juin junio giugno giu junho",
    7: "jul july juli juil juillet julio luglio lug julho",
    8: "aug august août aout agosto ago augustus",
    9: "sep sept september septembre septiembre settembre set setembro",
    10: "oct october oktober okt octobre octubre ottobre ott outubro out",
    11: "nov november novembre noviembre novembro",
    12: "dec december dezember dez déc décembre decembre diciembre dic dicembre dezembro december",
}
MONTH_NUMBERS = {name: f"{number:02d}" for number, names in _MONTHS.items() for name in names.split()}


def parse_dates(values: pl.Series, order: str) -> pl.DataFrame:
    """Return `local` (Datetime ms, naive), `offset` (text such as `+02:00` or `Z`, or null) for each value.

    ISO and other year-first dates are read as such under any order; five-digit numbers are spreadsheet day counts.
    """
    distinct = values.rename("text").unique().to_frame()
    parsed = distinct.with_columns(_parse(pl.col("text"), order)).unnest("parsed")
    return (
        values.rename("text")
        .to_frame()
        .join(parsed, on="text", how="left", maintain_order="left", nulls_equal=True)
        .select("local", "offset")
    )


def _parse(text: pl.Expr, order: str) -> pl.Expr:
    tidy = text.str.replace_all(_INVISIBLE, "").str.replace_many(DIGITS).str.strip_chars()
    parts = tidy.str.extract_groups(_PARTS)
    local = pl.coalesce(_from_parts(parts, order), _from_compact(tidy), _from_serial(tidy))
    return pl.struct(local.alias("local"), parts.struct.field("zone").alias("offset")).alias("parsed")


def _from_parts(parts: pl.Expr, order: str) -> pl.Expr:
    a, b, c = (parts.struct.field(name) for name in ("a", "b", "c"))
    year_first = a.str.len_chars() == 4
    day_place = {"dmy": a, "mdy": b, "ymd": c}[order]
    month_place = {"dmy": b, "mdy": a, "ymd": b}[order]
    year_place = {"dmy": c, "mdy": c, "ymd": a}[order]
    # A month in letters settles which of the first two is the day, whatever the order.
    day = pl.when(year_first).then(c).when(_is_word(a)).then(b).when(_is_word(b)).then(a).otherwise(day_place)
    month = pl.when(year_first).then(b).when(_is_word(a)).then(a).when(_is_word(b)).then(b).otherwise(month_place)
    year = pl.when(year_first).then(a).when(_is_word(a) | _is_word(b)).then(c).otherwise(year_place)
    century = pl.when(year.str.len_chars() == 2).then("20" + year).when(year.str.len_chars() == 4).then(year)
    stamp = pl.concat_str(century, _month(month).str.zfill(2), day.str.zfill(2), _clock(parts))
    return stamp.str.strptime(pl.Datetime("ms"), "%Y%m%d%H%M%S%.3f", strict=False)


def _is_word(part: pl.Expr) -> pl.Expr:
    return part.str.contains(r"^\p{L}")


def _month(part: pl.Expr) -> pl.Expr:
    return (
        pl.when(_is_word(part))
        .then(part.str.to_lowercase().replace_strict(MONTH_NUMBERS, default=None, return_dtype=pl.String))
        .otherwise(part)
    )


def _clock(parts: pl.Expr) -> pl.Expr:
    """Return hour, minute, second and milliseconds as `HHMMSS.mmm`; a date alone is midnight."""
    hour = parts.struct.field("hour").fill_null("0").cast(pl.Int32, strict=False)
    half = parts.struct.field("half").str.to_lowercase()
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    return pl.concat_str(
        hour.cast(pl.String).str.zfill(2),
        parts.struct.field("minute").fill_null("00"),
        parts.struct.field("second").fill_null("00"),
        pl.lit("."),
        parts.struct.field("fraction").fill_null("0").str.pad_end(3, "0").str.slice(0, 3),
    )


def _from_compact(text: pl.Expr) -> pl.Expr:
    return (
        pl.when(text.str.contains(_COMPACT))
        .then(text)
        .otherwise(None)
        .str.strptime(pl.Date, "%Y%m%d", strict=False)
        .cast(pl.Datetime("ms"))
    )


def _from_serial(text: pl.Expr) -> pl.Expr:
    """A spreadsheet's day count; the fraction of a day is a time, rounded to the second."""
    days = pl.when(text.str.contains(_SERIAL)).then(text).otherwise(None).str.replace(",", ".", literal=True)
    seconds = (days.cast(pl.Float64, strict=False) * 86_400).round(0).cast(pl.Int64)
    return pl.lit(_SERIAL_ZERO).cast(pl.Datetime("ms")) + pl.duration(seconds=seconds)


_CLOCK = (
    r"^(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp])?\.?(?:[Mm]\.?)?$"
)


def parse_clock(values: pl.Series) -> pl.Series:
    """Return milliseconds since midnight for a column that holds only a time of day; null where it is none."""
    parts = pl.col("text").str.strip_chars().str.replace(r"^\d{4}-\d{2}-\d{2}[T ]", "").str.extract_groups(_CLOCK)
    hour, minute, second = (
        parts.struct.field(name).cast(pl.Int64, strict=False) for name in ("hour", "minute", "second")
    )
    half = parts.struct.field("half").str.to_lowercase()
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    total = ((hour * 60 + minute) * 60 + second.fill_null(0)) * 1000
    valid = (hour < 24) & (minute < 60)
    return values.rename("text").to_frame().select(pl.when(valid).then(total).otherwise(None).alias("ms")).to_series()


def choose_date_order(values: pl.Series, wanted: str | None = None) -> tuple[str, list[Question]]:
    """Decide which of the two leading parts is the day: a part above 12, else an order that only grows, else ask."""
    if wanted in ORDERS:
        return str(wanted), []
    parts = (
        values.drop_nulls()
        .rename("text")
        .to_frame()
        .select(pl.col("text").str.strip_chars().str.extract_groups(_PARTS))
        .unnest("text")
    )
    numeric = parts.filter(pl.col("a").str.contains(r"^\d{1,2}$") & pl.col("b").str.contains(r"^\d{1,2}$"))
    if numeric.is_empty():
        return "ymd", []
    first_above = int(numeric.select((pl.col("a").cast(pl.Int32) > 12).sum()).item())
    second_above = int(numeric.select((pl.col("b").cast(pl.Int32) > 12).sum()).item())
    if first_above and first_above >= 50 * second_above:
        return "dmy", []
    if second_above and second_above >= 50 * first_above:
        return "mdy", []
    growing = [order for order in ("dmy", "mdy") if _only_grows(values, order)]
    if len(growing) == 1 and not first_above:
        return growing[0], []
    return "dmy", [_ask(values)]


def _only_grows(values: pl.Series, order: str) -> bool:
    """Say whether the dates never step back (or never forward) through the file under this order."""
    days = parse_dates(values.drop_nulls(), order)["local"].dt.date()
    if days.null_count():
        return False
    steps = days.to_physical().diff().drop_nulls()
    return bool((steps >= 0).all() or (steps <= 0).all())


def _ask(values: pl.Series) -> Question:
    examples = values.drop_nulls().unique(maintain_order=True).head(3)
    options = []
    for order, label in (("dmy", "Day first"), ("mdy", "Month first")):
        days = parse_dates(examples, order)["local"]
        shown = [
            f"{text.strip()} is {day:%-d %B %Y}" if day is not None else f"{text.strip()} is no date"
            for text, day in zip(examples, days, strict=True)
        ]
        options.append(Option(order, label, "; ".join(shown)))
    return Question("date_order", "Is the day or the month first in the dates of this file?", tuple(options))
