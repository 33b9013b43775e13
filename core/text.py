"""Which characters may the names hold that people give, and how is a stranger's name shown in a sentence?"""

from __future__ import annotations

import unicodedata

# The marks that turn the reading direction, with which one name passes for another. Other format characters stay: some
# scripts and many emoji are joined by them.
TURNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
FORMULAS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")  # how they begin, as wide signs too


def odd_character(text: str) -> str | None:
    """Return the first character of a name that must not be in one, None if all is well: controls and the like."""
    return next((character for character in text if not _printable(character)), None)


def shown_name(name: str) -> str:
    """Make a stranger's file name fit for a sentence: printable, at most 80 characters."""
    name = "".join(c if _printable(c) else "?" for c in name)
    return name if len(name) <= 80 else f"{name[:38]}...{name[-38:]}"


def harmless(text: str) -> str:
    """Return `text` for a cell of a CSV: what a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(FORMULAS) else text


def _printable(character: str) -> bool:
    return character not in TURNS and unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
