"""Which characters may the names hold that people give, and how does a name of any script stand in a sentence?"""

from __future__ import annotations

import re
import unicodedata

# The marks that turn the reading direction, with which one name passes for another. Other format characters stay: some
# scripts and many emoji are joined by them.
TURNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# What eyes take for one character: a flag of two halves, emoji that are joined or have a colour of skin; the marks of
# letters are asked for by their category. Source: the rules of Unicode Annex 29 that need no table.
_JOINS = "\u200c\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_GRAPHEME = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|.(?:[{_JOINS}]|\u200d.?)*", re.DOTALL)
ISOLATES = "\u2068\u2069"  # the pair that `isolated` sets around a name
_LATE = re.compile("[\u0590-\U0010ffff]")  # no character before Hebrew is written from right to left
FORMULAS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")  # how they begin, as wide signs too


def odd_character(text: str) -> str | None:
    """Return the first character of a name that must not be in one, None if all is well: controls and the like."""
    return next((character for character in text if not _printable(character)), None)


def printable(text: str, keep: str = "") -> str:
    """Return `text` with a question mark for what cannot be printed and is not in `keep`, fit for a line of its own."""
    return "".join(character if _printable(character) or character in keep else "?" for character in text)


def shown_name(name: str) -> str:
    """Make a stranger's file name fit for a sentence: printable, at most 80 characters, isolated."""
    signs = [sign[:16] for sign in graphemes(printable(name))]
    return isolated("".join(signs if len(signs) <= 80 else [*signs[:38], "...", *signs[-38:]]))


def isolated(name: str) -> str:
    """Return a name for a sentence: what stands beside it keeps its place, though it be written from right to left.

    Between the two marks it has a reading direction of its own; other names stay as they are. Source: Unicode Annex 9.
    """
    if any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in _LATE.findall(name)):
        return f"\u2068{name}\u2069"
    return name


def graphemes(text: str) -> list[str]:
    """Return what eyes take for one character each: an emoji of several, a letter with its marks."""
    found: list[str] = []
    for sign in _GRAPHEME.findall(text):
        if found and unicodedata.category(sign[0]) in ("Mn", "Me", "Mc"):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def shortened(name: str, most: int) -> str:
    """Return at most `most` characters of a name, as eyes count them; of a longer one the last is "…"."""
    signs = graphemes(name)
    return name if len(signs) <= most else "".join(signs[: most - 1]) + "…"


def harmless(text: str) -> str:
    """Return `text` for a cell of a CSV: what a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(FORMULAS) else text


def _printable(character: str) -> bool:
    return character not in TURNS and unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
