"""The command line: `aisle serve` is a whole shop; the other words are for those who keep one."""

import sys
from pathlib import Path

import click

from aisle.app.settings import PREFIX, Settings, UnknownSetting, load_settings

BOOLEAN_WORDS = {True: "yes", False: "no"}


@click.group()
def main() -> None:
    """Aisle: one store book for till, walk-out and upload."""


@main.command()
def serve() -> None:
    """Open the book and serve API and pages until told to stop."""
    from aisle.app.serve import serve as run

    run(_settings())


@main.command()
def worker() -> None:
    """Run heavy jobs only, beside servers on the same PostgreSQL book."""
    from aisle.app.house import open_house
    from aisle.app.worker import run_heavy_jobs

    run_heavy_jobs(open_house(_settings()), parent_pid=None)


@main.command()
def migrate() -> None:
    """Bring the book's tables up to date."""
    from aisle.app.house import open_house

    settings = _settings()
    open_house(settings)
    click.echo(f"The book at {settings.home} is up to date.")


@main.command(name="settings")
def show_settings() -> None:
    """List every setting with its value in force."""
    found = _settings()
    for name, field in Settings.model_fields.items():
        value = getattr(found, name)
        click.echo(f"{PREFIX + name.upper():<20} {BOOLEAN_WORDS.get(value, value) if value is not None else '-'}")
        click.echo(f"{'':<20} {field.description}")


@main.command()
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Where to write it; else it is printed.")
def openapi(output: Path | None) -> None:
    """Write the API's description."""
    from aisle.app.api import create_api, describe_as_text

    text = describe_as_text(create_api())
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text)


@main.command()
@click.option("--input", "input_path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--horizon", type=click.IntRange(1, 91), default=28, show_default=True, help="Days to predict.")
@click.option("--known", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None)
@click.option("--quantiles", default="0.1,0.5,0.9", show_default=True)
@click.option("--output", "output_path", type=click.Path(dir_okay=False, path_type=Path), required=True)
def forecast(input_path: Path, horizon: int, known: Path | None, quantiles: str, output_path: Path) -> None:
    """Forecast any sales file (CSV or Parquet: store_id, item_id, date, units[, price]) with the shipped engine."""
    from aisle.insights.forecast.files import forecast_file
    from aisle.insights.forecast.panel import BadFrame

    try:
        levels = tuple(float(part) for part in quantiles.split(","))
        rows = forecast_file(input_path, horizon, known, levels, output_path)
    except (BadFrame, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Wrote {rows:,} rows to {output_path}.")


def _settings() -> Settings:
    try:
        return load_settings()
    except (UnknownSetting, ValueError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
