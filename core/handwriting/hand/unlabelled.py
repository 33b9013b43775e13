"""What is kept of a hand whose pages nobody types: its pieces, where they lie by their looks, and what was answered?"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.config import ConfigError
from core.files import alone, full_disk_as, made, read_object, write_atomic, write_json
from core.handwriting.hand.edits import Way
from core.handwriting.hand.found import Box, FoundLetters, boxes_of, ids_of
from core.handwriting.hand.hands import FULL
from core.handwriting.hand.pages import pages
from core.handwriting.hand.reading import read_kept, reading_of
from core.handwriting.letters import kept_ink
from core.handwriting.letters import reader as readers
from core.handwriting.letters.letters import Letter
from core.handwriting.letters.reader import Reader
from core.handwriting.parts import Page
from core.handwriting.unlabelled.looks import STEPS, Looks, looks_of, pictures_of
from core.handwriting.unlabelled.piece_set import labelled
from core.handwriting.unlabelled.pieces import pieces_of_pages
from core.handwriting.unlabelled.session import Session, begin
from core.handwriting.unlabelled.spread import spread
from core.types import DataError

FOLDER, ABOUT, INK, LOOKS, SESSION = "unlabelled", "about.json", "pieces.ink", "looks.npz", "session.json"
NAMELESS = "?"  # what a piece is called while it is kept

OnProgress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of a hand's pages. stamp: of the readings that they are of, see `stamp_of`; on, boxes: as FoundLetters
    has them.
    """

    stamp: str
    pieces: tuple[Letter, ...]
    on: tuple[str, ...]
    boxes: tuple[Box, ...]
    looks: Looks


def stamp_of(hand: Path) -> str:
    """Return 16 hex digits that name the readings of all pages, empty where none was read."""
    told = [[page.id, reading.id] for page in pages(hand) if (reading := reading_of(page)) and reading.words]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16] if told else ""


def find_pieces(hand: Path, *, steps: int = STEPS, on_progress: OnProgress = lambda what, share: None) -> None:
    """Cut all pages into pieces, group these by their looks, and keep both. Answers given before are about others.

    steps: that are learned how pieces look. Raises DataError if there are too few pieces, or too many.
    """
    stamp, reader, read = stamp_of(hand), _reader(), _read(hand, on_progress)
    shown = [page for _, page, _, _ in read]
    found = pieces_of_pages(shown, reader, sources=[source for _, _, _, source in read], on_progress=on_progress)
    looks = looks_of(pictures_of(found, shown), reader, steps=steps, on_progress=on_progress)
    on, boxes = [], []
    for n, (id, _, way, _) in enumerate(read):
        own = [piece for piece in found if piece.page == n]
        on += [id] * len(own)
        boxes += boxes_of(own, way, _size(hand, id))
    stream = io.BytesIO()
    np.savez_compressed(stream, points=looks.points, frames=looks.frames)
    with full_disk_as(FULL), alone(hand / ".lock"):
        folder = made(hand / FOLDER)
        write_atomic(folder / INK, kept_ink.packed([replace(one, text=NAMELESS, of=NAMELESS) for one in found]))
        write_atomic(folder / LOOKS, stream.getvalue())
        write_atomic(folder / SESSION, begin(looks).to_json())
        write_json(folder / ABOUT, {"stamp": stamp, "on": on, "boxes": boxes})


def pieces_of(hand: Path) -> Pieces | None:
    """Return the pieces that are kept, None where there are none, or they are damaged."""
    folder, about = hand / FOLDER, read_object(hand / FOLDER / ABOUT)
    try:
        pieces = kept_ink.read(folder / INK)
        with np.load(io.BytesIO((folder / LOOKS).read_bytes()), allow_pickle=False) as kept:
            looks = Looks(kept["points"], kept["frames"])
        boxes = tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in about["boxes"])
        found = Pieces(str(about["stamp"]), pieces, tuple(map(str, about["on"])), boxes, looks)
    except (DataError, OSError, KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    return found if len(pieces) == len(looks) == len(found.on) == len(boxes) else None


def session_of(hand: Path, found: Pieces) -> Session:
    """Return what was answered about pieces; of what is damaged, or about others, the beginning."""
    try:
        session = Session.from_json((hand / FOLDER / SESSION).read_bytes())
    except (OSError, ConfigError):
        return begin(found.looks)
    return session if session.belongs_to(found.looks) else begin(found.looks)


def keep_session(hand: Path, session: Session) -> None:
    """Keep what was answered. Raises DataError if the disk is full."""
    with full_disk_as(FULL):
        write_atomic(hand / FOLDER / SESSION, session.to_json())


def label(hand: Path, *, on_progress: OnProgress = lambda what, share: None) -> tuple[FoundLetters, tuple[Page, ...]]:
    """Return the letters that the answers make of the pieces, and the pages that they are on.

    Raises DataError if there are no pieces, or none was said to be a letter.
    """
    found = pieces_of(hand)
    if found is None or found.stamp != stamp_of(hand):
        raise DataError("the pages have changed since they were grouped: group them again.")
    on_progress("learning your letters", 0.1)
    session = session_of(hand, found)
    told = spread(found.looks, session, _reader())
    letters = labelled(found.pieces, told)
    if not letters:
        raise DataError("no group was said to be a letter.")
    kept = [n for n, text in enumerate(told.texts) if text]
    on, boxes = tuple(found.on[n] for n in kept), tuple(found.boxes[n] for n in kept)
    stamp = answers_stamp(found, session)
    shown = tuple(page for _, page, _, _ in _read(hand, on_progress))
    return FoundLetters(stamp, letters, ids_of(stamp, on, boxes), on, boxes, ()), shown


def answers_stamp(found: Pieces, session: Session) -> str:
    """Return 16 hex digits that name pieces and what was answered about them."""
    return hashlib.sha256(f"{found.stamp} {session.to_json()}".encode()).hexdigest()[:16]


def _read(hand: Path, on_progress: OnProgress) -> list[tuple[str, Page, Way, str]]:
    """Return the pages that were read: id, page, way back to the photograph, and name."""
    found = []
    for page in pages(hand):
        known = reading_of(page)
        if known is not None and known.words:
            on_progress(f"reading {page.source}", 0.0)
            edits = page.edits
            read = read_kept(page, edits)
            found.append((page.id, read, Way(edits.quarters, read.flattening), page.source))
    return found


def _size(hand: Path, id: str) -> tuple[int, int]:
    return next(page.size for page in pages(hand) if page.id == id)


def _reader() -> Reader | None:
    return readers.shipped() if readers.here() else None
