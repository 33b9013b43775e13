"""Whose handwriting is kept here, under which name, and how does it go for good?

A folder a hand: about.json, pages/ (photographs, with what was mended on them and what they say), sheets/ (printed
ones), letters/ (what was found), mends.jsonl (what was put right). Its id is not to be guessed, but only the owner's
pages open it.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from core import places
from core.files import alone, full_disk_as, made, read_object, used, write_json
from core.owner import Owner
from core.types import DataError
from core.words.text import odd_character

ID = re.compile(r"[0-9a-f]{32}")
MOST_HANDS = 12  # of one person
MOST_NAME = 40
FULL = DataError("The disk is full: delete a model or two, then go on.")
GONE = "this handwriting is not here, or not any more."


@dataclass(frozen=True)
class Hand:
    """One person's handwriting. id: 32 hex digits; created: seconds since 1970."""

    id: str
    name: str
    created: float

    @property
    def path(self) -> Path:
        return places.hands() / self.id


def hands(owner: Owner) -> tuple[Hand, ...]:
    """Return the hands that `owner` keeps here, the newest first."""
    found = [hand for id in _ids(owner) if (hand := _read(id, owner))]
    return tuple(sorted(found, key=lambda hand: -hand.created))


def find(id: str, owner: Owner) -> Hand:
    """Return a hand of `owner`. Raises DataError if there is none of that id, or it is somebody else's."""
    hand = _read(id, owner) if ID.fullmatch(id) else None
    if hand is None:
        raise DataError(GONE)
    used(hand.path)
    return hand


def folder_of(id: str) -> Path:
    """Return the folder of a hand, whoever it belongs to: for work that its owner has ordered. Raises DataError."""
    if not ID.fullmatch(id) or not (places.hands() / id / "about.json").is_file():
        raise DataError(GONE)
    return places.hands() / id


def begin(name: str, owner: Owner) -> Hand:
    """Make an empty hand. Raises DataError if 12 are kept already, or the disk is full."""
    if len(hands(owner)) >= MOST_HANDS:
        raise DataError(f"{MOST_HANDS} hands are kept, which is all there is room for: delete one first.")
    hand = Hand(secrets.token_hex(16), _named(name), time.time())
    with full_disk_as(FULL), alone(_list(owner).with_suffix(".lock")):
        made(hand.path)
        _write(hand, owner)
        write_json(_list(owner), {"hands": [*_ids(owner), hand.id]})
    return hand


def rename(hand: Hand, name: str, owner: Owner) -> None:
    """Call a hand otherwise. Raises DataError if the disk is full."""
    with full_disk_as(FULL):
        _write(Hand(hand.id, _named(name), hand.created), owner)


def delete(hand: Hand, owner: Owner) -> None:
    """Remove a hand with its photographs, its texts and its letters. Sets and models made of it stay."""
    trash = hand.path.with_name(f".trash-{secrets.token_hex(8)}")
    with full_disk_as(FULL), alone(_list(owner).with_suffix(".lock")):
        if hand.path.is_dir():
            hand.path.rename(trash)  # gone for everyone at once
        write_json(_list(owner), {"hands": [id for id in _ids(owner) if id != hand.id]})
    shutil.rmtree(trash, ignore_errors=True)


def _named(name: str) -> str:
    name = "".join(sign for sign in name if not odd_character(sign)).strip()[:MOST_NAME]
    return name or "My hand"


def _write(hand: Hand, owner: Owner) -> None:
    about = {"owner": owner.mark, "name": hand.name, "created": hand.created}
    write_json(hand.path / "about.json", about)


def _read(id: str, owner: Owner) -> Hand | None:
    about = read_object(places.hands() / id / "about.json")
    name, created = about.get("name"), about.get("created")
    if about.get("owner") != owner.mark or not isinstance(name, str) or not isinstance(created, int | float):
        return None
    return Hand(id, _named(name), float(created))


def _ids(owner: Owner) -> list[str]:
    listed = read_object(_list(owner)).get("hands")
    return [id for id in listed if isinstance(id, str) and ID.fullmatch(id)] if isinstance(listed, list) else []


def _list(owner: Owner) -> Path:
    return places.hands() / f"of-{owner.mark}.json"
