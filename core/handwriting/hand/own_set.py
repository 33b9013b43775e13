"""Which set of images do the letters of a hand make, as they are by now?"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from core.datasets import own
from core.datasets.own_paper import paper_of
from core.files import full_disk_as, read_object, write_atomic, write_json
from core.handwriting.hand import pages
from core.handwriting.hand.hands import FULL, Hand
from core.handwriting.hand.reading import level_of
from core.handwriting.letters import letter_set
from core.handwriting.letters.letters import Letter
from core.handwriting.page.bare_paper import bare_paper
from core.owner import Owner
from core.types import DataError

SET = "set.json"


def tag_of(letters: Sequence[Letter], name: str) -> str:
    """Return 16 hex digits that name letters as they are by now, and the set's name."""
    told = [(letter.text, letter.source, letter.page, letter.box) for letter in letters]
    return hashlib.sha256(repr((name, told)).encode()).hexdigest()[:16]


def set_of(hand: Hand, tag: str, owner: Owner) -> str:
    """Return the id of the set that was made of letters of that tag, empty if there is none (any more)."""
    told = read_object(hand.path / SET)
    id = told.get("id")
    return id if told.get("tag") == tag and isinstance(id, str) and own.has(id, owner) else ""


def made(hand: Hand, letters: Sequence[Letter], owner: Owner, *, in_use: Collection[str] = ()) -> str:
    """Make a set of letters, in place of the one that was made of this hand before, and return its id.

    in_use: sets that models learn from: they stay as they are. Raises DataError if there are no letters, OSError.
    """
    before = read_object(hand.path / SET).get("id")
    id = letter_set.kept(letters, name=hand.name)
    own.note(id, hand.name, owner)
    _keep_paper(hand, id)
    with full_disk_as(FULL):
        write_json(hand.path / SET, {"tag": tag_of(letters, hand.name), "id": id})
    if isinstance(before, str) and before not in (id, *in_use) and own.has(before, owner):
        own.delete(before, owner)
    return id


def _keep_paper(hand: Hand, id: str) -> None:
    """Keep the paper of the first page of a hand beside a set, without what is written on it."""
    if paper_of(id).is_file():
        return
    for page in pages.pages(hand.path):
        try:
            paper = bare_paper(page.photograph(), level_of(page, page.edits))
        except DataError:  # nothing is written on it
            continue
        with full_disk_as(FULL):
            write_atomic(paper_of(id), paper)
        return
