"""Which characters of a text can a model write, and as which of its classes?"""

from __future__ import annotations

from core.words.text import graphemes, isolated, printable

MOST_CHARACTERS = 64
SHOWN = 12  # characters or classes that a sentence names
GAP = -1  # the label of a blank


class WritingError(ValueError):
    """A text or a mix of classes cannot be written; the message is one sentence for the user."""


def labels_of(text: str, classes: tuple[str, ...]) -> tuple[int, ...]:
    """Return the class that each character is written as, its index, or GAP for a blank.

    A character, as eyes count them, is a class of exactly that name, else one of that name but for upper and lower
    case. Classes of longer names cannot be typed. Raises WritingError for a text that is empty or longer than 64
    characters, or characters that the model does not know; the sentence says which it does.
    """
    letters = graphemes(text)
    if len(letters) > MOST_CHARACTERS:
        raise WritingError(f"At most {MOST_CHARACTERS} characters are written at a time, got {len(letters):,}.")
    if not text.strip():
        raise WritingError(f"There is nothing to write yet: this model knows {_listed(_typed(classes))}.")
    unknown = [
        letter for letter in dict.fromkeys(letters) if not letter.isspace() and class_of(letter, classes) is None
    ]
    if unknown:
        raise WritingError(
            f"This model has never learned {_listed(unknown, quoted=True)}: it knows {_listed(_typed(classes))}."
        )
    return tuple(GAP if letter.isspace() else class_of(letter, classes) for letter in letters)


def class_of(letter: str, classes: tuple[str, ...]) -> int | None:
    """Return the class that a character is written as, by exact name first and then by another case; None if none."""
    if letter in classes:
        return classes.index(letter)
    for other in (letter.lower(), letter.upper()):
        if other in classes:
            return classes.index(other)
    return None


def _typed(classes: tuple[str, ...]) -> list[str]:
    return [name for name in classes if len(graphemes(name)) == 1]


def _listed(names: list[str], *, quoted: bool = False) -> str:
    if not names:
        return "no class that can be typed"
    if len(names) > 2 and "".join(names) in "0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        return f"{names[0]} to {names[-1]}"
    shown = [isolated(printable(name[:40])) for name in names[:SHOWN]]
    shown = [f"“{name}”" for name in shown] if quoted else shown
    if len(names) > SHOWN:
        return f"{', '.join(shown)} and {len(names) - SHOWN} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
