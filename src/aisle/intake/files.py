"""Where uploads lie on disk until they are done with, under names that say nothing."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """The folder of uploaded files; one file per upload, named by its id."""

    path: Path

    @classmethod
    def under(cls, home: Path) -> "UploadFolder":
        """Return the folder inside the book's home, made if need be."""
        path = home / "uploads"
        path.mkdir(parents=True, exist_ok=True)
        return cls(path)

    def file(self, upload_id: str) -> Path:
        """Return where an upload's bytes lie."""
        return self.path / f"{upload_id}.upload"

    def forget(self, upload_id: str) -> None:
        """Delete an upload's bytes and what was gathered from them; the book has what it needs."""
        for suffix in (".upload", ".items", ".prices"):
            (self.path / f"{upload_id}{suffix}").unlink(missing_ok=True)
