"""The form an upload comes in: its fields, how they are described, and how they are read."""

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from aisle.intake.limits import WAIT_S_MAX
from aisle.intake.options import UploadOptions, check_options
from aisle.intake.problems import BadUploadOption

_OPTIONS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])
_BOOLS = {
    "true": True,
    "1": True,
    "yes": True,
    "on": True,
    "false": False,
    "0": False,
    "no": False,
    "off": False,
    "": None,
}
_TEXT = {"type": "string"}
UPLOAD_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV (also .gz), XLSX or Parquet",
                        },
                        **dict.fromkeys(("source", "time_zone", "currency", "encoding", "sheet"), _TEXT),
                        "store_id": {"type": "string", "format": "uuid"},
                        "decimal": {"type": "string", "enum": ["auto", ".", ","]},
                        "date_order": {"type": "string", "enum": ["auto", "dmy", "mdy", "ymd"]},
                        "mapping": {"type": "string", "description": "JSON: field -> header"},
                        "mode": {"type": "string", "enum": ["post", "stage"]},
                        "create_products": {"type": "boolean"},
                        "import_contacts": {"type": "boolean"},
                        "wait_s": {"type": "integer", "minimum": 0, "maximum": WAIT_S_MAX},
                    },
                }
            }
        },
    }
}


def read_options(fields: dict[str, str]) -> tuple[UploadOptions, int]:
    """Turn the form's text fields into options and `wait_s`; an unknown or bad field is a problem naming it."""
    values: dict[str, Any] = dict(fields)
    wait_s = values.pop("wait_s", "") or "0"
    if not (wait_s.isascii() and wait_s.isdigit() and int(wait_s) <= WAIT_S_MAX):
        raise BadUploadOption(f"`wait_s` is a number from 0 to {WAIT_S_MAX}.", params={"field": "wait_s"})
    known = set(UploadOptions.__dataclass_fields__) - {"overlap"}
    unknown = sorted(values.keys() - known)
    if unknown:
        raise BadUploadOption(f"There is no option {', '.join(unknown)}.", params={"field": unknown[0]})
    for name in ("create_products", "import_contacts"):
        if name in values:
            flag = _BOOLS.get(values[name].lower(), "bad")
            if flag == "bad":
                raise BadUploadOption(f"`{name}` is true or false.", params={"field": name})
            values[name] = UploadOptions.__dataclass_fields__[name].default if flag is None else flag
    if "mapping" in values:
        values["mapping"] = _read_mapping(values["mapping"])
    values["mode"] = values.get("mode") or "post"
    return check_options(UploadOptions(**values)), int(wait_s)


def _read_mapping(text: str) -> dict[str, str]:
    if not text.strip():
        return {}
    try:
        return _OPTIONS.validate_python(json.loads(text))
    except (ValueError, ValidationError, RecursionError) as error:
        raise BadUploadOption("`mapping` is a JSON object of field -> header.", params={"field": "mapping"}) from error
