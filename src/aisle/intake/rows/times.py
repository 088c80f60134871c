"""Moments: local time to UTC, with clocks that jump, and the trading day."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import available_timezones

import polars as pl

from aisle.intake.dialect.dates import parse_clock, parse_dates
from aisle.intake.limits import EARLIEST_YEAR

# Names that point-of-sale exports use instead of IANA's.
ZONE_NAMES = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "arizona": "America/Phoenix",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "indiana (east)": "America/Indiana/Indianapolis",
    "atlantic time (canada)": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "saskatchewan": "America/Regina",
    "london": "Europe/London",
    "dublin": "Europe/Dublin",
    "edinburgh": "Europe/London",
    "paris": "Europe/Paris",
    "madrid": "Europe/Madrid",
    "berlin": "Europe/Berlin",
    "rome": "Europe/Rome",
    "amsterdam": "Europe/Amsterdam",
    "tokyo": "Asia/Tokyo",
    "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne",
    "brisbane": "Australia/Brisbane",
    "adelaide": "Australia/Adelaide",
    "perth": "Australia/Perth",
    "mumbai": "Asia/Kolkata",
    "new delhi": "Asia/Kolkata",
    "brasilia": "America/Sao_Paulo",
}
_UTC_TEXT = "%Y-%m-%dT%H:%M:%S%.3fZ"


@dataclass(slots=True)
class Moments:
    """Per row: `occurred_at` (UTC text), `business_date` (Date), both null where there is no valid date.

    `bad_zone` marks rows whose zone column names no known zone.
    """

    frame: pl.DataFrame
    repeated: int = 0
    skipped: int = 0


def zone_of(text: str) -> str | None:
    """Return the IANA name of a zone as exports write it, or None."""
    name = ZONE_NAMES.get(text.strip().casefold(), text.strip())
    return name if name in available_timezones() else None


def read_moments(
    *,
    dates: pl.Series,
    clocks: pl.Series | None,
    zones: pl.Series | None,
    order: str,
    zone: str,
    day_ends_minutes: int,
    has_time: bool,
    now: dt.datetime,
) -> Moments:
    """Read date, time and zone columns of one store; `zone` serves rows that name none."""
    parsed = parse_dates(dates, order)
    local = parsed["local"]
    if clocks is not None:
        milliseconds = parse_clock(clocks)
        local = local.dt.truncate("1d") + pl.Series(milliseconds).cast(pl.Duration("ms"))
    frame = pl.DataFrame({"local": local, "zone": _zones(zones, zone, dates.len())})
    frame = frame.with_columns(_offset_minutes(parsed["offset"]).alias("offset"))
    zone_names = frame["zone"].drop_nulls().unique().to_list()
    result = Moments(frame)
    utc = _utc(result, zone_names)
    # Without times of day there is nothing for the end of the day to shift.
    shift = pl.duration(minutes=day_ends_minutes if has_time else 0)
    frame = frame.with_columns(utc.alias("utc")).with_columns(_local_date(zone_names, shift).alias("business_date"))
    latest = now.replace(tzinfo=None) + dt.timedelta(days=1)
    valid = (pl.col("utc").dt.year() >= EARLIEST_YEAR) & (pl.col("utc") <= latest)
    result.frame = frame.select(
        pl.when(valid).then(pl.col("utc").dt.strftime(_UTC_TEXT)).alias("occurred_at"),
        pl.when(valid).then(pl.col("business_date")).alias("business_date"),
        pl.col("zone").is_null().alias("bad_zone"),
    )
    return result


def _zones(zones: pl.Series | None, zone: str, height: int) -> pl.Series:
    if zones is None:
        return pl.repeat(zone, height, eager=True).alias("zone")
    names = {text: zone_of(text) for text in zones.drop_nulls().unique()}
    frame = zones.rename("text").to_frame()
    known = (
        pl.col("text").replace_strict(names, default=None, return_dtype=pl.String) if names else pl.lit(None, pl.String)
    )
    return frame.select(pl.when(pl.col("text").is_null()).then(pl.lit(zone)).otherwise(known).alias("zone")).to_series()


def _offset_minutes(offsets: pl.Series) -> pl.Series:
    """Turn `Z`, `UTC`, `+02:00` or `-0500` into minutes; null where the value carries no offset."""
    if offsets.null_count() == offsets.len():
        return pl.repeat(None, offsets.len(), dtype=pl.Int64, eager=True)
    text = pl.col("text")
    hours, minutes = text.str.slice(1, 2).cast(pl.Int64, strict=False), text.str.slice(-2).cast(pl.Int64, strict=False)
    signed = (hours * 60 + minutes) * pl.when(text.str.starts_with("-")).then(-1).otherwise(1)
    value = pl.when(text.str.contains(r"^[+-]")).then(signed).when(text.is_not_null()).then(0)
    return offsets.rename("text").to_frame().select(value.cast(pl.Int64).alias("offset")).to_series()


def _utc(result: Moments, zone_names: list[str]) -> pl.Series:
    """Return naive UTC: by the value's own offset, else by zone, counting hours that came twice or never."""
    frame = result.frame
    utc = frame.select((pl.col("local") - pl.duration(minutes=pl.col("offset"))).alias("utc")).to_series()
    for name in zone_names:
        mine = (frame["zone"] == name) & frame["offset"].is_null() & frame["local"].is_not_null()
        if mine.any():
            utc = (
                utc.to_frame()
                .select(pl.when(mine).then(_from_zone(result, name)).otherwise(pl.col("utc")).alias("utc"))
                .to_series()
            )
    return utc


def _from_zone(result: Moments, name: str) -> pl.Series:
    """A repeated hour takes its first reading; a skipped one moves forward by the hour that was left out."""
    local = result.frame.select(pl.col("local").alias("utc")).to_series()
    first = local.dt.replace_time_zone(name, ambiguous="earliest", non_existent="null")
    second = local.dt.replace_time_zone(name, ambiguous="latest", non_existent="null")
    result.repeated += int((first != second).sum())
    missing = first.is_null() & local.is_not_null()
    if missing.any():
        result.skipped += int(missing.sum())
        moved = local.dt.offset_by("1h").dt.replace_time_zone(name, ambiguous="earliest", non_existent="null")
        first = first.zip_with(~missing, moved)
    return first.dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def _local_date(zone_names: list[str], shift: pl.Expr) -> pl.Expr:
    """The local calendar day in the row's zone, moved back by the end of the trading day."""
    date = pl.lit(None, dtype=pl.Date)
    for name in zone_names:
        local = pl.col("utc").dt.replace_time_zone("UTC").dt.convert_time_zone(name).dt.replace_time_zone(None)
        date = pl.when(pl.col("zone") == name).then((local - shift).dt.date()).otherwise(date)
    return date
