"""What does the browser need to show films of training side by side and in step? Arrays in, bytes out.

browser/training_film/training_film.js reads the block.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core import images as pixels
from core.packed import pack
from core.training.film import Reel

By = Literal["share", "seconds", "images"]
BY: dict[str, str] = {"share": "share of its training", "seconds": "seconds", "images": "images seen"}
MOST_REELS = 4
COLUMNS = 5  # of the images of one film
PAUSE = 12  # frames that a moving picture rests at the end


def training_film_block(
    reels: Sequence[tuple[str, Reel]], *, by: By = "share", live: bool = False, id: str = ""
) -> bytes:
    """Return the block of one to four films of training, each with its title; equal arguments give equal bytes.

    by: what they keep step by: the share of its own training that each has behind it, seconds of training, or images
    seen. live: whether more frames are to come. id: names what is shown; while it stays the same, the moment that is
    looked at stays too. Raises ValueError for another number of films, or for another `by`.
    """
    _check(reels, by)
    sections, told = {}, []
    for i, (title, film) in enumerate(reels):
        # What changes from frame to frame takes half the bytes, and a live run sends them again and again.
        changes = np.diff(film.frames, axis=0, prepend=np.zeros_like(film.frames[:1]))
        sections[f"frames{i}"] = zlib.compress(changes.tobytes(), 6)
        columns = {"steps": film.steps, "images": film.images, "seconds": film.seconds.round(3), "at": places(film, by)}
        sizes = dict(zip("mhw", film.frames.shape[1:], strict=True))
        told.append({"title": title} | sizes | {name: column.tolist() for name, column in columns.items()})
    about = {"by": by, "live": live, "id": id, "reels": told}
    return pack({"about": json.dumps(about, separators=(",", ":"), allow_nan=False).encode()} | sections)


def places(film: Reel, by: By) -> np.ndarray:
    """Return where each frame stands on the common scale, float64 (f,): a share up to 1, seconds, or images."""
    if by == "share":
        return (film.images / max(1, film.images[-1])).round(6)
    return film.seconds.round(3) if by == "seconds" else film.images.astype(np.float64)


def moments(reels: Sequence[Reel], by: By) -> np.ndarray:
    """Return all places at which one of the films moves on, rising, float64 (t,)."""
    return np.unique(np.concatenate([places(film, by) for film in reels]))


def sheets(reels: Sequence[tuple[str, Reel]], *, by: By = "share", most: int = 100, width: int = 480) -> np.ndarray:
    """Return the films side by side and in step as uint8 (t, h, width), ink bright on 0, with words; they end at rest.

    most: moments shown, of all of them spread evenly. Raises ValueError as `training_film_block` does.
    """
    _check(reels, by)
    times = moments([film for _, film in reels], by)
    if len(times) > most:
        times = times[np.unique(np.linspace(0, len(times) - 1, most).round().astype(int))]
    frames = [_sheet(reels, [frame_at(film, by, t) for _, film in reels], width) for t in times]
    return np.stack(frames + frames[-1:] * PAUSE)


def frame_at(film: Reel, by: By, place: float) -> int:
    """Return which of a film's frames stands at a place of the scale: the newest up to there, else the first."""
    return max(0, int(np.searchsorted(places(film, by), place, side="right")) - 1)


def _sheet(reels: Sequence[tuple[str, Reel]], shown: Sequence[int], width: int) -> np.ndarray:
    """Lay one moment out: of each film the title, its images, and how long it has learned."""
    each, font = width // len(reels), ImageFont.load_default(max(9, width // 36))
    line, edge = round(1.6 * font.size), each // 40
    grids = [_grid(film.frames[i], each - 2 * edge) for (_, film), i in zip(reels, shown, strict=True)]
    top = edge + (line if any(title for title, _ in reels) else 0)
    sheet = Image.new("L", (width, top + max(len(grid) for grid in grids) + edge + line))
    pen = ImageDraw.Draw(sheet)
    for i, ((title, film), grid) in enumerate(zip(reels, grids, strict=True)):
        left, at = i * each + edge, shown[i]
        pen.text((left, edge // 2), _fitting(title, font, each - 2 * edge), 255, font)
        sheet.paste(Image.fromarray(grid), (left, top))
        pen.text(
            (left, top + len(grid) + edge // 2), f"{film.images[at]:,} images, {film.seconds[at]:.1f} s", 255, font
        )
    return np.asarray(sheet)


def _grid(frame: np.ndarray, width: int) -> np.ndarray:
    small = Image.fromarray(pixels.grid(frame, COLUMNS, gap=2))
    return np.asarray(small.resize((width, round(width * small.height / small.width)), Image.Resampling.BICUBIC))


def _fitting(title: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while title and font.getlength(title) > width:
        title = title[:-2].rstrip() + "…" if len(title) > 2 else ""
    return title


def _check(reels: Sequence[tuple[str, Reel]], by: str) -> None:
    if not 1 <= len(reels) <= MOST_REELS:
        raise ValueError(f"between 1 and {MOST_REELS} films are shown side by side, got {len(reels)}.")
    if by not in BY:
        raise ValueError(f"by must be {', '.join(BY)}, got {by!r}.")
