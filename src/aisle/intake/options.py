"""What a person may say about an upload; every part of it is optional."""

import codecs
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal

from aisle.intake.problems import BadUploadOption
from aisle.intake.profiles import FIELDS
from aisle.intake.rows.times import zone_of
from aisle.kit.money import is_currency

Mode = Literal["post", "stage"]


@dataclass(frozen=True, slots=True)
class UploadOptions:
    """The form fields of an upload; `auto` and empty text mean "find out"."""

    source: str | None = None
    store_id: str | None = None
    time_zone: str | None = None
    currency: str | None = None
    decimal: str | None = None
    date_order: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    mode: Mode = "post"
    create_products: bool = True
    import_contacts: bool = False
    overlap: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return a JSON form that `UploadOptions(**data)` reads back."""
        return asdict(self)

    def answered(self, answers: dict[str, str]) -> "UploadOptions":
        """Return the options with a person's answers; `mapping.<field>` sets one entry of the mapping."""
        known = {entry.name for entry in fields(self)}
        mapping = dict(self.mapping)
        changes: dict[str, Any] = {}
        for name, value in answers.items():
            if name.startswith("mapping."):
                mapping[name.removeprefix("mapping.")] = value
            elif name in known and name not in ("mapping", "mode", "create_products", "import_contacts"):
                changes[name] = value
            else:
                raise BadUploadOption(f"There is no question about “{name}”.", params={"field": name})
        return check_options(replace(self, **changes, mapping=mapping))


def check_options(options: UploadOptions) -> UploadOptions:
    """Hold each option to what it may be; raises `bad-upload-option` naming the field."""
    options = _without_auto(options)
    _require(options.decimal in (None, ".", ","), "decimal", "It is `auto`, `.` or `,`.")
    _require(options.date_order in (None, "dmy", "mdy", "ymd"), "date_order", "It is `auto`, `dmy`, `mdy` or `ymd`.")
    _require(options.currency is None or is_currency(options.currency), "currency", "It is three capital letters.")
    _require(options.mode in ("post", "stage"), "mode", "It is `post` or `stage`.")
    _require(options.overlap in (None, "post"), "overlap", "It is `post`, or the upload is cancelled.")
    unknown = set(options.mapping) - set(FIELDS)
    _require(not unknown, "mapping", f"There is no field {', '.join(sorted(unknown))}.")
    if options.encoding is not None:
        _require(_is_encoding(options.encoding), "encoding", "It is not the name of a text encoding.")
    if options.time_zone is not None:
        zone = zone_of(options.time_zone)
        _require(zone is not None, "time_zone", "It is a name such as Europe/Berlin.")
        options = replace(options, time_zone=zone)
    return options


def _without_auto(options: UploadOptions) -> UploadOptions:
    names = ("source", "store_id", "time_zone", "currency", "decimal", "date_order", "encoding", "sheet", "overlap")
    empty = {name: None for name in names if getattr(options, name) in ("", "auto")}
    return replace(options, **empty)  # type: ignore[arg-type]


def _is_encoding(name: str) -> bool:
    try:
        # Codecs such as base64 turn bytes into bytes; only those of text can read a file.
        return bool(codecs.lookup(name)._is_text_encoding)
    except LookupError:
        return False


def _require(holds: bool, name: str, detail: str) -> None:
    if not holds:
        raise BadUploadOption(f"`{name}` does not fit: {detail}", params={"field": name})
