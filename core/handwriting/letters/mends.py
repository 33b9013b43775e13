"""What has somebody said of letters that were cut out: which are right, which are others, which are none?

A mend is said once and never changed: what a letter is by now follows from all that was said of it, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.handwriting.letters.alphabet import letters_of
from core.words.text import odd_character

ID = re.compile(r"[0-9a-f]{16}")
KINDS = ("confirm", "label", "out", "back", "undo")
LONGEST = 8  # code points of what is one letter to a reader


@dataclass(frozen=True)
class Mend:
    """Something said of a letter. id: 16 hex digits of its own; letter: those of the letter.

    kind: "confirm", it is what it was taken for, and no cut that went wrong; "label", it is `text`; "out", it is thrown
    away; "back", it is not; "undo", the mend `of` was never said.
    """

    id: str
    letter: str
    kind: str
    text: str = ""
    of: str = ""

    @classmethod
    def read(cls, told: Any) -> Mend | None:
        """Read one; None for what is none, for a browser may report anything."""
        if not isinstance(told, Mapping):
            return None
        id, letter, kind = (told.get(name) for name in ("id", "letter", "kind"))
        if not (_is_id(id) and _is_id(letter) and kind in KINDS):
            return None
        text = letter_named(told.get("text")) if kind == "label" else ""
        of = told.get("of") if kind == "undo" else ""
        return None if text is None or (of != "" and not _is_id(of)) else cls(id, letter, kind, text, of)


@dataclass(frozen=True)
class Mended:
    """What is known of a letter by what was said. text: what it is, None as long as nobody has said another.

    sure: somebody said that it is right. out: whether it is thrown away, None as long as nobody has said either.
    """

    text: str | None = None
    sure: bool = False
    out: bool | None = None


def letter_named(text: Any) -> str | None:
    """Return the one letter, digit or sign that a text is, composed; None if it is something else."""
    if not isinstance(text, str) or len(text) > 4 * LONGEST:
        return None
    found = letters_of(text.strip())
    one = len(found) == 1 and len(found[0]) <= LONGEST and not odd_character(found[0]) and not found[0].isspace()
    return found[0] if one else None


def mended(mends: Iterable[Mend]) -> dict[str, Mended]:
    """Return what is known by now, letter -> Mended, of letters of which something stands. mends: the oldest first."""
    said = tuple(mends)
    undone = {mend.of for mend in said if mend.kind == "undo"}
    found: dict[str, Mended] = {}
    for mend in said:
        if mend.kind != "undo" and mend.id not in undone:
            found[mend.letter] = _after(found.get(mend.letter, Mended()), mend)
    return {letter: one for letter, one in found.items() if one != Mended()}


def _after(before: Mended, mend: Mend) -> Mended:
    if mend.kind == "label":
        return Mended(mend.text, sure=True, out=False)
    if mend.kind == "confirm":
        return replace(before, sure=True, out=False)
    return replace(before, out=mend.kind == "out")


def _is_id(told: Any) -> bool:
    return isinstance(told, str) and ID.fullmatch(told) is not None
