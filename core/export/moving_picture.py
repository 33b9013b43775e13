"""How does a series of images leave the app as a moving picture that any browser and any slide shows?"""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

Format = Literal["gif", "apng"]
MOST_FRAMES = 600
SIDES = (16, 1024)  # pixels of a side
MOST_PIXELS = 64_000_000  # of all frames together: Pillow holds them all, and nobody mails a larger film
GREYS = 64  # of a GIF: a third fewer bytes than with 256, and ink looks the same


def film(
    frames: np.ndarray,
    *,
    format: Format = "gif",
    seconds_per_frame: float = 0.06,
    loop: bool = True,
    size: int = 256,
    ink: Literal["dark", "light"] = "dark",
    colour: tuple[int, int, int] | None = None,
    comment: str = "",
) -> bytes:
    """Return uint8 (t, h, w) frames, ink bright on 0, as a GIF or an animated PNG.

    seconds_per_frame: 0.02 to 5; a GIF counts hundredths of a second, an animated PNG thousandths. Frames that are
    equal are joined into one that stands as long. loop: begin again at the end, for ever; else play once and stop at
    the last. size: the longer side in pixels, 16 to 1,024, resampled smoothly. ink: "dark" on white, or "light" on
    black. colour: red, green and blue of dark ink, which is black else. comment: what the file says of itself; a GIF
    leaves out what is not ASCII. Equal arguments give equal bytes. Raises ValueError for settings out of range, more
    than 600 frames, or more than 64 million pixels in all.
    """
    check(len(frames), size, seconds_per_frame)
    if format not in FORMATS:
        raise ValueError(f"format must be {' or '.join(FORMATS)}, got {format!r}.")
    if frames.dtype != np.uint8 or frames.ndim != 3 or 0 in frames.shape:
        raise ValueError(f"frames must be uint8 (t, h, w), got {frames.dtype} {frames.shape}.")
    # A list, not a generator: for a PNG Pillow goes through them twice.
    first, *rest = _drawn(frames, size, light=ink == "light", greys=GREYS if format == "gif" else 256, colour=colour)
    stream = io.BytesIO()
    rest = {"save_all": True, "append_images": rest, "duration": round(1000 * seconds_per_frame)}
    if format == "gif":
        # Without a word about loops a GIF plays once; 0 is for ever.
        said = {"comment": comment.encode("ascii", "ignore")} if comment else {}
        first.save(stream, "GIF", optimize=False, **rest, **said, **({"loop": 0} if loop else {}))
    else:
        said = PngInfo()
        if comment:
            said.add_itxt("Comment", comment)
        first.save(stream, "PNG", default_image=False, loop=0 if loop else 1, pnginfo=said, **rest)
    return stream.getvalue()


FORMATS: dict[Format, tuple[str, str, str]] = {
    "gif": ("GIF", "image/gif", ".gif"),
    "apng": ("animated PNG", "image/png", ".png"),
}


def check(frames: int, size: int, seconds_per_frame: float) -> None:
    """Say whether a film of so many frames can be made. Raises ValueError as `film` does."""
    if not 1 <= frames <= MOST_FRAMES:
        raise ValueError(f"a film has between 1 and {MOST_FRAMES} frames, got {frames}.")
    if not SIDES[0] <= size <= SIDES[1]:
        raise ValueError(f"size must be between {SIDES[0]} and {SIDES[1]:,} pixels, got {size}.")
    if not 0.02 <= seconds_per_frame <= 5:
        raise ValueError(f"seconds_per_frame must be between 0.02 and 5, got {seconds_per_frame:g}.")
    if frames * size**2 > MOST_PIXELS:
        most = MOST_PIXELS // size**2
        raise ValueError(f"a film of {size} pixels has at most {most} frames, got {frames}: ask for fewer or smaller.")


def _drawn(
    frames: np.ndarray, size: int, *, light: bool, greys: int, colour: tuple[int, int, int] | None
) -> list[Image.Image]:
    step = 255 / (greys - 1)
    tones = np.rint(np.rint(np.arange(256) / step) * step).astype(np.uint8)
    tones = tones if light else 255 - tones
    # Bicubic overshoots a little at the edge of a stroke, and Pillow clips: strokes stay crisp, not blurred.
    h, w = frames.shape[1:]
    kernel = Image.Resampling.BICUBIC if size >= max(h, w) else Image.Resampling.LANCZOS
    sides = tuple(max(1, round(size * side / max(h, w))) for side in (w, h))
    resized = (Image.fromarray(frame).resize(sides, kernel) for frame in frames)
    if colour is None:
        return [Image.fromarray(tones[np.asarray(picture)]) for picture in resized]
    share = np.arange(greys)[:, None] / (greys - 1)  # of white
    shades = np.round(np.array(colour) * (1 - share) + 255 * share).astype(np.uint8)
    level = np.rint(tones / step).astype(np.uint8)
    if greys > GREYS:  # Pillow writes films of palettes as GIF alone
        return [Image.fromarray(shades[level[np.asarray(picture)]]) for picture in resized]
    drawn = [Image.fromarray(level[np.asarray(picture)]).convert("P") for picture in resized]
    for picture in drawn:
        picture.putpalette(shades.tobytes())
    return drawn
