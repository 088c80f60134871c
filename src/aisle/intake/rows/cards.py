"""Card numbers never reach the staging table: a run of digits that is one is masked in every text column."""

import re

import polars as pl

MASK = "[card number removed]"
# 13 to 19 digits, perhaps in groups, beginning as cards do.
_CANDIDATE = r"\b[2-6](?:[ -]?\d){12,18}\b"


def mask_cards(frame: pl.DataFrame, columns: list[str]) -> tuple[pl.DataFrame, int]:
    """Mask card numbers in free-text columns and count the cells touched; code columns are exempt by not being asked.

    The candidates are found with one pattern over the column; only those few cells are looked at one by one.
    """
    masked = 0
    for name in columns:
        suspects = frame.filter(pl.col(name).str.contains(_CANDIDATE))[name].unique().to_list()
        changes = {text: clean for text in suspects if (clean := _mask(text)) != text}
        if changes:
            masked += int(frame[name].is_in(list(changes)).sum())
            frame = frame.with_columns(pl.col(name).replace(changes))
    return frame, masked


def _mask(text: str) -> str:
    return re.sub(_CANDIDATE, lambda found: MASK if is_card_number(found.group()) else found.group(), text)


def is_card_number(text: str) -> bool:
    """Say whether the digits of `text` pass the Luhn check that card numbers carry."""
    digits = [int(character) for character in text if character.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
