"""Who keeps anything here?"""

from __future__ import annotations

from core import places
from core.files import read_object
from core.library.models import visitors_folders
from core.owner import Owner


def visitors() -> tuple[Owner, ...]:
    """Return all who have a model, a set of images or a hand here, by their marks."""
    marks = {read_object(path / "about.json").get("owner") for path in visitors_folders()}
    for shelf in (places.datasets() / "own", places.hands()):
        marks |= {path.stem.removeprefix("of-") for path in shelf.glob("of-*.json*")}
    return tuple(sorted(filter(None, map(Owner.read, marks)), key=lambda owner: owner.mark))
