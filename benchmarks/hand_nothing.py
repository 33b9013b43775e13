"""Is a picture on which nobody wrote refused, and no page that somebody wrote?

Run: LATENT_INK_DATA=... python -m benchmarks.hand_nothing [--photos FOLDER ...] [--pages [NAME ...]]

Counted are pictures refused with a sentence: textures that are made here, two sizes of scikit-learn's two photographs,
and those of any folders, each as it is, enlarged to 2,000 pixels, turned by 90 degrees, and blurred a little. --pages
reads the eight pages and six lines too: as they are, on the papers of benchmarks.hand_papers, blurred, made small,
packed hard as JPEG, and with noise; there each refusal is a fault. "unevenness" is what core.handwriting.page.pen
decides by: the least of what is refused, the most of what is read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from benchmarks.hand_pages import known_pages, opened
from benchmarks.hand_papers import PAPERS
from benchmarks.report import report
from core import places
from core.handwriting.page.level import level_page
from core.handwriting.page.pen import unevenness
from core.handwriting.page.picture import Picture, open_picture
from core.handwriting.page.read import read_page
from core.handwriting.page.settings import PageConfig
from core.types import DataError

LONGER = 2000


def grain(h: int, w: int, power: float, rng: np.random.Generator) -> np.ndarray:
    """Return noise of all sizes, the larger the stronger, float (h, w) from 0 to 1."""
    far = np.hypot(np.fft.fftfreq(h)[:, None], np.fft.rfftfreq(w)[None])
    far[0, 0] = 1
    found = np.fft.irfft2(np.fft.rfft2(rng.normal(size=(h, w))) / far**power, (h, w))
    return (found - found.min()) / np.ptp(found)


def _grey(v: np.ndarray, rng: np.random.Generator, noise: float) -> np.ndarray:
    return np.clip(v + noise * rng.normal(size=v.shape), 0, 255).astype(np.uint8)


def wall(rng: np.random.Generator, h: int, w: int) -> np.ndarray:
    return _grey(200 + 25 * grain(h, w, 1.6, rng), rng, 6)


def clouds(rng: np.random.Generator, h: int, w: int) -> np.ndarray:
    return _grey(255 * grain(h, w, 1.8, rng), rng, 2)


def wood(rng: np.random.Generator, h: int, w: int) -> np.ndarray:
    y, bend = np.arange(h)[:, None], 80 * grain(h, w, 2, rng)
    v = 150 + 17 * np.sin((y + 3 * bend) / 6) + 17 * np.sin((y + 5 * bend) / 17)
    return np.stack([_grey(v * share, rng, 8) for share in (1.1, 0.8, 0.5)], -1)


def cloth(rng: np.random.Generator, h: int, w: int) -> np.ndarray:
    y, x = np.arange(h)[:, None], np.arange(w)
    return _grey(160 + 40 * np.sin(x / 4) * np.sin(y / 4) + 20 * grain(h, w, 1.3, rng), rng, 8)


def bricks(rng: np.random.Generator, h: int, w: int) -> np.ndarray:
    v = np.full((h, w), 190, np.float32)
    for row, y in enumerate(range(0, h, 80)):
        for x in range(-100 * (row % 2), w, 200):
            cv2.rectangle(v, (x + 5, y + 5), (x + 192, y + 72), float(110 + 25 * rng.normal()), cv2.FILLED)
    return _grey(v + 15 * grain(h, w, 1.2, rng), rng, 8)


def landscape(rng: np.random.Generator, h: int, w: int) -> np.ndarray:
    v = np.repeat(np.linspace(160, 220, h)[:, None], w, 1)
    for k in range(4):
        ridge = h * (0.35 + 0.12 * k) + 0.2 * h * grain(4, w, 2, rng)[0]
        below = np.arange(h)[:, None] > ridge
        v = np.where(below, (75 + 22 * k) * (0.5 + grain(h, w, 1.2, rng)), v)
    return _grey(v, rng, 6)


def face(rng: np.random.Generator, h: int, w: int) -> np.ndarray:
    """Draw a face with shades, eyes, a mouth and hair."""
    v = np.full((h, w), 150, np.float32)
    unit = min(h, w) / 1200

    def patch(x: float, y: float, a: float, b: float, shade: float, soft: float) -> None:
        mask = np.zeros((h, w), np.float32)
        middle = round(w / 2 + x * unit), round(h / 2 + y * unit)
        cv2.ellipse(mask, middle, (max(1, round(a * unit)), max(1, round(b * unit))), 0, 0, 360, 1.0, cv2.FILLED)
        mask = cv2.GaussianBlur(mask, (0, 0), max(0.5, soft * unit))
        v[:] = v * (1 - mask) + shade * mask

    patch(0, 0, 380, 520, 190, 8)
    for side in (-1, 1):
        for x, y, a, b, shade, soft in (
            (140, -110, 75, 38, 240, 6), (140, -110, 30, 34, 60, 3),
            (140, -190, 95, 16, 45, 5), (25, 115, 12, 7, 60, 3),
        ):  # fmt: skip
            patch(side * x, y, a, b, shade, soft)
    patch(0, 40, 35, 90, 165, 15)
    patch(0, 260, 120, 30, 110, 5)
    patch(0, 258, 110, 4, 45, 2)
    for _ in range(700):
        x, y = rng.uniform(-400, 400), rng.uniform(-560, -400)
        ends = [(x, y), (x + rng.uniform(-60, 60), y + rng.uniform(60, 170))]
        a, b = ((round(w / 2 + p * unit), round(h / 2 + q * unit)) for p, q in ends)
        cv2.line(v, a, b, 40.0, max(1, round(2 * unit)), cv2.LINE_AA)
    return _grey(v, rng, 5)


TEXTURES = {made.__name__: made for made in (wall, clouds, wood, cloth, bricks, landscape, face)}


def worse(pixels: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Return a page in worse photographs, but for what would be too small to be read at all."""
    yield "blurred", cv2.GaussianBlur(pixels, (0, 0), 2.0)
    small = cv2.resize(pixels, None, fx=(f := 700 / max(pixels.shape)), fy=f, interpolation=cv2.INTER_AREA)
    if min(small.shape[:2]) >= 40:
        yield "small", small
    yield "packed hard", cv2.imdecode(cv2.imencode(".jpg", pixels, [1, 15])[1], -1)
    noise = 15 * np.random.default_rng(0).normal(size=pixels.shape)
    yield "noisy", np.clip(pixels + noise, 0, 255).astype(np.uint8)


def pictures(folders: list[Path], seeds: int) -> Iterator[tuple[str, np.ndarray]]:
    """Return what nobody wrote on."""
    for seed in range(seeds):
        for made in TEXTURES.values():
            yield "made here", made(np.random.default_rng(seed), 1500, 2000)
            yield "made here, small", made(np.random.default_rng(seed), 600, 800)
    from sklearn.datasets import load_sample_images

    shots = list(load_sample_images().images)
    for folder in folders:
        shots += [np.asarray(Image.open(path).convert("RGB")) for path in sorted(folder.iterdir())]
    for shot in shots:
        if max(shot.shape) < 300:
            continue
        yield "photographs", shot
        yield "enlarged", cv2.resize(shot, None, fx=(f := LONGER / max(shot.shape)), fy=f)
        yield "turned", np.ascontiguousarray(np.rot90(shot))
        yield "blurred", cv2.GaussianBlur(shot, (0, 0), 1.5)


def pages(data: Path, only: list[str]) -> Iterator[tuple[str, np.ndarray]]:
    """Return what somebody wrote; of pages with such names, if any are given."""
    for known in known_pages(data):
        if only and not any(part in known.name for part in only):
            continue
        pixels = open_picture(known.data).pixels
        yield "pages and lines", pixels
        for name, changed in worse(pixels):
            yield f"pages, {name}", changed
        for paper in PAPERS if known.quads is not None else ():
            yield f"pages, {paper}", opened(known, paper, known.quads)[0]().pixels


def judged(pixels: np.ndarray) -> tuple[bool, float | None]:
    """Return whether a picture is refused, and its unevenness, None where no ink is found at all."""
    picture = Picture(pixels, (pixels.shape[1], pixels.shape[0]))
    try:
        page = read_page(picture)
    except DataError as error:
        return True, None if "could be told" not in str(error) else _unevenness_of_refused(picture)
    return False, unevenness(page.pieces)


def _unevenness_of_refused(picture: Picture) -> float:
    from core.handwriting.page.read import _pieces

    settings = PageConfig()
    level = level_page(picture, settings)
    return unevenness(_pieces(level.dark, level.paper, settings).labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", nargs="+", type=Path, default=[])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--pages", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    data = places.given_data()
    if arguments.pages is not None and data is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/ and lines/.")
    shown = pictures(arguments.photos, arguments.seeds)
    if arguments.pages is not None and data is not None:
        shown = pages(data, arguments.pages)
    found: dict[str, list[tuple[bool, float | None]]] = {}
    for kind, pixels in shown:
        found.setdefault(kind, []).append(judged(pixels))
    rows = []
    for kind, all_of in found.items():
        refused = [v for no, v in all_of if no and v is not None]
        read = [v for no, v in all_of if not no and v is not None]
        rows.append({
            "what": kind, "pictures": len(all_of), "refused": sum(no for no, _ in all_of),
            "least uneven of those": round(min(refused), 2) if refused else "",
            "most uneven that is read": round(max(read), 2) if read else "",
        })  # fmt: skip
    report("hand_nothing", rows)


if __name__ == "__main__":
    main()
