"""What may somebody try who has no page at hand? The photograph of a page that a model wrote, with what its lines say.

It ships in zoo/page; core/cli/sample_page.py drew it.
"""

from __future__ import annotations

from core import places
from core.files import read_object
from core.handwriting.hand.pages import PHOTO, TEXTS, TypedLine, typed_lines
from core.types import DataError

NAME, WRITER = "Sample page", "A model's hand"


def here() -> bool:
    """Say whether the page has come along."""
    return (places.page() / PHOTO).is_file() and (places.page() / TEXTS).is_file()


def photograph() -> bytes:
    """Return the page as a JPEG. Raises DataError if it has not come along."""
    try:
        return (places.page() / PHOTO).read_bytes()
    except OSError:
        raise DataError("the sample page did not come along.") from None


def lines() -> tuple[TypedLine, ...]:
    """Return what its lines say, from top to bottom; nothing if that is damaged."""
    return typed_lines(read_object(places.page() / TEXTS))
