"""How many lines and words of real pages are found, and how well do they fit, beside the kernels of the textbooks?

Run: LATENT_INK_DATA=... python -m benchmarks.hand_pages [--ways recipe ...] [--papers plain ...] [--only NAME ...]
     [--pictures FOLDER]

Each page of pages/ and each line of lines/ is read from its file; seconds are of the processor, on one thread, from the
file's bytes to words. Words that were found and true ones, of pages/word_boxes.json, are matched one to one where their
quads overlap by at least .5 or .7 of what they cover together; F1 is of those matches. Lines have no true boxes.

ways: `recipe`, as the app reads; `30 x 1`, a rectangle of so many pixels on the same clean ink; `1.0 x 0.25`, one in
x-heights; `Otsu, 30 x 1`, the textbook's: a threshold by Otsu on the straightened sheet, no other care.
papers: `plain`, the page as it is; and of the straightened sheet `ruled`, `squared`, `two columns`, `curved` and
`shaded`, on which the true boxes are moved along.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.hand_papers import PAPERS, Sheet
from benchmarks.report import report
from core import places
from core.handwriting.page.drawn import drawn
from core.handwriting.page.paper import find_sheet, straightened
from core.handwriting.page.picture import Picture, open_picture
from core.handwriting.page.read import read_page
from core.handwriting.page.settings import KernelConfig, PageConfig
from core.handwriting.parts import Page

WAYS = {
    "recipe": PageConfig(),
    "30 x 1": PageConfig(kernels=KernelConfig()),
    "1.0 x 0.25": PageConfig(kernels=KernelConfig(unit="x-heights", word_width=1.0, word_height=0.25)),
    "Otsu, 30 x 1": None,
}
LEAST = (0.5, 0.7)


@dataclass(frozen=True)
class Known:
    """A page with what people counted on it. quads: (n, 4, 2) in the upright photograph, None for single lines."""

    name: str
    data: bytes
    lines: int
    words: int
    quads: np.ndarray | None


def known_pages(data: Path) -> list[Known]:
    """Return the pages and the single lines."""
    boxes = json.loads((data / "pages" / "word_boxes.json").read_text())
    found = []
    for folder, rows in (("pages", "pages"), ("lines", "lines")):
        for row in json.loads((data / folder / "truth.json").read_text())[rows]:
            name = row["file"]
            quads = np.array([box["quad"] for box in boxes[name]]) if name in boxes else None
            bytes_ = (data / folder / name).read_bytes()
            found.append(Known(name.split(".")[0], bytes_, row["text_lines"], row["words"], quads))
    return found


def f1(found: np.ndarray, truth: np.ndarray, least: float) -> float:
    """Return F1 of quads (n, 4, 2) and (m, 4, 2) matched one to one where their IoU is at least that."""
    hits = overlaps(found, truth) >= least
    rows, columns = linear_sum_assignment(-hits.astype(float))
    return 2 * float(hits[rows, columns].sum()) / max(len(found) + len(truth), 1)


def overlaps(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return the IoU of every found quad with every true one, (n, m)."""
    out = np.zeros((len(found), len(truth)))
    if not len(found):
        return out
    near = (found.min(1)[:, None] < truth.max(1)).all(2) & (found.max(1)[:, None] > truth.min(1)).all(2)
    for i, j in zip(*np.nonzero(near), strict=True):
        a, b = found[i].astype(np.float32), truth[j].astype(np.float32)
        shared, _ = cv2.intersectConvexConvex(a, b)
        out[i, j] = shared / max(cv2.contourArea(a) + cv2.contourArea(b) - shared, 1e-9)
    return out


def textbook(picture: Picture) -> np.ndarray:
    """Return the quads (n, 4, 2) of the textbook's recipe: the sheet, Otsu, a rectangle of 30 x 1, outlines."""
    pixels, back = picture.pixels, np.eye(3)
    corners = find_sheet(pixels)
    if corners is not None:
        pixels, back = straightened(pixels, corners)
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    wide = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (30, 1)))
    outlines, _ = cv2.findContours(wide, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = np.array([cv2.boundingRect(outline) for outline in outlines], float).reshape(-1, 4)
    x, y, w, h = boxes.T
    corners_of = np.stack([np.stack(p, 1) for p in ((x, y), (x + w, y), (x + w, y + h), (x, y + h))], 1)
    moved = cv2.perspectiveTransform(corners_of.reshape(1, -1, 2), back).reshape(-1, 4, 2) if len(boxes) else corners_of
    return moved * (np.array(picture.size) / np.array(picture.pixels.shape[1::-1]))


def quads_of(page: Page) -> np.ndarray:
    return np.array([word.quad for line in page.lines for word in line.words], float).reshape(-1, 4, 2)


def opened(known: Known, paper: str, truth: np.ndarray | None) -> tuple[Callable[[], Picture], np.ndarray | None, int]:
    """Return what opens a page on a paper, its true quads there and how often its lines stand on it."""
    if paper == "plain":
        return lambda: open_picture(known.data), truth, 1
    picture = open_picture(known.data)
    pixels, back = picture.pixels, np.eye(3)
    corners = find_sheet(pixels)
    if corners is not None:
        pixels, back = straightened(pixels, corners)
    scale = np.array(picture.size) / np.array(picture.pixels.shape[1::-1])
    there = cv2.perspectiveTransform((truth / scale).reshape(1, -1, 2), np.linalg.inv(back)).reshape(-1, 4, 2)
    sheet = PAPERS[paper](Sheet(pixels, there, light=known.name == "scan_inverted"))
    shot = Picture(sheet.pixels, sheet.pixels.shape[1::-1])
    return lambda: shot, sheet.quads, len(sheet.quads) // len(truth)


def measured(known: Known, way: str, paper: str, pictures: Path | None) -> dict:
    """Read a page one way and score it."""
    take, truth, times = opened(known, paper, known.quads)
    began, lines = time.process_time(), ""
    picture = take()
    settings = WAYS[way]
    if settings is None:
        found = textbook(picture)
    else:
        page = read_page(picture, settings)
        found, lines = quads_of(page), str(len(page.lines))
    seconds = time.process_time() - began
    if pictures and settings is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        (pictures / f"{known.name}-{paper}-{way}.png".replace(" ", "_")).write_bytes(drawn(picture, page))
    scores = {f"F1 {least}": "" if truth is None else round(f1(found, truth, least), 3) for least in LEAST}
    row = {"page": known.name, "paper": paper, "way": way, "lines": lines, "true lines": times * known.lines}
    return row | {"words": len(found), "true words": times * known.words, **scores, "s": round(seconds, 2)}


def means(rows: list[dict]) -> list[dict]:
    """Return a row for each way and paper: sums of counts, means of scores and seconds over the pages with boxes."""
    out = []
    for way, paper in dict.fromkeys((row["way"], row["paper"]) for row in rows):
        same = [r for r in rows if (r["way"], r["paper"]) == (way, paper) and r["F1 0.5"] != ""]
        if len(same) < 2:
            continue
        summed = {k: sum(int(r[k] or 0) for r in same) for k in ("lines", "true lines", "words", "true words")}
        mean = {k: round(float(np.mean([r[k] for r in same])), 3) for k in ("F1 0.5", "F1 0.7", "s")}
        least = min(r["F1 0.5"] for r in same)
        out.append({"page": f"mean, worst {least:.3f}", "paper": paper, "way": way, **summed, **mean})
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--papers", nargs="+", default=["plain", *PAPERS], choices=["plain", *PAPERS])
    parser.add_argument("--only", nargs="+", default=[""], metavar="NAME")
    parser.add_argument("--pictures", type=Path)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    data = places.given_data()
    if data is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/ and lines/.")
    rows = []
    for paper in arguments.papers:
        for known in known_pages(data):
            if not any(part in known.name for part in arguments.only) or (paper != "plain" and known.quads is None):
                continue
            ways = arguments.ways if paper == "plain" else arguments.ways[:1]
            rows += [measured(known, way, paper, arguments.pictures) for way in ways]
    report("hand_pages", [*rows, *means(rows)])


if __name__ == "__main__":
    main()
