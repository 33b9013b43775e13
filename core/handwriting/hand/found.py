"""Which letters were found on the pages and sheets of a hand, and what are they by now, once mended?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.files import alone, append_line, full_disk_as, made, read_lines, read_object, write_atomic, write_json
from core.handwriting.hand.edits import Way
from core.handwriting.hand.hands import FULL
from core.handwriting.hand.pages import pages
from core.handwriting.hand.reading import reading_of, texts_of
from core.handwriting.hand.sheets import plan_of, sheets
from core.handwriting.letters import kept_ink
from core.handwriting.letters.letters import Letter
from core.handwriting.letters.mends import Mend, Mended, mended
from core.types import DataError

FOLDER, ABOUT, INK, BLOCK, MENDS = "letters", "about.json", "letters.ink", "letters.bin", "mends.jsonl"
MOST_MENDS = 30_000  # of one hand
SAME = 0.5  # of what two boxes cover together, that they share where they are of one letter

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class FoundLetters:
    """Letters as they were cut. ids: 16 hex digits of each. stamp: what they were found by, see `stamp_of`.

    on, boxes: the page or sheet of each, and where it stands there: left, top, right, bottom in the pixels of the
    photograph of a page as it was kept, and of the flat sheet. remarks: what somebody should know.
    """

    stamp: str
    letters: tuple[Letter, ...]
    ids: tuple[str, ...]
    on: tuple[str, ...]
    boxes: tuple[Box, ...]
    remarks: tuple[str, ...]


def stamp_of(hand: Path) -> str:
    """Return 16 hex digits that name what letters are found by: photographs, readings and what was typed.

    Empty where there is nothing to find letters by: no sheet, and no page with a line of text.
    """
    told: list[Any] = []
    for page in pages(hand):
        reading = reading_of(page)
        texts = texts_of(page, reading) if reading else []
        if reading and any(text.strip() for text in texts):
            told.append([page.id, reading.id, texts])
    brought = [sheet.id for sheet in sheets(hand)]
    if not told and not brought:
        return ""
    plan = plan_of(hand)
    text = json.dumps([told, brought, plan.code if plan else None])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def boxes_of(letters: Sequence[Letter], way: Way | None, size: tuple[int, int]) -> list[Box]:
    """Return where letters of one page stand in its photograph as it was kept; of a sheet, which has no way, on it."""
    if way is None:
        return [tuple(map(float, letter.box)) for letter in letters]  # type: ignore[misc]
    found = []
    for letter in letters:
        left, top, right, bottom = letter.box
        ends = way.back(np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float), size)
        (a, b), (c, d) = ends.min(0), ends.max(0)
        found.append((round(float(a), 1), round(float(b), 1), round(float(c), 1), round(float(d), 1)))
    return found


def ids_of(stamp: str, on: Sequence[str], boxes: Sequence[Box]) -> tuple[str, ...]:
    """Return an id of 16 hex digits for each letter."""
    named = (f"{stamp} {place} {box} {n}" for n, (place, box) in enumerate(zip(on, boxes, strict=True)))
    return tuple(hashlib.sha256(name.encode()).hexdigest()[:16] for name in named)


def keep(hand: Path, found: FoundLetters, block: bytes) -> None:
    """Keep letters with what the browser shows of them; what was said of those before goes over to them.

    Raises DataError if the disk is full.
    """
    folder = hand / FOLDER
    with full_disk_as(FULL), alone(hand / ".lock"):
        made(folder)
        for mend in carried(letters_of(hand), mends_of(hand), found):
            append_line(hand / MENDS, _row(mend))
        write_atomic(folder / INK, kept_ink.packed(found.letters))
        write_atomic(folder / BLOCK, block)
        write_json(folder / ABOUT, {"stamp": found.stamp, "ids": found.ids, "on": found.on, "boxes": found.boxes,
                                    "remarks": found.remarks})  # fmt: skip


def letters_of(hand: Path) -> FoundLetters | None:
    """Return the letters that were found, None where there are none yet, or what is kept of them is damaged."""
    about = read_object(hand / FOLDER / ABOUT)
    try:
        letters = kept_ink.read(hand / FOLDER / INK)
        ids, on = (tuple(map(str, about[name])) for name in ("ids", "on"))
        boxes = tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in about["boxes"])
        remarks = tuple(map(str, about["remarks"]))
    except (DataError, KeyError, TypeError, ValueError):
        return None
    if not len(letters) == len(ids) == len(on) == len(boxes):
        return None
    return FoundLetters(str(about.get("stamp")), letters, ids, on, boxes, remarks)


def block_of(hand: Path) -> bytes | None:
    """Return what the browser shows of the letters, None where there is nothing."""
    try:
        return (hand / FOLDER / BLOCK).read_bytes()
    except FileNotFoundError:
        return None


def mends_of(hand: Path) -> tuple[Mend, ...]:
    """Return all that was said of letters, the oldest first."""
    return tuple(mend for row in read_lines(hand / MENDS) if (mend := Mend.read(row)))


def say(hand: Path, mends: Sequence[Mend]) -> None:
    """Keep what is said of letters, each once, however often it is told. Raises DataError if there is too much."""
    if not mends or not hand.is_dir():
        return
    with full_disk_as(FULL), alone(hand / ".lock"):
        known = {mend.id for mend in mends_of(hand)}
        for mend in mends:
            if mend.id in known:
                continue
            if len(known) >= MOST_MENDS:
                raise DataError(f"{MOST_MENDS:,} changes to letters are kept, which is all there is room for.")
            append_line(hand / MENDS, _row(mend))
            known.add(mend.id)


def settled(found: FoundLetters, mends: Sequence[Mend]) -> tuple[Letter, ...]:
    """Return the letters as they are by now: those thrown away left out, those that somebody named called so."""
    now = mended(mends)
    out = []
    for letter, id in zip(found.letters, found.ids, strict=True):
        said = now.get(id, Mended())
        if said.out:
            continue
        text = said.text or letter.text
        out.append(replace(letter, text=text, doubt=0.0 if said.sure else letter.doubt))
    return tuple(out)


def carried(before: FoundLetters | None, mends: Sequence[Mend], after: FoundLetters) -> tuple[Mend, ...]:
    """Return what was said of letters before, said of the same ones as they were found anew."""
    now = mended(mends)
    if before is None or not now:
        return ()
    rows: list[Mend] = []
    for id, place, box in zip(before.ids, before.on, before.boxes, strict=True):
        said = now.get(id)
        n = _same(place, box, after) if said else None
        if said is None or n is None or after.ids[n] == id:
            continue
        if said.text and said.text != after.letters[n].text:
            rows.append(_mend(id, after.ids[n], "label", said.text))
        elif said.sure:
            rows.append(_mend(id, after.ids[n], "confirm"))
        if said.out:
            rows.append(_mend(id, after.ids[n], "out"))
    return tuple(rows)


def _same(place: str, box: Box, among: FoundLetters) -> int | None:
    here = [n for n, on in enumerate(among.on) if on == place]
    if not here:
        return None
    a, b = np.array(box), np.array([among.boxes[n] for n in here])
    low, high = np.maximum(a[:2], b[:, :2]), np.minimum(a[2:], b[:, 2:])
    both = np.clip(high - low, 0, None).prod(1)
    union = (a[2:] - a[:2]).prod() + (b[:, 2:] - b[:, :2]).prod(1) - both
    best = int((both / union).argmax())
    return here[best] if both[best] > SAME * union[best] else None


def _mend(before: str, letter: str, kind: str, text: str = "") -> Mend:
    id = hashlib.sha256(f"{before} {letter} {kind} {text}".encode()).hexdigest()[:16]
    return Mend(id, letter, kind, text)


def _row(mend: Mend) -> dict[str, str]:
    told = {"id": mend.id, "letter": mend.letter, "kind": mend.kind, "text": mend.text, "of": mend.of}
    return {name: value for name, value in told.items() if value}
