"""What a file is, decided by its content and never by its name."""

import gzip
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aisle.intake.problems import DamagedFile, EmptyFile, EncryptedFile, UnsupportedFile

Format = Literal["text", "xlsx", "parquet"]

_HEAD_BYTES = 4096
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# First bytes of files that people rename to .csv, with the word used in the answer.
_OTHER_FORMATS = {
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"SQLite format 3": "SQLite",
    b"\x7fELF": "program",
    b"MZ": "program",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table")


@dataclass(frozen=True, slots=True)
class FileKind:
    """The format of the content, and whether it came wrapped in gzip."""

    format: Format
    compressed: bool = False


def kind_of(path: Path) -> FileKind:
    """Look into the first bytes; raises the problem that names what else the file is."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise EmptyFile("The file is 0 bytes long.")
    if head.startswith(b"\x1f\x8b"):
        return FileKind("text", compressed=True) if _inner_is_text(path) else _refuse("archive of something else")
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(b"PAR1"):
        return FileKind("parquet")
    if head.startswith(b"PARE"):
        raise EncryptedFile("The Parquet file is encrypted; export it without encryption.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole_kind(path)
    _check_text(head)
    return FileKind("text")


def _refuse(what: str) -> FileKind:
    raise UnsupportedFile(
        f"The content is a {what}, whatever the name says. Export the sales as CSV, XLSX or Parquet.",
        params={"found": what},
    )


def _check_text(head: bytes) -> None:
    for magic, name in _OTHER_FORMATS.items():
        if head.startswith(magic):
            _refuse(f"{name} file")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        _refuse("web page or XML file")
    if b"\x00" in head and not head.startswith(_UTF16_MARKS) and not looks_utf16(head):
        _refuse("binary file")


def looks_utf16(head: bytes) -> str | None:
    """Return `utf-16-le` or `utf-16-be` when every other byte of Western text is zero, as without a mark."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _inner_is_text(path: Path) -> bool:
    try:
        with gzip.open(path, "rb") as file:
            head = file.read(_HEAD_BYTES)
    except (OSError, EOFError) as error:
        raise DamagedFile("The gzip wrapper is damaged.") from error
    if not head:
        raise EmptyFile("The gzip file holds nothing.")
    if head.startswith((b"PK", b"PAR1", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        return False
    _check_text(head)
    return True


def _zip_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise EncryptedFile("The archive is protected by a password.")
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DamagedFile("The file begins like a workbook but cannot be opened.") from error
    if "xl/workbook.xml" in names:
        return FileKind("xlsx")
    if "xl/workbook.bin" in names:
        return _refuse("binary workbook (XLSB)")
    if "content.xml" in names:
        return _refuse("OpenDocument file")
    return _refuse("ZIP archive")


def _ole_kind(path: Path) -> FileKind:
    # A workbook with a password is an OLE container with a stream of this name.
    with path.open("rb") as file:
        content = file.read(4 * 1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise EncryptedFile("The workbook is protected by a password; save it without one.")
    return _refuse("workbook in the old XLS format")
