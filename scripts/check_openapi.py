"""Fail when `openapi.json` does not describe the API as it is: the pages' types are made from that file."""

import sys
from pathlib import Path

from aisle.app.api import create_api, describe_as_text

KEPT = Path(__file__).resolve().parent.parent / "openapi.json"

if __name__ == "__main__" and (not KEPT.exists() or KEPT.read_text() != describe_as_text(create_api())):
    sys.exit("openapi.json is not current: run `make openapi` and look at the difference")
