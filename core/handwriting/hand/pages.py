"""Which pages are kept of a hand: their photographs, what was done to them, and what their lines say?"""

from __future__ import annotations

import io
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.files import alone, append_line, full_disk_as, made, read_lines, read_object, write_atomic, write_json
from core.handwriting.hand.edits import Edits, Way, edits_of
from core.handwriting.hand.hands import FULL
from core.handwriting.letters.typed import MOST_TEXT
from core.handwriting.ops import Op, op_of
from core.handwriting.page.picture import Picture
from core.types import DataError
from core.words.text import odd_character

ID = re.compile(r"[0-9a-f]{16}")
MOST_PAGES = 20  # of one hand
MOST_OPS = 3000  # changes to one page
MOST_LINES = 200
QUALITY = 95  # of the JPEG in which a photograph is kept
PHOTO, ABOUT, OPS, TEXTS, WAYS = "photo.jpg", "about.json", "ops.jsonl", "texts.json", "ways.jsonl"


@dataclass(frozen=True)
class TypedLine:
    """What a line says. at: (x, y) where it begins, in the pixels of the photograph as it was kept."""

    at: tuple[float, float]
    text: str


@dataclass(frozen=True)
class KeptPage:
    """One page. id: 16 hex digits. source: what its file was called. size: (width, height) of the photograph kept."""

    id: str
    path: Path
    source: str
    size: tuple[int, int]

    @property
    def ops(self) -> tuple[Op, ...]:
        """All changes, the oldest first."""
        return tuple(op for row in read_lines(self.path / OPS) if (op := op_of(row)))

    @property
    def edits(self) -> Edits:
        """What the changes come to."""
        return edits_of(self.ops, self.size, self.ways)

    @property
    def ways(self) -> dict[str, Way]:
        """Of all readings, by their stamp, the way back to the photograph."""
        return {str(row.get("id")): way for row in read_lines(self.path / WAYS) if (way := Way.read(row))}

    @property
    def texts(self) -> tuple[TypedLine, ...]:
        """What was typed, from top to bottom."""
        return typed_lines(read_object(self.path / TEXTS))

    def photograph(self) -> Picture:
        """Return the photograph, turned as was asked. Raises DataError if it is damaged."""
        try:
            with Image.open(self.path / PHOTO, formats=("JPEG",)) as image:
                pixels = np.asarray(image)
        except (OSError, ValueError, SyntaxError):
            raise DataError("its photograph is damaged: bring it again.") from None
        pixels = np.ascontiguousarray(np.rot90(pixels, -self.edits.quarters))
        return Picture(pixels, (pixels.shape[1], pixels.shape[0]))


def pages(hand: Path) -> tuple[KeptPage, ...]:
    """Return the pages of the hand in a folder, in the order in which they were brought."""
    order = read_object(hand / "pages.json").get("pages")
    found = (_page(hand, id) for id in order) if isinstance(order, list) else ()
    return tuple(page for page in found if page)


def page_of(hand: Path, id: str) -> KeptPage:
    """Return one page. Raises DataError if there is none of that id."""
    page = _page(hand, id)
    if page is None:
        raise DataError("this page is not here, or not any more.")
    return page


def bring(
    hand: Path, source: str, jpeg: bytes, size: tuple[int, int], beside: Mapping[str, bytes] | None = None
) -> KeptPage:
    """Keep the photograph of a page, see `photograph_of`; size: (width, height) of it. Raises DataError.

    beside: files of what was read on it already, by name.
    """
    id = secrets.token_hex(8)
    folder = hand / "pages" / id
    with full_disk_as(FULL), alone(hand / ".lock"):
        order = [page.id for page in pages(hand)]
        if len(order) >= MOST_PAGES:
            raise DataError(f"{MOST_PAGES} pages of one hand are kept, which is all there is room for.")
        made(folder)
        write_atomic(folder / PHOTO, jpeg)
        for name, data in (beside or {}).items():
            write_atomic(folder / name, data, durable=False)
        write_json(folder / ABOUT, {"source": called(source), "size": list(size)})
        write_json(hand / "pages.json", {"pages": [*order, id]})
    return page_of(hand, id)


def photograph_of(picture: Picture) -> tuple[bytes, tuple[int, int]]:
    """Return a picture as it is kept, a JPEG without whatever else its file told, and its (width, height)."""
    stream = io.BytesIO()
    Image.fromarray(picture.pixels).save(stream, "JPEG", quality=QUALITY, subsampling=0)
    return stream.getvalue(), (picture.pixels.shape[1], picture.pixels.shape[0])


def remove(hand: Path, page: KeptPage) -> None:
    """Remove a page with all that is known of it. Raises DataError if the disk is full."""
    with full_disk_as(FULL), alone(hand / ".lock"):
        write_json(hand / "pages.json", {"pages": [one.id for one in pages(hand) if one.id != page.id]})
    shutil.rmtree(page.path, ignore_errors=True)


def do(page: KeptPage, ops: Sequence[Op]) -> None:
    """Note changes to a page, each once, however often it is told. Raises DataError if there are too many."""
    if not ops or not page.path.is_dir():
        return
    with full_disk_as(FULL), alone(page.path / ".lock"):
        known = {op.id for op in page.ops}
        for op in ops:
            if op.id in known:
                continue
            if len(known) >= MOST_OPS:
                raise DataError(f"{MOST_OPS:,} changes to a page are kept, which is all there is room for.")
            append_line(page.path / OPS, op.told())
            known.add(op.id)


def note_way(page: KeptPage, reading: str, way: Way, at: Sequence[tuple[float, float]]) -> None:
    """Keep how the pixels of a reading lead back to the photograph, and where its lines begin there.

    Changes will be told in these pixels, and texts of these lines.
    """
    if reading not in page.ways:
        append_line(page.path / WAYS, {"id": reading, **way.told(), "at": [list(point) for point in at]})


def typed_for(page: KeptPage, reading: str, texts: Sequence[str]) -> tuple[TypedLine, ...] | None:
    """Return texts, one a line of some reading, with where their lines begin; None if nothing is known of it."""
    row = next((row for row in read_lines(page.path / WAYS) if row.get("id") == reading), {})
    at = row.get("at")
    if not isinstance(at, list):
        return None
    rows = ({"at": point, "text": text} for point, text in zip(at, texts, strict=False))
    return tuple(line for row in rows if (line := _typed(row)))


def type_lines(page: KeptPage, lines: Sequence[TypedLine]) -> None:
    """Keep what the lines of a page say, in place of what was typed before. Raises DataError for too much text."""
    lines = [line for line in lines if line.text.strip()]
    if len(lines) > MOST_LINES or sum(len(line.text) for line in lines) > MOST_TEXT:
        raise DataError(f"the text of a page must have at most {MOST_LINES} lines and {MOST_TEXT:,} characters.")
    if page.path.is_dir():
        with full_disk_as(FULL):
            write_json(page.path / TEXTS, told_of(lines))


def told_of(lines: Sequence[TypedLine]) -> dict[str, Any]:
    """Return lines for JSON; `typed_lines` takes them back."""
    return {"lines": [{"at": list(line.at), "text": line.text} for line in lines]}


def typed_lines(told: Mapping[str, Any]) -> tuple[TypedLine, ...]:
    """Return the lines that JSON tells of, without those that are none."""
    rows = told.get("lines")
    return tuple(line for row in rows if (line := _typed(row))) if isinstance(rows, list) else ()


def texts_at(typed: Sequence[TypedLine], at: Sequence[tuple[float, float]]) -> list[str]:
    """Return what was typed for each of the lines that begin at these points, empty where nothing was.

    A text goes to the line whose beginning is nearest, two texts of one line one after the other; one that lies by none
    goes to the nearest all the same: nothing that was typed is lost.
    """
    found: list[list[str]] = [[] for _ in at]
    if not len(at):
        return []
    places = np.array(at, float)
    for line in typed:
        off = np.abs(places - np.array(line.at)).sum(1)
        found[int(off.argmin())].append(line.text)
    return [" ".join(texts) for texts in found]


def _page(hand: Path, id: object) -> KeptPage | None:
    if not isinstance(id, str) or not ID.fullmatch(id):
        return None
    folder = hand / "pages" / id
    about = read_object(folder / ABOUT)
    source, size = about.get("source"), about.get("size")
    if not isinstance(source, str) or not isinstance(size, list) or not (folder / PHOTO).is_file():
        return None
    if len(size) != 2 or not all(isinstance(v, int) and 1 <= v <= 10_000 for v in size):
        return None
    return KeptPage(id, folder, source, (size[0], size[1]))


def _typed(row: object) -> TypedLine | None:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return None
    at = row.get("at")
    if not isinstance(at, list) or len(at) != 2 or not all(isinstance(v, int | float) for v in at):
        return None
    return TypedLine((float(at[0]), float(at[1])), row["text"])


def called(source: str) -> str:
    return "".join(sign for sign in source if not odd_character(sign)).strip()[:80] or "a page"
