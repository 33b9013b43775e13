"""What is one image called whose classes have these names, and what are one and several of a thing?"""

from __future__ import annotations

from collections.abc import Sequence


def noun_of(classes: Sequence[str]) -> str:
    """Return "digit" if all classes are named 0 to 9, "letter" for letters, "character" for both; else "image"."""
    if not classes or any(len(name) != 1 or not name.isalnum() for name in classes):
        return "image"
    if all(name.isdecimal() for name in classes):
        return "digit"
    return "letter" if all(name.isalpha() for name in classes) else "character"


def one(noun: str) -> str:
    """Return a noun with its article: "a digit", "an image"."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def counted(n: int, noun: str, several: str = "") -> str:
    """Return "1 model", "2 models", "1,000 sets of images". several: where an s at the end will not do."""
    return f"{n:,} {noun if n == 1 else several or noun + 's'}"
