"""What is known of a letter before it has been seen: how wide and how high is it, and which marks float above it?

Lengths count in x-heights above the base line. It is a first guess for any alphabet; the page's own letters mend it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from core.words.text import graphemes

LARGER = "ckopsuvwxz"  # capitals that are written like their small letters, only larger
FLOATING = "'\"’‘“”´`^°*ʼ"  # signs that are nothing but a mark above the line
DOTTED = "ijіјɨ"
BARRED = "tfTFIJ57EłŧтГБП"  # a bar of theirs may have come loose
ASCENDING = "bdfhklßþðđħłβδζθλξφψбfћђſ"
DESCENDING = "gjpqyçμηρφχψβγξςζруфцщдзђџşţ"
WIDE, NARROW = "mwMWмшщжюыфωψæœ—ШЩЖЮЫФМΩ", "ijlI1!|tfrсг.,:;'-()ιіїґ"
SIGNS = {  # bottom, top and width
    ".": (0.0, 0.2, 0.2),
    "…": (0.0, 0.2, 0.9),
    ",": (-0.35, 0.2, 0.25),
    ";": (-0.35, 0.9, 0.25),
    ":": (0.0, 0.9, 0.2),
    "-": (0.35, 0.6, 0.6),
    "–": (0.35, 0.6, 1.0),
    "—": (0.35, 0.6, 1.4),
    "=": (0.25, 0.75, 0.8),
    "+": (0.1, 0.9, 0.8),
    "!": (0.0, 1.9, 0.25),
    "?": (0.0, 1.9, 0.8),
    "(": (-0.4, 1.9, 0.45),
    ")": (-0.4, 1.9, 0.45),
    "/": (-0.3, 1.9, 0.8),
    "&": (0.0, 1.8, 1.3),
    "„": (-0.3, 0.3, 0.4),
    "«": (0.2, 0.9, 0.6),
    "»": (0.2, 0.9, 0.6),
}
ALIKE = dict(
    zip("аеорсхукіјѕԁһɑοανκυιρχγτηω", "aeopcxykijsdhaoavkuipxytnw", strict=True)
)  # letters of other alphabets that are written like one of ours
ALIKE |= {"т": "m", "п": "n", "и": "u", "г": "r", "в": "b", "м": "m"}
ALIKE_CAPITALS = dict(zip("СОРХКЗУОΡΧΚΖ", "COPXKZYOPXKZ", strict=True))


def letters_of(word: str) -> tuple[str, ...]:
    """Return the letters of a word, each with its accents, composed where there is one sign for it."""
    written = (sign for sign in unicodedata.normalize("NFC", word) if unicodedata.category(sign) not in ("Cf", "Cc"))
    return tuple(graphemes("".join(written)))


@lru_cache(maxsize=4096)
def body_of(letter: str) -> str:
    """Return what a letter is without the marks that float above it: e of é, и of й; most are their own body."""
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if len(parts) > 1 else letter


@lru_cache(maxsize=4096)
def known_as(letter: str) -> str:
    """Return which letter of ours a letter's body is written like, by which a reader may know it."""
    body = body_of(letter)
    return ALIKE.get(body) or ALIKE_CAPITALS.get(body) or body


@lru_cache(maxsize=4096)
def marks_of(letter: str) -> tuple[int, int]:
    """Return how many marks must float above a letter, and how many more may."""
    parts = unicodedata.normalize("NFD", letter)
    above = sum(1 + (sign in "\u0308\u030b") for sign in parts[1:] if unicodedata.combining(sign) == 230)
    if letter in FLOATING:
        return (2, 0) if letter in '"“”' else (1, 0)
    if above:
        return 1, above - 1
    if letter in DOTTED:
        return 1, 0
    return 0, int(parts[0] in BARRED)


def floats(letter: str) -> bool:
    """Say whether a sign is nothing but a mark above the line, as an apostrophe is."""
    return letter in FLOATING


@lru_cache(maxsize=4096)
def extent_of(letter: str) -> tuple[float, float]:
    """Return where a letter's body usually begins and ends above the base line, in x-heights."""
    body = body_of(letter)
    if body in SIGNS:
        return SIGNS[body][:2]
    kind = unicodedata.category(body)
    if kind == "Nd":
        return 0.0, 1.7
    if body in "tт":
        return (0.0, 1.6) if body == "t" else (0.0, 1.0)
    low = -0.9 if body in DESCENDING else 0.0
    return low, 1.9 if kind in ("Lu", "Lt") or body in ASCENDING or kind[0] in "SP" else 1.0


@lru_cache(maxsize=4096)
def width_of(letter: str) -> float:
    """Return how wide a letter's body usually is, in x-heights."""
    body = body_of(letter)
    if body in SIGNS:
        return SIGNS[body][2]
    kind = unicodedata.category(body)
    usual = 1.3 if kind in ("Lu", "Lt") else 1.0
    return usual * (1.5 if body in WIDE else 0.6 if body in NARROW else 1.0)
