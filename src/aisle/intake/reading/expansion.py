"""Bytes of a file as a stream that refuses to unpack without end."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from aisle.intake.limits import (
    EXPANSION_FLOOR_BYTES,
    MIB,
    UPLOAD_EXPANDED_BYTES_MAX,
    UPLOAD_EXPANSION_MAX,
)
from aisle.intake.problems import DamagedFile, ExpansionTooLarge


def check_expansion(*, packed_bytes: int, unpacked_bytes: int) -> None:
    """Hold both limits: so many times the file's size, and so many bytes in all."""
    allowed = max(packed_bytes * UPLOAD_EXPANSION_MAX, EXPANSION_FLOOR_BYTES)
    if unpacked_bytes > min(allowed, UPLOAD_EXPANDED_BYTES_MAX):
        raise ExpansionTooLarge(
            f"The file unpacks to more than {UPLOAD_EXPANSION_MAX} times its size, or to more than 4 GiB.",
            params={"packed_bytes": packed_bytes, "expansion_max": UPLOAD_EXPANSION_MAX},
        )


def read_bytes(path: Path, *, compressed: bool, chunk_bytes: int = MIB) -> Iterator[bytes]:
    """Yield the content in chunks; a gzip stream is counted while it unpacks and stopped at the limit."""
    if not compressed:
        with path.open("rb") as file:
            while chunk := file.read(chunk_bytes):
                yield chunk
        return
    packed_bytes = path.stat().st_size
    unpacked_bytes = 0
    try:
        with gzip.open(path, "rb") as stream:
            while chunk := stream.read(chunk_bytes):
                unpacked_bytes += len(chunk)
                check_expansion(packed_bytes=packed_bytes, unpacked_bytes=unpacked_bytes)
                yield chunk
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedFile("The gzip stream breaks off or is damaged.") from error
