"""Forecast any file: a long table of sales in, a long table of forecasts out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from aisle.insights.forecast.engine import HORIZON_DAYS_MAX, ForecastEngine
from aisle.insights.forecast.panel import BadFrame

KEYS = ("store_id", "item_id")
REQUIRED = (*KEYS, "date", "units")
SEPARATOR = "\x1f"
DATE_FORMAT = "%Y-%m-%d"
EXAMPLES_SHOWN = 3
Levels = Sequence[float]


def forecast_file(
    input_path: Path,
    horizon_days: int,
    known_path: Path | None,
    quantiles: Levels,
    output_path: Path,
    *,
    seed: int = 0,
    threads: int = 1,
) -> int:
    """Forecast every series of a file and write the result; returns the number of rows written.

    Input (CSV or Parquet by its ending): `store_id, item_id, date, units`, optionally `price,
    category, in_stock_share`; a day without a row after a first sale means none sold. The last
    date of the file is the cut-off. `known_path` has `date` and `store_id`, with `item_id` for
    prices, further columns for what is known of a day; rows of past days teach their effect.
    Output: `store_id, item_id, date, mean, q_<level> ...`. Raises `BadFrame` with a sentence a
    person can act on.
    """
    _check_asked(horizon_days, quantiles)
    frame = read_sales(input_path)
    known = None if known_path is None else _read_known_file(known_path)
    cutoff_date = frame["date"].max()
    assert isinstance(cutoff_date, date)
    engine = ForecastEngine(
        quantiles=tuple(quantiles), horizon_days=min(horizon_days, 28), seed=seed, threads=threads
    ).fit(frame, cutoff_date=cutoff_date, known=known)
    result = engine.predict(horizon_days=horizon_days).drop("closed")
    if result.is_empty():
        raise BadFrame("not enough history: a store needs at least 7 days of sales before a forecast")
    names = engine.series().select("series_id", *KEYS)
    result = names.join(result, on="series_id").drop("series_id").sort(*KEYS, "date")
    _write(result, output_path)
    return len(result)


def _check_asked(horizon_days: int, quantiles: Levels) -> None:
    if not 1 <= horizon_days <= HORIZON_DAYS_MAX:
        raise BadFrame(f"the horizon must be from 1 to {HORIZON_DAYS_MAX} days, not {horizon_days}")
    wrong = [level for level in quantiles if not 0 < level < 1]
    if wrong:
        raise BadFrame(f"quantiles must lie between 0 and 1, not {', '.join(f'{level:g}' for level in wrong)}")
    if len(set(quantiles)) < len(quantiles):
        raise BadFrame("a quantile is named twice")


def read_sales(path: Path) -> pl.DataFrame:
    """Sales of a file in the engine's form; raises `BadFrame` for what cannot be read safely."""
    frame = _read_table(path)
    _need_columns(frame, REQUIRED, path)
    if frame.is_empty():
        raise BadFrame(f"{path.name} has no rows")
    frame = _with_dates(frame, path)
    frame = frame.with_columns(_number(frame, "units", path), *_optional_numbers(frame, path))
    frame = frame.with_columns(pl.col(KEYS).cast(pl.String))
    _refuse(frame.filter(pl.any_horizontal(pl.col(KEYS).is_null())), "rows without a store or an item", path)
    repeated = frame.filter(frame.select(*KEYS, "date").is_duplicated())
    _refuse(repeated, "more than one row for a store, item and date; sum them first", path)
    category = [] if "category" in frame else [pl.lit("").alias("category")]
    return frame.with_columns(_series_id(), *category)


def _series_id() -> pl.Expr:
    return pl.concat_str(KEYS, separator=SEPARATOR).alias("series_id")


def _read_known_file(path: Path) -> pl.DataFrame:
    """The known future: rows with an item speak of it, rows without speak of the store's day."""
    frame = _read_table(path)
    _need_columns(frame, ("store_id", "date"), path)
    if "item_id" not in frame:
        frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias("item_id"))
    frame = _with_dates(frame, path).with_columns(pl.col(KEYS).cast(pl.String), *_optional_numbers(frame, path))
    frame = frame.with_columns(_covariates(frame))
    named = frame.with_columns(pl.when(pl.col("item_id").is_not_null()).then(_series_id()).alias("series_id"))
    return _with_store_days(named)


def _covariates(frame: pl.DataFrame) -> list[pl.Series]:
    """Other text columns: numbers where every filled cell is one, else words; empty is unknown."""
    found = []
    for name in _day_columns(frame):
        if frame[name].dtype != pl.String:
            continue
        filled = frame[name].str.strip_chars().replace("", None)
        numbers = filled.cast(pl.Float64, strict=False)
        found.append(numbers if numbers.null_count() == filled.null_count() else filled)
    return found


def _day_columns(frame: pl.DataFrame) -> list[str]:
    reserved = {"series_id", *KEYS, "date", "price", "promoted", "category"}
    return [name for name in frame.columns if name not in reserved]


def _with_store_days(frame: pl.DataFrame) -> pl.DataFrame:
    """Events repeated on every item's row belong to the store's day: add that row once."""
    day_columns = _day_columns(frame)
    if not day_columns or not frame["series_id"].is_not_null().any():
        return frame
    days = frame.group_by("store_id", "date").agg(pl.col(day_columns).drop_nulls().first()).sort("store_id", "date")
    items = frame.filter(pl.col("series_id").is_not_null()).drop(day_columns)
    return pl.concat([items, days], how="diagonal")


def _read_table(path: Path) -> pl.DataFrame:
    if not path.exists():
        raise BadFrame(f"{path} does not exist")
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as reason:
        raise BadFrame(f"{path.name} cannot be read as a table: {reason}") from reason


def _need_columns(frame: pl.DataFrame, names: Sequence[str], path: Path) -> None:
    missing = [name for name in names if name not in frame]
    if missing:
        raise BadFrame(f"{path.name} has no column {', '.join(missing)}; it has {', '.join(frame.columns)}")


def _with_dates(frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    if frame["date"].dtype == pl.String:
        dates = pl.col("date").str.strip_chars().str.head(10).str.to_date(DATE_FORMAT, strict=False)
        read = frame.with_columns(dates.alias("date"))
    elif frame["date"].dtype in (pl.Date, pl.Datetime):
        read = frame.with_columns(pl.col("date").cast(pl.Date))
    else:
        raise BadFrame(f"{path.name}: the column date holds {frame['date'].dtype}, not dates")
    bad = frame.filter(read["date"].is_null())
    _refuse(bad, "dates that are not written like 2026-11-20", path, column="date")
    return read


def _number(frame: pl.DataFrame, name: str, path: Path) -> pl.Series:
    numbers = frame[name].cast(pl.Float64, strict=False)
    _refuse(frame.filter(numbers.is_null() | ~numbers.is_finite()), f"{name} that are no numbers", path, column=name)
    return numbers


def _optional_numbers(frame: pl.DataFrame, path: Path) -> list[pl.Series]:
    """Price and stock share where given; an empty cell is unknown, a word is refused."""
    found = []
    for name in ("price", "promoted", "in_stock_share"):
        if name in frame:
            filled = frame[name].cast(pl.String)
            numbers = frame[name].cast(pl.Float64, strict=False)
            wrong = frame.filter(numbers.is_null() & (filled.fill_null("") != ""))
            _refuse(wrong, f"{name} that are no numbers", path, column=name)
            found.append(numbers)
    return found


def _refuse(bad: pl.DataFrame, what: str, path: Path, column: str | None = None) -> None:
    if bad.is_empty():
        return
    shown = bad.head(EXAMPLES_SHOWN)
    examples = shown[column].to_list() if column else shown.select(*KEYS, "date").rows()
    raise BadFrame(f"{path.name}: {len(bad)} {what} (like {', '.join(str(example) for example in examples)})")


def _write(result: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".parquet":
        result.write_parquet(path)
    else:
        result.write_csv(path)
