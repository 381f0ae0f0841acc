"""Whole numbers that strangers send."""

from __future__ import annotations

from typing import Final

#: No parameter of this project needs more; Python itself refuses to read thousands of digits.
DIGITS_LIMIT: Final = 6


def whole_number(text: str, digits: int = DIGITS_LIMIT) -> int | None:
    """Read a whole number of so many digits at most; nothing if it is none.

    >>> whole_number("0042"), whole_number("-1"), whole_number("9" * 5000), whole_number("²")
    (42, None, None, None)
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if is_number else None
