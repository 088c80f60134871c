"""Put the built pages into a wheel, so that whoever installs it needs no Node."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Build `web/` before the wheel is packed; an editable install uses what `make pages` built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages, unless this is an editable install."""
        if version == "editable":
            return
        script = runpy.run_path(str(Path(self.root) / "scripts" / "build_pages.py"))
        script["build"]()
        build_data["artifacts"].append("src/aisle/app/pages/**")
