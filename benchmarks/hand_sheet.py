"""How many cells of a printed sheet are read rightly from a photograph, and how long does it take?

Run: LATENT_INK_DATA=... python -m benchmarks.hand_sheet [--seeds 3] [--first 0] [--pictures DIR]

The photographs are made: letters that people wrote (Omniglot, NIST, MNIST; signs by a font) are put into the cells
of the usual sheets as a pen of 0.3 to 0.8 mm writes them, then perspective, bend, a shadow, blur, noise and JPEG. A
cell is right if it comes out under its own name with more than 90 % of its ink, and more than 90 % of what comes out
is its ink, once the two are centred; a quarter of a millimetre is let pass. One cell in twenty is left empty, and
right if nothing comes out. --pictures: keep photographs and what was read there.
"""

from __future__ import annotations

import argparse
import gzip
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.report import report
from core import places
from core.datasets.decode import decode
from core.handwriting.sheet.find import RESOLUTION, find_marks
from core.handwriting.sheet.ink import Written
from core.handwriting.sheet.plan import Cell, SheetPlan
from core.handwriting.sheet.read import ReadSheet, read_photograph
from core.types import DataError
from tests import sheets
from tests.sheets import BAD, SCAN, USUAL, Photograph

WAYS: dict[str, Photograph] = {
    "scan-like, 2,400": SCAN,
    "usual, 2,400": USUAL,
    "usual, 1,600": replace(USUAL, longest=1600),
    "bad, 2,400": BAD,
    "bad, 1,600": replace(BAD, longest=1600),
}
HIGH, LOW = "bdfhklt", "gjpqy"
NEAR = 0.25  # mm by which ink may be wider or narrower
WIDE = 0.86  # of a cell that a letter takes at most
ENOUGH = 0.9
EMPTY = 0.05  # of all cells


class People:
    """A pen that writes what people have written: float (h, w) of a cell, 0 paper to 1."""

    def __init__(self, data: Path) -> None:
        letters = np.load(data / "letters" / "latin.npz", allow_pickle=False)
        self.glyphs = {c: letters["images"][letters["labels"] == k] for k, c in enumerate(letters["classes"])}
        for folder, name, classes in (
            ("letters_upper", "az", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            ("mnist", "t10k", "0123456789"),
        ):
            images, labels = (
                _idx(data / folder / f"{name}-{kind}.gz") for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")
            )
            self.glyphs |= {c: images[labels == k] for k, c in enumerate(classes)}

    def __call__(self, cell: Cell, rng: np.random.Generator) -> np.ndarray | None:
        if rng.random() < EMPTY:
            return None
        if cell.text not in self.glyphs:
            return sheets.by_font(cell, rng)
        glyph = self.glyphs[cell.text][rng.integers(len(self.glyphs[cell.text]))]
        x_height, (left, top, right, bottom) = cell.base - cell.x_line, cell.box
        low, high = _extent(cell.text)
        tall = (high - low) * x_height * rng.uniform(0.85, 1.1)
        mask = _inked(glyph, tall, WIDE * (right - left), pen=rng.uniform(0.3, 0.6))
        image = np.zeros([round((end - start) * sheets.RESOLUTION) for start, end in ((top, bottom), (left, right))])
        h, w = mask.shape
        y = round((cell.base - low * x_height - top + rng.normal(0, 0.25)) * sheets.RESOLUTION) - h
        y = int(np.clip(y, 2, image.shape[0] - h - 2))
        x = int(np.clip((image.shape[1] - w) / 2 + rng.normal(0, 5), 0, image.shape[1] - w))
        image[y : y + h, x : x + w] = mask
        return cv2.GaussianBlur(image, (0, 0), 0.7)


def _idx(path: Path) -> np.ndarray:
    data = gzip.decompress(path.read_bytes())
    shape = np.frombuffer(data, ">i4", data[3], 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape)


def _extent(letter: str) -> tuple[float, float]:
    """Return where a letter begins and ends above the base line, in x-heights."""
    if not letter.islower():
        return 0.0, 1.75
    return (-0.9 if letter in LOW else 0.0), (1.75 if letter in HIGH else 1.45 if letter in "ij" else 1.0)


def _inked(glyph: np.ndarray, tall: float, wide: float, *, pen: float) -> np.ndarray:
    """Return a glyph cut out, so tall and at most so wide in mm, float (h, w), its strokes no thinner than pen."""
    rows, columns = (np.flatnonzero((glyph > 100).any(axis)) for axis in (1, 0))
    box = glyph[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = min(tall / box.shape[0], wide / box.shape[1]) * sheets.RESOLUTION
    size = max(3, round(box.shape[1] * scale)), max(3, round(box.shape[0] * scale))
    mask = cv2.GaussianBlur(cv2.resize(box, size, interpolation=cv2.INTER_CUBIC), (0, 0), 0.25 * scale + 0.1) > 80
    stroke = 4 * float(cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5)[mask].mean()) if mask.any() else 1.0
    more = round((pen * sheets.RESOLUTION - stroke) / 2)
    mask = np.pad(mask, max(1, more)).astype(np.uint8)
    if more > 0:
        mask = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * more + 1, 2 * more + 1)))
    return mask.astype(float)


def alike(found: Written, truth: np.ndarray) -> bool:
    """Tell whether what was read is what was written, bool (h, w) at the sheets' resolution, once both are centred."""
    scale = RESOLUTION / sheets.RESOLUTION
    true = cv2.resize(truth.astype(np.float32), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) > 0.5
    side = 2 * max(*true.shape, *found.ink.shape)
    a, b = (_centred(ink, side) for ink in (true, found.ink))
    near = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(NEAR * RESOLUTION) + 1,) * 2)
    recalled = (a & (cv2.dilate(b.astype(np.uint8), near) > 0)).sum() / max(1, a.sum())
    precise = (b & (cv2.dilate(a.astype(np.uint8), near) > 0)).sum() / max(1, b.sum())
    return bool(recalled > ENOUGH and precise > ENOUGH)


def _centred(ink: np.ndarray, side: int) -> np.ndarray:
    out = np.zeros((side, side), bool)
    rows, columns = np.nonzero(ink)
    at = (
        (np.stack([rows, columns]) + np.array([[side / 2 - rows.mean()], [side / 2 - columns.mean()]]))
        .round()
        .astype(int)
    )
    out[tuple(np.clip(at, 0, side - 1))] = True
    return out


def taken(way: Photograph, seed: int, pen: People, keep: Path | None, name: str) -> dict:
    """Write on a sheet, photograph it, read it; return counts."""
    rng, plan = np.random.default_rng([seed, 77]), SheetPlan()
    sheet = plan.sheets[seed % len(plan.sheets)]
    page, truth = sheets.written_on(plan, sheet, pen, rng)
    data = sheets.jpeg(sheets.photographed(page, way, rng), way.quality)
    before = time.process_time()
    try:
        read = read_photograph(name, decode(data), plan)[0]
        wrong = ""
    except DataError as error:
        read, wrong = None, str(error)
    seconds = time.process_time() - before
    right = [] if read is None else _right(read, truth)
    marks = find_marks(decode(data))
    if keep:
        _kept(keep, f"{name.replace(', ', '-')}-{seed}", data, read, truth, right)
    if wrong:
        print(f"{name}, seed {seed}: {wrong}")
    return {"cells": len(sheet.cells), "right": len(right), "seconds": seconds, "bend": read.flat.bend if read else 0.0,
            "marks": len(marks[0].corners) if marks else 0}  # fmt: skip


def _right(read: ReadSheet, truth: list[np.ndarray]) -> list[Cell]:
    by_cell = dict(zip(read.sheet.cells, truth, strict=True))
    found = {one.cell: one for one in read.written}
    return [
        cell for cell, true in by_cell.items()
        if (cell not in found if true is None else cell in found and alike(found[cell], true))
    ]  # fmt: skip


def _kept(folder: Path, name: str, data: bytes, read: ReadSheet | None, truth: list, right: list[Cell]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.jpg").write_bytes(data)
    if read is None:
        return
    seen = np.repeat((255 * (1 - read.flat.darkness)).astype(np.uint8)[..., None], 3, 2)
    seen[read.ink] = 0.5 * seen[read.ink] + (0, 0, 120)
    for cell in set(read.sheet.cells) - set(right):
        left, top, right_, bottom = (round(v * RESOLUTION) for v in cell.box)
        cv2.rectangle(seen, (left, top), (right_, bottom), (0, 0, 255), 3)
    cv2.imwrite(str(folder / f"{name}.png"), seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--pictures", type=Path)
    given = parser.parse_args()
    data = places.given_data()
    if data is None:
        parser.error("LATENT_INK_DATA names no folder")
    cv2.setNumThreads(1)
    pen, rows = People(data), []
    for name, way in WAYS.items():
        each = [taken(way, seed, pen, given.pictures, name) for seed in range(given.first, given.first + given.seeds)]
        cells, right = sum(one["cells"] for one in each), sum(one["right"] for one in each)
        rows.append({
            "photograph": name, "cells": cells, "right": right, "share %": round(100 * right / cells, 2),
            "worst %": round(min(100 * one["right"] / one["cells"] for one in each), 1),
            "marks": f"{min(one['marks'] for one in each)}-{max(one['marks'] for one in each)}",
            "bend mm": round(max(one["bend"] for one in each), 2),
            "processor s": round(float(np.mean([one["seconds"] for one in each])), 2),
        })  # fmt: skip
    report("hand_sheet", rows)


if __name__ == "__main__":
    main()
