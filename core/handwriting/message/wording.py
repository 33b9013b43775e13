"""What of a text is to be written: which words in which paragraphs, sign by sign, and can it be written at all?"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from core.handwriting.message.settings import MOST_TEXT
from core.types import DataError
from core.words.text import graphemes, odd_character

# Signs that one hand writes alike: not a letter among them, so that nothing is changed that somebody would miss.
ALIKE = ("'’‘ʼ′`´", '"“”„″«»', "-‐‑–—−", "…")
SPACES = "\t\u00a0\u2007\u202f\u2009\u200a\u2002\u2003\u3000"
UNSEEN = "\u00ad\u200b\ufeff"


@dataclass(frozen=True)
class Spelt:
    """A word as it is written. signs: what eyes take for one character each; places: where in the text each begins."""

    signs: tuple[str, ...]
    places: tuple[int, ...]


def cleaned(text: str) -> str:
    """Return a text composed, with plain spaces and line ends alone. Raises DataError for what no hand could write."""
    if len(text) > MOST_TEXT:
        raise DataError(f"a message has at most {MOST_TEXT:,} characters, got {len(text):,}: write it in parts.")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(" " if sign in SPACES else sign for sign in text if sign not in UNSEEN)
    if odd := odd_character(text.replace("\n", "")):
        raise DataError(f"the text holds U+{ord(odd):04X}, which is no letter and cannot be written.")
    if turned := next((sign for sign in text if unicodedata.bidirectional(sign) in ("R", "AL", "AN")), None):
        raise DataError(f"{_script(turned)} runs from right to left, and letters are set from left to right here.")
    if not text.strip():
        raise DataError("there is nothing to write yet: type a message.")
    return text


def paragraphs(text: str, signs: frozenset[str]) -> tuple[tuple[Spelt, ...], ...]:
    """Return the words of each line of a cleaned text; none of an empty one. signs: what the hand can write.

    A sign that the hand lacks is written by one that is written alike, if it has that.
    """
    found, at = [], 0
    for line in text.split("\n"):
        words: list[Spelt] = []
        begin = at
        for part in line.split(" "):
            if part:
                words.append(_spelt(part, begin, signs))
            begin += len(part) + 1
        found.append(tuple(words))
        at += len(line) + 1
    return tuple(found)


def _spelt(word: str, at: int, have: frozenset[str]) -> Spelt:
    signs: list[str] = []
    places: list[int] = []
    for sign in graphemes(word):
        same = alike(sign, have)
        signs += same
        places += [at] * len(same)
        at += len(sign)
    return Spelt(tuple(signs), tuple(places))


def alike(sign: str, signs: frozenset[str]) -> tuple[str, ...]:
    """Return by which signs of a hand one is written: itself, or what is written alike, itself if there is neither."""
    if sign in signs:
        return (sign,)
    if sign == "…" and "." in signs:
        return (".", ".", ".")
    for same in ALIKE:
        if sign in same:
            return next(((other,) for other in same if other in signs), (sign,))
    return (sign,)


def emoji(sign: str) -> bool:
    """Say whether a sign is a picture rather than a letter."""
    return any(unicodedata.category(part) == "So" or part in "\ufe0f\u200d" for part in sign)


def script_of(sign: str) -> str:
    """Return what alphabet a letter is of, "Cyrillic"; empty for Latin and for what is no letter."""
    name = unicodedata.name(sign[0], "")
    if not sign[0].isalpha() or name.startswith("LATIN"):
        return ""
    return name.split(" ")[0].capitalize()


def _script(sign: str) -> str:
    return script_of(sign) or "this script"
