"""Any file: right result or a sentence a person can act on."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from aisle.insights.forecast import BadFrame
from aisle.insights.forecast.files import forecast_file, read_sales
from aisle.insights.forecast.known import read_known

START = date(2026, 1, 1)


def sales(days: int = 40, store: str = "1") -> pl.DataFrame:
    dates = [START + timedelta(days=n) for n in range(days)]
    return pl.DataFrame(
        {"store_id": store, "item_id": "007", "date": dates, "units": [n % 5 for n in range(days)], "price": 1.5}
    )


def write(frame: pl.DataFrame, path: Path) -> Path:
    frame.write_parquet(path) if path.suffix == ".parquet" else frame.write_csv(path)
    return path


def run(folder: Path, frame: pl.DataFrame, *, known: pl.DataFrame | None = None, ending: str = "csv") -> pl.DataFrame:
    source = write(frame, folder / f"sales.{ending}")
    ahead = None if known is None else write(known, folder / f"known.{ending}")
    target = folder / "out" / f"forecast.{ending}"
    count = forecast_file(source, 14, ahead, (0.1, 0.5, 0.9), target)
    result = pl.read_parquet(target) if ending == "parquet" else pl.read_csv(target, infer_schema=False)
    assert len(result) == count
    return result


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_becomes_a_long_table_of_the_days_ahead(tmp_path: Path, ending: str) -> None:
    result = run(tmp_path, pl.concat([sales(), sales(store="2")]), ending=ending)
    assert result.columns == ["store_id", "item_id", "date", "mean", "q_0.1", "q_0.5", "q_0.9"]
    assert len(result) == 2 * 14
    assert result["item_id"].unique().to_list() == ["007"], "codes keep their zeros"
    assert str(result["date"][0]) == "2026-02-10"


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    text, binary = run(tmp_path, sales()), run(tmp_path, sales(), ending="parquet")
    assert text["mean"].cast(pl.Float64).to_list() == pytest.approx(binary["mean"].to_list())


def test_an_absent_day_counts_as_none_sold(tmp_path: Path) -> None:
    whole = sales()
    written = read_sales(write(whole.filter(pl.col("units") > 0), tmp_path / "gaps.csv"))
    assert len(written) < len(whole)
    gaps = run(tmp_path, whole.filter((pl.col("units") > 0) | (pl.col("date") == pl.col("date").max())))
    assert gaps["mean"].to_list() == run(tmp_path, whole.filter(pl.col("date") > START))["mean"].to_list()


def test_a_known_closed_day_is_zero(tmp_path: Path) -> None:
    closed = START + timedelta(days=42)
    known = pl.DataFrame({"store_id": ["1"], "item_id": [None], "date": [closed], "closed": ["1"]})
    result = run(tmp_path, sales(), known=known)
    by_date = dict(zip(result["date"], result["mean"].cast(pl.Float64), strict=True))
    assert by_date[str(closed)] == 0
    assert sum(by_date.values()) > 0


def test_events_on_item_rows_are_read_as_the_stores_day(tmp_path: Path) -> None:
    known = sales(60).drop("units").with_columns(pl.lit("fair").alias("event"), pl.lit("3").alias("rain"))
    assert len(run(tmp_path, sales(), known=known)) == 14


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda f: f.drop("units"), "has no column units"),
        (lambda f: f.clear(), "has no rows"),
        (lambda f: pl.concat([f, f.head(2)]), "4 more than one row"),
        (lambda f: f.with_columns(date=pl.col("date").dt.strftime("%d/%m/%Y")), "40 dates that are not written"),
        (lambda f: f.with_columns(units=pl.lit("many")), "40 units that are no numbers"),
        (lambda f: f.with_columns(price=pl.lit("dear")), "40 price that are no numbers"),
        (lambda f: f.with_columns(item_id=pl.lit(None, dtype=pl.String)), "without a store or an item"),
        (lambda f: f.head(3), "not enough history"),
    ],
)
def test_what_cannot_be_read_safely_is_refused(tmp_path: Path, change: object, sentence: str) -> None:
    with pytest.raises(BadFrame, match=sentence):
        run(tmp_path, change(sales()))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("horizon_days", "quantiles", "sentence"),
    [(0, (0.5,), "from 1 to 91"), (92, (0.5,), "from 1 to 91"), (7, (0.5, 1.5), "not 1.5"), (7, (0.5, 0.5), "twice")],
)
def test_what_cannot_be_asked_is_refused(
    tmp_path: Path, horizon_days: int, quantiles: tuple[float, ...], sentence: str
) -> None:
    with pytest.raises(BadFrame, match=sentence):
        forecast_file(tmp_path / "sales.csv", horizon_days, None, quantiles, tmp_path / "out.csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFrame, match="does not exist"):
        forecast_file(tmp_path / "sales.csv", 7, None, (0.5,), tmp_path / "out.csv")


def test_returns_beyond_sales_count_as_none_sold(tmp_path: Path) -> None:
    negative = sales().with_columns(units=pl.when(pl.col("units") == 0).then(-3).otherwise("units"))
    assert run(tmp_path, negative).equals(run(tmp_path, sales()))


def test_scheduled_prices_hold_until_the_next_and_words_are_numbered_as_when_fitted() -> None:
    frame = pl.DataFrame(
        {
            "series_id": ["1/a", "1/a", None, None],
            "store_id": [None, None, "1", "1"],
            "date": [START + timedelta(days=n) for n in (1, 3, 0, 2)],
            "price": [2.0, 3.0, None, None],
            "event": [None, None, "fair", "strike"],
        }
    )
    known = read_known(
        frame, series=["1/a"], stores=["1"], start=START, days=4, words={"event": ["fair"]}, last_prices=None
    )
    assert known.prices is not None
    assert [str(value) for value in known.prices[0]] == ["nan", "2.0", "2.0", "3.0"]
    assert [str(value) for value in known.covariates["event"][0]] == ["0.0", "nan", "nan", "nan"]
