"""Taking an upload off the wire: the file goes to disk as it comes, never whole into memory."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from aisle.intake.limits import UPLOAD_BYTES_MAX
from aisle.intake.problems import FileTooLarge
from aisle.kit.problems import Malformed

if TYPE_CHECKING:
    # The library names its hooks for type checkers only.
    from python_multipart.multipart import MultipartCallbacks

FIELD_BYTES_MAX = 64 * 1024
FIELDS_MAX = 40
FILE_NAME_CHARS_MAX = 200
# Boundaries and part headers around the file itself.
FORM_BYTES_MAX = UPLOAD_BYTES_MAX + 1024 * 1024


@dataclass(slots=True)
class ReceivedFile:
    """A file on disk with what was said about it; `fields` are the form's other parts as text."""

    path: Path
    name: str = ""
    bytes: int = 0
    digest: str = ""
    fields: dict[str, str] = field(default_factory=dict)


async def receive_form(stream: AsyncIterator[bytes], *, content_type: str, path: Path) -> ReceivedFile:
    """Read a multipart form with one file part called `file`; the file is written to `path` and hashed on the way.

    Raises `malformed` for anything that is no such form, and `file-too-large` as soon as the limit is passed.
    """
    kind, parameters = parse_options_header(content_type)
    boundary = parameters.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise Malformed("Send the file as multipart/form-data, in a part called `file`.")
    with path.open("wb") as target:
        form = _Form(target)
        parser = MultipartParser(boundary, form.callbacks())
        try:
            async for chunk in stream:
                form.total += len(chunk)
                if form.total > FORM_BYTES_MAX:
                    raise FileTooLarge(params={"bytes_max": UPLOAD_BYTES_MAX})
                parser.write(chunk)
            parser.finalize()
        except FormParserError as error:
            raise Malformed("The form cannot be read.") from error
    if not form.has_file:
        raise Malformed("There is no part called `file` with a file in it.")
    if not form.ended:
        raise Malformed("The form breaks off before its end.")
    return ReceivedFile(path, form.file_name, form.file_bytes, form.hash.hexdigest(), form.texts())


class _Form:
    """Collects the parts as the parser meets them."""

    def __init__(self, target: BinaryIO) -> None:
        self.target = target
        self.hash = hashlib.sha256()
        self.total = 0
        self.file_bytes = 0
        self.file_name = ""
        self.has_file = False
        self.ended = False
        self._fields: dict[str, bytearray] = {}
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._name = ""
        self._is_file = False

    def callbacks(self) -> "MultipartCallbacks":
        """Return the parser's hooks."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header_name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header_value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_part_data": lambda data, start, end: self._take(data[start:end]),
            "on_end": self._end,
        }

    def texts(self) -> dict[str, str]:
        """Return the plain fields; bytes that are no UTF-8 make the form malformed."""
        try:
            return {name: bytes(value).decode("utf-8") for name, value in self._fields.items()}
        except UnicodeDecodeError as error:
            raise Malformed("A field of the form is not UTF-8.") from error

    def _begin(self) -> None:
        self._name, self._is_file = "", False

    def _end_header(self) -> None:
        name = bytes(self._header_name).decode("latin-1").lower()
        value = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()
        if name != "content-disposition":
            return
        _, parameters = parse_options_header(value)
        self._name = parameters.get(b"name", b"").decode("utf-8", "replace")
        self._is_file = self._name == "file"
        if self._is_file:
            if self.has_file:
                raise Malformed("The form holds two files; upload them one by one.")
            self.has_file = True
            self.file_name = _safe_name(parameters.get(b"filename", b"").decode("utf-8", "replace"))

    def _take(self, data: bytes) -> None:
        if self._is_file:
            self.file_bytes += len(data)
            if self.file_bytes > UPLOAD_BYTES_MAX:
                raise FileTooLarge(params={"bytes_max": UPLOAD_BYTES_MAX})
            self.hash.update(data)
            self.target.write(data)
            return
        value = self._fields.setdefault(self._name, bytearray())
        value.extend(data)
        if len(value) > FIELD_BYTES_MAX or len(self._fields) > FIELDS_MAX:
            raise Malformed("The form's fields are too many or too long.")

    def _end(self) -> None:
        self.ended = True


def _safe_name(name: str) -> str:
    """Keep the last part of a file's name, without what could play tricks where it is shown."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:FILE_NAME_CHARS_MAX]
