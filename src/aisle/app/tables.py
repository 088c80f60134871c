"""Every table of the house in one place, for migrations and for tests that walk them all."""

import importlib
from pathlib import Path

import aisle
from aisle.kit.db import Base


def _import_models() -> None:
    """Import each module that declares tables, so that the metadata below is whole."""
    package = Path(aisle.__file__).parent
    for path in sorted(package.rglob("models.py")):
        importlib.import_module(".".join(("aisle", *path.relative_to(package).with_suffix("").parts)))


_import_models()
METADATA = Base.metadata
for _mapper in Base.registry.mappers:
    _table = METADATA.tables[_mapper.local_table.name]  # type: ignore[attr-defined]
    _table.info["system_scope"] = getattr(_mapper.class_, "system_scope", False)
    _table.info["append_only"] = getattr(_mapper.class_, "append_only", False)
