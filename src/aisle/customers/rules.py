"""Which customer references are personal data: decided on the safe side, since sealing a mere code does no harm."""

import re

PHONE_DIGITS_MIN = 9
PHONE_DIGITS_MAX = 15
_PHONE_PUNCTUATION = re.compile(r"[\s().+/-]+")
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}[\s,]+[^\W\d_]{2,}")


def is_personal(ref: str) -> bool:
    """Say whether a reference could be an e-mail address, a telephone number or a person's name."""
    if "@" in ref or _TWO_WORDS.search(ref):
        return True
    digits = _PHONE_PUNCTUATION.sub("", ref)
    return digits.isdigit() and PHONE_DIGITS_MIN <= len(digits) <= PHONE_DIGITS_MAX


def normalised_ref(ref: str) -> str:
    """Return a personal reference as it is compared: trimmed, in lower case, numbers without punctuation."""
    text = " ".join(ref.split()).casefold()
    digits = _PHONE_PUNCTUATION.sub("", text)
    return digits if digits.isdigit() else text
