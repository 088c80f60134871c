"""Any text encoding to UTF-8, with undecodable places marked instead of lost."""

import codecs
from collections.abc import Iterator

# A noncharacter of Unicode: no text holds it, so it can stand for "could not be decoded here".
BAD_MARK = "\ufdd0"


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return BAD_MARK, error.end


codecs.register_error("aisle-mark", _mark)


def to_utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the same text as UTF-8 without a byte-order mark; what cannot be decoded becomes `BAD_MARK`.

    UTF-8 itself passes unchecked here (`mark_bad_utf8` looks at whole records later): most files are UTF-8
    and need no second copy.
    """
    if encoding == "utf-8":
        first = True
        for chunk in chunks:
            yield chunk.removeprefix(codecs.BOM_UTF8) if first else chunk
            first = False
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="aisle-mark")
    first = True
    for chunk in chunks:
        text = decoder.decode(chunk)
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        yield text.encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def mark_bad_utf8(records: bytes) -> tuple[bytes, bool]:
    """Return whole records as valid UTF-8, and whether any place had to be marked."""
    try:
        records.decode("utf-8")
    except UnicodeDecodeError:
        return records.decode("utf-8", "aisle-mark").encode("utf-8"), True
    return records, False


def old_mac_line_ends(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Turn lone carriage returns into line feeds, for files that hold no line feed at all."""
    for chunk in chunks:
        yield chunk.replace(b"\r", b"\n")
