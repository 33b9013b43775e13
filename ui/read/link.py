"""Does an address say a drawing and steps that there are, and if not, what is wrong with it?"""

from __future__ import annotations

from core.models.refiner import FARTHEST_BACK, NEAREST_BACK
from core.types import DataError
from ui.shared import checked

SWITCHES = ("box", "scale", "mass", "width", "spoke")  # as in browser/read/read.js
PENS = (4, 24)  # of 140 parts of the sheet's side, as in browser/read/frame.js


def follow() -> None:
    """Take out of the address what means nothing here, and say so; the page then begins with what is usual."""
    checked.follow({"ink": checked.ink, "off": _off, "pen": _pen, "another": _another}, "read link")


def _off(value: str) -> None:
    strange = [name for name in value.split(".") if name not in SWITCHES]
    if strange:
        raise DataError(f"what can be switched off is {', '.join(SWITCHES)}, not {strange[0][:20]!r}.")


def _pen(value: str) -> None:
    if not (value.isascii() and value.isdigit() and PENS[0] <= int(value) <= PENS[1]):
        raise DataError(f"the pen must be {PENS[0]} to {PENS[1]} wide, got {value[:20]!r}.")


def _another(value: str) -> None:
    try:
        fits = NEAREST_BACK <= float(value) <= FARTHEST_BACK
    except ValueError:
        fits = False
    if not fits:
        raise DataError(f"another must be a number from {NEAREST_BACK} to {FARTHEST_BACK}, got {value[:20]!r}.")
