"""One quick pass over a text file: how long it is, how it is encoded, and pieces from all over it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aisle.intake.limits import HEAD_BYTES, SAMPLE_WINDOW_BYTES, SAMPLE_WINDOW_EVERY_BYTES
from aisle.intake.reading.expansion import read_bytes
from aisle.intake.reading.kinds import FileKind


@dataclass(slots=True)
class Survey:
    """What the pass saw, all as raw bytes; `bad_utf8` is a piece around the first byte that is no UTF-8."""

    head: bytes = b""
    windows: list[bytes] = field(default_factory=list)
    bytes_total: int = 0
    line_feeds: int = 0
    multibyte_seen: bool = False
    bad_utf8: bytes | None = None


def survey_text(path: Path, kind: FileKind) -> Survey:
    """Read the whole file once; a date order or a decimal comma may show itself only in its last month."""
    survey = Survey()
    head = bytearray()
    next_window_at = SAMPLE_WINDOW_EVERY_BYTES
    for chunk in _checked(read_bytes(path, compressed=kind.compressed), survey):
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
        elif survey.bytes_total >= next_window_at:
            survey.windows.append(chunk[:SAMPLE_WINDOW_BYTES])
            next_window_at = survey.bytes_total + SAMPLE_WINDOW_EVERY_BYTES
        survey.bytes_total += len(chunk)
        survey.line_feeds += chunk.count(b"\n")
    survey.head = bytes(head)
    return survey


def _checked(chunks: Iterator[bytes], survey: Survey) -> Iterator[bytes]:
    """Pass chunks on, noting the first place that is not UTF-8 and whether real multi-byte text came before it."""
    carried = b""
    for chunk in chunks:
        if survey.bad_utf8 is None:
            carried = _check_utf8(carried + chunk, survey)
        yield chunk
    if survey.bad_utf8 is None and carried:
        survey.bad_utf8 = carried


def _check_utf8(piece: bytes, survey: Survey) -> bytes:
    """Return the unfinished character at the end, if any."""
    if piece.isascii():
        return b""
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(piece) - 3:
            survey.multibyte_seen = survey.multibyte_seen or not piece[: error.start].isascii()
            survey.bad_utf8 = piece[max(error.start - HEAD_BYTES // 2, 0) : error.start + HEAD_BYTES // 2]
            return b""
        survey.multibyte_seen = True
        return piece[error.start :]
    survey.multibyte_seen = True
    return b""
