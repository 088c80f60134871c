"""The staged frame: every row of every format in one shape, with its outcome."""

import datetime as dt
from dataclasses import dataclass, field

import polars as pl

from aisle.intake.limits import CELL_CHARS_MAX
from aisle.intake.profiles import NUMBER_FIELDS, Profile, profile_named
from aisle.intake.reading import Block
from aisle.intake.reading.decoding import BAD_MARK
from aisle.intake.rows import amounts
from aisle.intake.rows.barcodes import has_wrong_check_digit
from aisle.intake.rows.cards import mask_cards
from aisle.intake.rows.facts import StoreFacts, StoreFinder, fold_name
from aisle.intake.rows.hashes import CHECK_COLUMNS, hash_columns
from aisle.intake.rows.staged import PAYLOAD_COLUMNS, WIDE_SCHEMA, refused_rows, staged_rows
from aisle.intake.rows.times import read_moments
from aisle.intake.rows.verdict import add_verdict
from aisle.intake.understanding import Understanding
from aisle.kit.limits import NAME_CHARS_MAX

_TEXT_FIELDS = ("name", "category", "customer", "receipt")
_RETURN_WORDS = (
    r"(?i)\b(?:refund|return|rückgabe|ruckgabe|erstattung|retoure|storno|gutschrift|retour|remboursement|avoir|devoluci[oó]n|"
    r"reembolso|abono|reso|rimborso|storno|devolu[cç][aã]o|estorno|teruggave|retouren|वापसी)"
)
_CONTROLS = r"[\x00-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069]"
_LOOKS_PERSONAL = r"@|\p{L}\s+\p{L}"


@dataclass(slots=True)
class StagedBlock:
    """Staged rows of one block (`STAGED_COLUMNS`), payload columns of its ready rows, counts of what was noticed."""

    frame: pl.DataFrame
    ready: pl.DataFrame
    warnings: dict[str, int] = field(default_factory=dict)


class RowReader:
    """Reads the blocks of one file in order into staged rows."""

    def __init__(
        self,
        understanding: Understanding,
        *,
        stores: StoreFinder,
        now: dt.datetime,
        import_contacts: bool = False,
        item_units: dict[str, str] | None = None,
        known_skus: frozenset[str] | None = None,
    ) -> None:
        self.understanding = understanding
        self.profile: Profile = profile_named(understanding.profile)
        self.stores = stores
        self.now = now
        self.import_contacts = import_contacts
        self.item_units = item_units or {}
        self.known_skus = known_skus
        self._held_back: pl.DataFrame | None = None

    def read(self, block: Block, *, final: bool = False) -> StagedBlock:
        """Return the block's rows as staged rows, refused records among them, in file order."""
        warnings: dict[str, int] = {}
        if block.blank_rows:
            warnings["blank-rows"] = block.blank_rows
        frame = self._named(block)
        if self.profile.keeps_receipts_whole:
            frame = self._whole_receipts(frame, final=final)
        frame = self.profile.prepare(frame)
        frame = _fill_fields(frame)
        frame, cards = mask_cards(frame, [name for name in _TEXT_FIELDS if name in frame.columns])
        if cards:
            warnings["card-number-removed"] = cards
        parts = [self._read_store(part, facts, warnings) for facts, part in self._by_store(frame)]
        wide = pl.concat(parts, how="vertical_relaxed") if parts else pl.DataFrame(schema=WIDE_SCHEMA)
        ready = wide.filter(pl.col("outcome") == "ready").select(list(PAYLOAD_COLUMNS))
        staged = pl.concat([staged_rows(wide), refused_rows(block)])
        return StagedBlock(staged.sort("row_no"), ready, warnings)

    def finish(self) -> StagedBlock | None:
        """Return the receipt that was held back at the end of the file, if any."""
        if self._held_back is None:
            return None
        empty = pl.DataFrame(schema={"row_no": pl.Int64} | dict.fromkeys(self.understanding.layout.columns, pl.String))
        return self.read(Block(empty), final=True)

    def _named(self, block: Block) -> pl.DataFrame:
        """Pick the mapped columns under their field names, tidied; an empty cell is null."""
        mapping = self.understanding.mapping
        tidy = [
            pl.col(f"c{index}").str.replace_all(_CONTROLS, " ").str.strip_chars().replace("", None).alias(name)
            for name, index in mapping.items()
        ]
        marked = pl.lit(False)
        if block.has_bad_marks:
            marked = pl.any_horizontal(
                pl.col(f"c{index}").str.contains(BAD_MARK, literal=True).fill_null(False) for index in mapping.values()
            )
        too_long = pl.any_horizontal(
            (pl.col(f"c{index}").str.len_bytes() > CELL_CHARS_MAX).fill_null(False) for index in mapping.values()
        )
        return block.frame.select("row_no", *tidy, marked.alias("is_undecodable"), too_long.alias("is_too_long"))

    def _whole_receipts(self, frame: pl.DataFrame, *, final: bool) -> pl.DataFrame:
        """Join what was held back, and hold back the last receipt, whose rows may go on in the next block."""
        if self._held_back is not None:
            frame = pl.concat([self._held_back, frame])
        self._held_back = None
        if final or frame.is_empty():
            return frame
        last = frame["receipt"][-1]
        differs = (frame["receipt"] != last).fill_null(True).arg_true()
        cut = int(differs[-1]) + 1 if differs.len() else 0
        self._held_back = frame.slice(cut)
        return frame.slice(0, cut)

    def _by_store(self, frame: pl.DataFrame) -> list[tuple[StoreFacts | str, pl.DataFrame]]:
        """Split the rows by store; rows of no known store come with the code that says so."""
        if frame["store"].null_count() == frame.height and self.stores.default is not None:
            return [(self.stores.default, frame)]
        parts: list[tuple[StoreFacts | str, pl.DataFrame]] = []
        for (text,), part in frame.group_by(["store"], maintain_order=True):
            found = self.stores.find(str(text) if text is not None else None)
            foreign = text is not None and fold_name(str(text)) in self.stores.foreign_names
            parts.append((found or ("store-not-yours" if foreign else "unknown-store"), part))
        return parts

    def _read_store(self, frame: pl.DataFrame, facts: StoreFacts | str, warnings: dict[str, int]) -> pl.DataFrame:
        store_code = facts if isinstance(facts, str) else None
        # Rows of an unknown store still need a zone and a currency to be looked at; nothing of them is kept.
        store = StoreFacts("", "", "UTC", "EUR") if isinstance(facts, str) else facts
        frame = self._with_moments(frame, store, warnings)
        frame = self._with_amounts(frame, store)
        frame = frame.with_columns(
            pl.lit(store.store_id).alias("store_id"),
            pl.lit(store_code, dtype=pl.String).alias("store_code"),
            self._is_unknown_product().alias("is_unknown_product"),
            self._is_foreign_money(store).alias("is_foreign_money"),
            has_wrong_check_digit(pl.col("barcode")).alias("is_bad_barcode"),
            pl.lit(store.currency).alias("currency"),
        )
        frame = frame.with_columns(self._is_authentic(frame).alias("is_authentic"))
        frame = add_verdict(frame, needs_receipt="receipt" in self.understanding.mapping)
        return self._finish(frame)

    def _with_moments(self, frame: pl.DataFrame, store: StoreFacts, warnings: dict[str, int]) -> pl.DataFrame:
        mapped = self.understanding.mapping
        moments = read_moments(
            dates=frame["date"],
            clocks=frame["time"] if "time" in mapped else None,
            zones=frame["time_zone"] if "time_zone" in mapped else None,
            order=self.understanding.date_order,
            zone=self.understanding.time_zone or store.time_zone,
            day_ends_minutes=store.day_ends_minutes,
            has_time=self.understanding.dates_have_time,
            now=self.now,
        )
        for code, count in (("local-time-repeated", moments.repeated), ("local-time-skipped", moments.skipped)):
            if count:
                warnings[code] = warnings.get(code, 0) + count
        return pl.concat([frame, moments.frame], how="horizontal")

    def _with_amounts(self, frame: pl.DataFrame, store: StoreFacts) -> pl.DataFrame:
        units = amounts.split_units(frame["quantity"], frame["unit"])
        catalogue = (
            frame["sku"].replace_strict(self.item_units, default=None, return_dtype=pl.String)
            if self.item_units
            else pl.Series([None] * frame.height, dtype=pl.String)
        )
        frame = frame.with_columns(
            units["number"].alias("quantity_text"),
            units["odd_unit"],
            pl.when(units["unit"].is_null() & catalogue.is_not_null())
            .then(1000)
            .otherwise(units["factor"])
            .alias("factor"),
            pl.coalesce(units["unit"], catalogue, pl.lit("each")).alias("unit"),
        )
        present = [name for name in NUMBER_FIELDS if name in frame.columns and name in self._number_fields()]
        source = frame.with_columns(pl.col("quantity_text").alias("quantity"))
        source = amounts.number_columns(source, present, self.understanding.decimal_marks)
        frame = source.with_columns(frame["quantity"])
        sign_known = pl.col("kind").str.contains(_RETURN_WORDS).fill_null(False)
        frame = frame.with_columns((sign_known | (pl.col("quantity_n") < 0).fill_null(False)).alias("is_return"))
        if "order_discount" in frame.columns or "order_tax" in frame.columns:
            shares = {"order_discount": "discount", "order_tax": "tax"}
            frame = amounts.share_order_amounts(frame, shares, store.minor_decimals)
        return amounts.read_amounts(frame, store, amounts_are_net=self.profile.amounts_are_net)

    def _is_unknown_product(self) -> pl.Expr:
        """Asked only where the upload may not create products."""
        if self.known_skus is None:
            return pl.lit(False)
        return ~pl.coalesce("sku", "barcode", "name").is_in(sorted(self.known_skus)).fill_null(False)

    def _is_foreign_money(self, store: StoreFacts) -> pl.Expr:
        """The row's own currency counts, else the one the person or the amounts' signs named."""
        named = pl.coalesce(pl.col("currency").str.to_uppercase(), pl.lit(self.understanding.currency, dtype=pl.String))
        return (named != store.currency).fill_null(False)

    def _is_authentic(self, frame: pl.DataFrame) -> pl.Series:
        """Say which rows of our own export are as they were written; a line changed by hand is another line."""
        if not self.profile.keeps_identity:
            return pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
        return (hash_columns(frame, CHECK_COLUMNS) == frame["check"]).fill_null(False)

    def _number_fields(self) -> set[str]:
        return {"quantity", *(name for name in NUMBER_FIELDS if name in self.understanding.mapping)}

    def _finish(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add keys and bring every column to the form it is stored in."""
        customer = pl.col("customer")
        if not self.import_contacts:
            customer = pl.when(~customer.str.contains(_LOOKS_PERSONAL)).then(customer)
        code = pl.coalesce("sku", "barcode", "name")
        frame = frame.with_columns(
            code.alias("sku"),
            customer.alias("customer_ref"),
            pl.col("name").str.slice(0, NAME_CHARS_MAX),
            pl.when("is_return").then(pl.lit("return")).otherwise(pl.lit("sale")).alias("kind"),
            pl.col("business_date").dt.strftime("%Y-%m-%d"),
            _narrow("quantity_base").alias("quantity"),
            _narrow("p").alias("unit_price_billionths"),
            *(_narrow(name) for name in ("unit_price_minor", "discount_minor", "net_minor", "tax_minor")),
        )
        key_columns = ["sku", "quantity", "unit", "unit_price_billionths", "discount_minor", "kind"]
        key = hash_columns(frame, key_columns)
        content = hash_columns(frame.with_columns(key.alias("key")), ["key", "net_minor", "tax_minor", "currency"])
        # "#" marks a line number of the file, "=" a key that is final already; others get an occurrence number later.
        mark = "=" if self.profile.keeps_identity else "#"
        line = pl.when(pl.col("line").is_not_null()).then(mark + pl.col("line")).otherwise(pl.Series(key))
        kept = pl.when("is_authentic").then(pl.col("fingerprint")).otherwise(pl.Series(content))
        frame = frame.with_columns(line.alias("line_key"), kept.alias("content_hash"))
        if "receipt" not in self.understanding.mapping:
            whole = hash_columns(frame, ["content_hash", "occurred_at", "store_id", "customer_ref"])
            frame = frame.with_columns(("row " + whole).alias("receipt"))
        return frame.select(list(WIDE_SCHEMA))


def _narrow(name: str) -> pl.Expr:
    """Int128 to Int64; a value too large for it belongs to a row rejected as out of range."""
    return pl.col(name).cast(pl.Int64, strict=False)


def _fill_fields(frame: pl.DataFrame) -> pl.DataFrame:
    """Give every frame the same text fields, so that what follows need not ask which were mapped."""
    wanted = (
        "receipt", "line", "date", "time", "time_zone", "sku", "barcode", "name", "category", "quantity", "unit",
        "unit_price", "line_total", "gross_total", "discount", "tax", "kind", "customer", "store", "currency",
        "set_aside", "source", "fingerprint", "check",
    )  # fmt: skip
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in wanted if name not in frame.columns]
    if "is_service" not in frame.columns:
        missing.append(pl.lit(False).alias("is_service"))
    frame = frame.with_columns(missing).with_columns(
        pl.col("set_aside").cast(pl.String), pl.col("is_service").fill_null(False)
    )
    return frame.with_columns(pl.col(name).fill_null(False) for name in ("is_undecodable", "is_too_long"))
