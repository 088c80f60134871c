"""Numbers as people write them: which sign is the decimal mark, and exact values in integers.

A value is carried as a 128-bit integer of billionths (`NUMBER_DECIMALS`), so no binary fraction touches money.
"""

import polars as pl

from aisle.intake.dialect.digits import DIGITS
from aisle.intake.dialect.questions import Option, Question

NUMBER_DECIMALS = 9
NUMBER_ONE = 10**NUMBER_DECIMALS

# Currency signs and codes around an amount, and the spaces and apostrophes that group thousands.
_SIGNS = r"\p{Sc}|\b(?:USD|EUR|GBP|INR|CHF|CAD|AUD|BRL|JPY|kr|Rs\.?|R\$|zł)"
_GROUP_SPACES = r"[\s\u00a0\u202f\u2009'’_\u200e\u200f]"
_PLAIN = r"^[+-]?[0-9]{1,18}(?:\.[0-9]+)?$"
_POINTS = {"٫": ".", "٬": ",", "−": "-", "–": "-"}


def tidy_number(column: pl.Expr) -> pl.Expr:
    """Take off signs, spaces and brackets: `($1 234.50)` becomes `-1234.50`; separators stay for the caller."""
    text = column.str.replace_many({**DIGITS, **_POINTS}).str.replace_all(_SIGNS, "").str.replace_all(_GROUP_SPACES, "")
    negative = text.str.contains(r"^\(.*\)$|-$")
    bare = text.str.strip_chars("()").str.strip_chars_end("-")
    return pl.when(negative).then("-" + bare.str.strip_prefix("-")).otherwise(bare)


def parse_numbers(values: pl.Series, decimal_mark: str) -> pl.Series:
    """Return billionths as Int128, null where the text is no number written with this decimal mark.

    Thousands are accepted only where they group properly: `1,5` is not 15 under a decimal point.
    """
    frame = values.rename("text").to_frame()
    if decimal_mark == "." and _all_plain(frame):
        tidy = pl.col("text")
    else:
        tidy = _without_groups(tidy_number(pl.col("text")), decimal_mark)
    valid = tidy.str.contains(_PLAIN + r"|^[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}$")
    number = pl.when(valid).then(tidy).otherwise(None).str.to_decimal(scale=NUMBER_DECIMALS)
    return frame.select(number.to_physical().cast(pl.Int128).alias(values.name)).to_series()


def _all_plain(frame: pl.DataFrame) -> bool:
    return bool(frame.select(pl.col("text").str.contains(_PLAIN).all()).item())


def _without_groups(text: pl.Expr, decimal_mark: str) -> pl.Expr:
    group = "," if decimal_mark == "." else "."
    # Thousands, or the Indian way: lakhs and crores in twos.
    grouped = rf"^[+-]?[0-9]{{1,3}}(?:\{group}[0-9]{{2,3}})*\{group}[0-9]{{3}}(?:\{decimal_mark}[0-9]+)?$"
    plain = pl.when(text.str.contains(grouped)).then(text.str.replace_all(group, "", literal=True)).otherwise(text)
    return plain if decimal_mark == "." else _comma_to_point(plain)


def _comma_to_point(text: pl.Expr) -> pl.Expr:
    """`1,50` becomes `1.50`; a point that is still there was no thousands sign and makes the value invalid."""
    return pl.when(text.str.contains(".", literal=True)).then(None).otherwise(text.str.replace(",", ".", literal=True))


def decimal_evidence(values: pl.Series) -> dict[str, int]:
    """Count what speaks for each decimal mark; `open` counts values such as `1,234` that fit both."""
    text = pl.Series("text", values.drop_nulls().unique()).to_frame().select(tidy_number(pl.col("text")).alias("text"))
    value = pl.col("text")
    points, commas = value.str.count_matches(".", literal=True), value.str.count_matches(",", literal=True)
    lone = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
    is_open = value.str.contains(lone)
    one_each = (points > 0) & (commas > 0)
    point_last = value.str.contains(r"\.[0-9]*$")
    says_point = (one_each & point_last) | ((points == 1) & (commas == 0) & ~is_open) | ((commas > 1) & (points == 0))
    says_comma = (one_each & ~point_last) | ((commas == 1) & (points == 0) & ~is_open) | ((points > 1) & (commas == 0))
    numeric = value.str.contains(r"^[+-]?[[0-9].,]*[0-9][[0-9].,]*$")
    counts = text.filter(numeric).select(
        says_point.sum().alias("."),
        says_comma.sum().alias(","),
        is_open.sum().alias("open"),
    )
    return {name: int(count or 0) for name, count in counts.row(0, named=True).items()}


def choose_decimal_marks(
    columns: dict[str, pl.Series], wanted: str | None = None
) -> tuple[dict[str, str], list[Question]]:
    """Decide the mark of every number column; one question at the most, for all columns that stay open.

    A column without evidence of its own follows the others when these agree: one program wrote the file.
    """
    if wanted in (".", ","):
        return dict.fromkeys(columns, wanted), []
    found = {name: decimal_evidence(values) for name, values in columns.items()}
    marks = {name: mark for name, counts in found.items() if (mark := _decided(counts))}
    agreed = set(marks.values())
    open_columns = [name for name, counts in found.items() if name not in marks and _is_open(counts)]
    if len(agreed) == 1:
        open_columns = []
    shared = next(iter(agreed)) if len(agreed) == 1 else "."
    marks |= {name: shared for name in columns if name not in marks}
    return marks, [_ask(columns, open_columns)] if open_columns else []


def _is_open(counts: dict[str, int]) -> bool:
    return counts["open"] > 0 or (counts["."] > 0 and counts[","] > 0)


def _decided(counts: dict[str, int]) -> str | None:
    """Both marks seen is a contradiction unless one is all but a few typing errors."""
    point, comma = counts["."], counts[","]
    if point and point >= 50 * comma:
        return "."
    if comma and comma >= 50 * point:
        return ","
    return None


def _ask(columns: dict[str, pl.Series], open_columns: list[str]) -> Question:
    values = columns[open_columns[0]].drop_nulls().unique(maintain_order=True)
    example = next((text for text in values if "," in text or "." in text), values[0])
    options = tuple(
        Option(mark, label, f"“{example}” is read as {_read_as(example, mark)}")
        for mark, label in ((".", "Decimal point"), (",", "Decimal comma"))
    )
    return Question("decimal", f"How are decimals written in the column for {', '.join(open_columns)}?", options)


def _read_as(example: str, mark: str) -> str:
    number = parse_numbers(pl.Series("value", [example]), mark)[0]
    if number is None:
        return "not a number"
    whole, fraction = divmod(abs(number), NUMBER_ONE)
    decimals = f"{fraction:09d}".rstrip("0")
    return ("-" if number < 0 else "") + str(whole) + (f".{decimals}" if decimals else "")
