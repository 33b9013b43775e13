"""How is a photograph of a page read as soon as it arrives, and a kept page read anew, for whoever looks at it?"""

from __future__ import annotations

import tempfile
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from core.files import write_atomic
from core.handwriting.hand.pages import PHOTO, WAYS, KeptPage, photograph_of
from core.handwriting.hand.reading import LEVEL, READ, bare, note, read_kept
from core.handwriting.page.level import OnProgress
from core.handwriting.page.picture import Picture
from core.types import DataError, ModelError

if TYPE_CHECKING:
    from core.handwriting.hand.edits import Edits
    from core.handwriting.parts import Page

PHOTO_BLOCK, LINES_BLOCK = "photo.bin", "lines.bin"
ARRIVING = (PHOTO, LEVEL, READ, WAYS, PHOTO_BLOCK, LINES_BLOCK)  # files of a page that was read as it arrived


def arrived(picture: Picture, on_progress: OnProgress | None = None) -> dict[str, bytes]:
    """Return what is kept of the reading of a page that nobody has changed yet: files by their names in ARRIVING.

    picture: as it was brought. What is read is what it shows itself, not the copy that is kept of it as PHOTO.
    """
    h, w = picture.pixels.shape[:2]
    with tempfile.TemporaryDirectory() as folder:
        page = KeptPage("0" * 16, Path(folder), "", (w, h))
        read(page, on_progress, picture=Picture(picture.pixels, (w, h)))
        return {name: (page.path / name).read_bytes() for name in ARRIVING if (page.path / name).is_file()}


def read(page: KeptPage, on_progress: OnProgress | None = None, *, picture: Picture | None = None) -> None:
    """Read a page with all that was changed on it; leave what the browser shows of it beside it, then the reading.

    picture: its photograph, where that is at hand; else it is opened only if the sheet lies otherwise than before. One
    on which nothing is written is kept with that sentence. A second thread packs meanwhile what spares the next reading
    half of its way. Raises DataError if the disk is full, or the photograph is damaged.
    """
    say = on_progress or (lambda doing, share: None)
    edits, refused = page.edits, ""
    with ThreadPoolExecutor(1) as beside:
        try:
            found = read_kept(page, edits, lambda doing, share: say(doing, 0.8 * share), picture=picture, beside=beside)
        except DataError as error:
            found, refused = bare(page, edits, picture), str(error)
        say("Drawing it", 0.8)
        _show(page, edits, found, picture, beside)
        note(page, edits, found, refused)


def _show(page: KeptPage, edits: Edits, found: Page, picture: Picture | None, beside: Executor) -> None:
    """Leave the blocks of a page for the browser; the photograph in one stays as it was sent before."""
    from core.blocks.page import lines_block, photo_block

    ops = [op.id for op in page.ops]
    lines = beside.submit(lines_block, found, reading=edits.stamp, ops=ops)
    photo = picture.pixels if picture else _sent(page, edits.quarters) or page.photograph().pixels
    block = photo_block(photo, found, reading=edits.stamp, threshold=edits.threshold, quarters=edits.quarters, ops=ops)
    write_atomic(page.path / PHOTO_BLOCK, block, durable=False)
    write_atomic(page.path / LINES_BLOCK, lines.result(), durable=False)


def _sent(page: KeptPage, quarters: int) -> bytes | None:
    """Return the photograph as the browser has it, None where it has it turned otherwise, or has none."""
    from core.blocks.page import photo_in

    try:
        return photo_in((page.path / PHOTO_BLOCK).read_bytes(), quarters)
    except (OSError, ModelError):  # not there, or torn
        return None


__all__ = ["ARRIVING", "LINES_BLOCK", "PHOTO", "PHOTO_BLOCK", "arrived", "photograph_of", "read"]
