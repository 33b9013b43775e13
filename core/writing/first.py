"""What does a model write before anybody has typed: something that means something, and that it can spell?"""

from __future__ import annotations

from core.words.text import graphemes
from core.writing.text import class_of

# The first that can be spelled is written; the more letters a word needs, the nearer to the front.
WORDS = (
    "latent ink", "handwriting", "my own hand", "write to me", "hello", "letters", "paper", "write", "words", "ink",
    "bad cage", "faded", "beach", "cabbage", "decade", "face", "cafe", "cage", "bead", "abc", "hi", "go", "me", "no",
    "ha ha",
)  # fmt: skip
MOST = 6  # characters of a text that is no word


def first_text(classes: tuple[str, ...], *, year: int) -> str:
    """Return the year if the classes spell it, else a word if they do, else the first few classes that can be typed.

    A letter is written as a class of its name in either case; the text is in the case of the classes.
    """
    for text in (str(year), *WORDS):
        found = [None if letter == " " else class_of(letter, classes) for letter in text]
        if all(letter == " " or label is not None for letter, label in zip(text, found, strict=True)):
            return "".join(" " if label is None else classes[label] for label in found)
    return "".join([name for name in classes if len(graphemes(name)) == 1][:MOST])
