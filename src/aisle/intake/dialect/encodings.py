"""Which encoding the text is in: mark, strict UTF-8, then a statistical look at a piece of it."""

import codecs

from charset_normalizer import from_bytes

from aisle.intake.limits import HEAD_BYTES
from aisle.intake.problems import DamagedFile
from aisle.intake.reading.kinds import looks_utf16
from aisle.intake.reading.survey import Survey

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What shops in Europe and the Americas really export; tried when statistics see no winner.
FALLBACK = "cp1252"
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝ“”‘’„–—…€£¥°§©®™«»¡¿·ªº½¼¾²\u00a0")


def choose_encoding(survey: Survey, wanted: str | None = None) -> str:
    """Return the codec's name; `wanted` (the upload's option) wins over everything but a mark."""
    for mark, encoding in _MARKS:
        if survey.head.startswith(mark):
            return encoding
    if wanted:
        return codecs.lookup(wanted).name
    wide = looks_utf16(survey.head[:4096])
    if wide:
        return wide
    # Real multi-byte text before the first bad byte means UTF-8 with a damaged row, not another encoding.
    if survey.bad_utf8 is None or survey.multibyte_seen:
        return "utf-8"
    return _guess(survey)


def _guess(survey: Survey) -> str:
    """Western text first: statistics over short lists of names like to see Baltic or Turkish in it."""
    piece = (survey.head if not survey.head.isascii() else survey.bad_utf8 or b"")[:HEAD_BYTES]
    if _looks_western(piece):
        return FALLBACK
    best = from_bytes(piece).best()
    return FALLBACK if best is None or best.encoding in ("utf_8", "ascii") else best.encoding


def _looks_western(piece: bytes) -> bool:
    """Say whether nearly all non-ASCII bytes are, in Windows-1252, letters and signs that Western languages use."""
    try:
        text = piece.decode(FALLBACK)
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if not character.isascii()]
    return sum(character in _WESTERN for character in foreign) >= 0.95 * len(foreign)


def decode_head(survey: Survey, encoding: str) -> str:
    """Return the head as text for sniffing; an incomplete character at its end is dropped."""
    try:
        return codecs.getincrementaldecoder(encoding)("replace").decode(survey.head).removeprefix("\ufeff")
    except UnicodeError as error:
        raise DamagedFile("The text cannot be decoded.") from error
