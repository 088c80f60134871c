"""Digits of other scripts: Arabic, Persian, Devanagari."""

DIGITS = {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0, 0x0966) for digit in range(10)}
