"""What is one image called whose classes have these names: a digit, a letter, a character, or an image?"""

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
