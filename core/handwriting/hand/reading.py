"""How is a kept page read, once for all who look at it, and how do places in it come back to its photograph?"""

from __future__ import annotations

import io
import json
import zipfile
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.files import full_disk_as, read_object, write_atomic, write_json
from core.handwriting.hand.edits import Edits, Way
from core.handwriting.hand.hands import FULL
from core.handwriting.hand.pages import KeptPage, note_way, texts_at
from core.handwriting.page.flatten import Flattening
from core.handwriting.page.level import LevelPage, OnProgress, level_page
from core.handwriting.page.paper import whole
from core.handwriting.page.picture import Picture
from core.handwriting.page.read import read_level
from core.handwriting.page.settings import PageConfig
from core.handwriting.parts import Page
from core.types import DataError

READ, LEVEL = "read.json", "level.npz"


@dataclass(frozen=True)
class Reading:
    """What is known of a page that was read, without its ink. id: the stamp of the edits that it was read with.

    refused: why nothing could be read, else empty. at: where each line begins, in the pixels of the photograph as it
    was kept. words: how many each line has. sideways, upside_down: whether it seems to want a quarter turn, or a half.
    slant: degrees by which its strokes lean to the right, None where that was not noted.
    """

    id: str
    refused: str
    at: tuple[tuple[float, float], ...]
    words: tuple[int, ...]
    sideways: bool
    upside_down: bool = False
    slant: float | None = None


def level_of(
    page: KeptPage,
    edits: Edits,
    on_progress: OnProgress | None = None,
    *,
    picture: Picture | None = None,
    beside: Executor | None = None,
) -> LevelPage:
    """Return a page straight and level, worked out anew only where its corners have changed, or how it is turned.

    picture: its photograph, turned as the edits say, where that is at hand. beside: who keeps what was worked out while
    the reading goes on; what they cannot keep is worked out anew. Raises DataError, about "it", where nothing is
    written.
    """
    kept = _kept_level(page.path / LEVEL, edits.level_stamp)
    if kept is not None:
        return kept
    level = level_page(picture or page.photograph(), PageConfig(), edits.sheet(), on_progress)
    way = Way(edits.quarters, level.flattening).told()
    about = json.dumps({"stamp": edits.level_stamp, "size": level.size, "corners": level.corners, "way": way})
    dark = np.round(level.dark * 255).astype(np.uint8)
    if beside is None:
        _keep_level(page.path / LEVEL, dark, level.paper, about)
    else:
        beside.submit(_keep_level, page.path / LEVEL, dark, level.paper, about)
    # as it comes back from the disk: what is read of it must not depend on whether it was there
    return LevelPage(dark.astype(np.float32) / 255, level.paper, level.size, level.corners, level.flattening)


def _keep_level(path: Path, dark: np.ndarray, paper: np.ndarray, about: str) -> None:
    stream = io.BytesIO()
    np.savez(stream, dark=_png(dark), paper=_png(paper.astype(np.uint8)), about=np.array(about))
    with full_disk_as(FULL):
        write_atomic(path, stream.getvalue(), durable=False)


def read_kept(
    page: KeptPage,
    edits: Edits,
    on_progress: OnProgress | None = None,
    *,
    picture: Picture | None = None,
    beside: Executor | None = None,
) -> Page:
    """Return a kept page with all that was mended on it. Raises DataError, about "it", where nothing is written.

    picture, beside: as of `level_of`.
    """
    level = level_of(page, edits, on_progress, picture=picture, beside=beside)
    return read_level(level, edits.settings(), edits.mends(), on_progress=on_progress)


def bare(page: KeptPage, edits: Edits, picture: Picture | None = None) -> Page:
    """Return a page on which nothing is read, to be looked at and mended all the same. picture: as of `level_of`."""
    picture = picture or page.photograph()
    try:
        level = level_of(page, edits, picture=picture)
    except DataError:
        w, h = picture.size
        nothing = np.zeros((h, w), np.float32)
        level = LevelPage(nothing, nothing > 0, (w, h), whole((w, h)), Flattening(np.eye(3), (w, h)))
    ink = np.zeros(level.dark.shape, bool)
    return Page(
        ink=ink, pieces=ink.astype(np.int32), darkness=level.dark, lines=(), stroke=1.0, x_height=1.0, slant=0.0,
        size=picture.size, corners=edits.sheet() or level.corners, flattening=level.flattening,
    )  # fmt: skip


def note(page: KeptPage, edits: Edits, read: Page, refused: str = "") -> Reading:
    """Keep what a reading with these edits has come to, and return it. refused: why nothing was read, if so.

    Raises DataError if the disk is full.
    """
    words = tuple(len(line.words) for line in read.lines)
    reading = Reading(
        edits.stamp, refused, _beginnings(page, edits, read), words, read.sideways, read.upside_down, read.slant
    )
    with full_disk_as(FULL):
        note_way(page, edits.stamp, Way(edits.quarters, read.flattening), reading.at)
        told = {"id": reading.id, "refused": reading.refused, "at": reading.at, "words": reading.words,
                "sideways": reading.sideways, "upside_down": reading.upside_down, "slant": reading.slant}  # fmt: skip
        write_json(page.path / READ, told)
    return reading


def reading_of(page: KeptPage) -> Reading | None:
    """Return the newest reading of a page; None as long as there is none."""
    told = read_object(page.path / READ)
    try:
        at = tuple((float(x), float(y)) for x, y in told["at"])
        words = tuple(int(n) for n in told["words"])
        slant = told.get("slant")
        slant = float(slant) if isinstance(slant, int | float) else None
        tilted = bool(told["sideways"]), bool(told.get("upside_down"))
        return Reading(str(told["id"]), str(told["refused"]), at, words, *tilted, slant)
    except (KeyError, TypeError, ValueError):
        return None


def texts_of(page: KeptPage, reading: Reading) -> list[str]:
    """Return what was typed for each line of a reading, empty where nothing was."""
    return texts_at(page.texts, reading.at)


def _beginnings(page: KeptPage, edits: Edits, read: Page) -> tuple[tuple[float, float], ...]:
    if not read.lines:
        return ()
    left = [min(word.box[0] for word in line.words) for line in read.lines]
    points = np.array([(x, line.row_at(x)) for x, line in zip(left, read.lines, strict=True)])
    back = Way(edits.quarters, read.flattening).back(points, page.size)
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in back)


def _kept_level(path: Path, stamp: str) -> LevelPage | None:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            about = json.loads(str(kept["about"]))
            if about["stamp"] != stamp:
                return None
            dark = _pixels(kept["dark"]).astype(np.float32) / 255
            paper = _pixels(kept["paper"]) > 0
        way, (w, h) = Way.read(about["way"]), about["size"]
        a, b, c, d = ((float(x), float(y)) for x, y in about["corners"])
        return LevelPage(dark, paper, (int(w), int(h)), (a, b, c, d), way.flattening) if way else None
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None  # not there, or torn: it is made anew


def _png(pixels: np.ndarray) -> np.ndarray:
    """Return a picture as the bytes of a PNG, made in a quarter of the time that a zip takes for the same size."""
    import cv2

    return cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1]


def _pixels(png: np.ndarray) -> np.ndarray:
    """Return the picture in a PNG. Raises ValueError if it is none."""
    import cv2

    found = cv2.imdecode(png, cv2.IMREAD_GRAYSCALE) if png.dtype == np.uint8 and png.size else None
    if found is None:
        raise ValueError("no picture.")
    return found
