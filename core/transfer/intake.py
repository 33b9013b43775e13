"""What is done with a stranger's bytes, in a process of its own? See core.guard.confined, which starts it."""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from core.guard.confined import REFUSED, OnProgress
from core.types import DataError, ModelError

WATCH = 0.5  # seconds between two looks at whether anybody waits for the answer
MOST_PARTS = 8  # of a picture with several characters that are shown to choose from
PART = 96  # pixels of its picture


def images(settings: dict[str, Any], data: bytes, on_progress: OnProgress) -> dict[str, Any]:
    """Read a zip of images, keep the set with its records, and return its id, its size and how it was understood.

    examples: PNG, in base 64, of some as they came and of the same prepared. settings: those of
    core.datasets.folder.read_folder. Raises DataError, OSError.
    """
    from core.datasets import own
    from core.datasets.folder import read_folder
    from core.images import grid, to_png

    report = read_folder(data, on_progress=on_progress, **settings)
    rows = [to_png(grid(row, len(row), gap=2, paper=gap)) for row, gap in zip(report.examples, (128, 0), strict=True)]
    return {
        "id": own.save(report.dataset, report.records), "n": len(report.dataset), "depth": report.depth,
        "levels": [[level.depth, level.counts] for level in report.levels],
        "remarks": report.remarks, "skipped": report.skipped,
        "examples": [b64encode(row).decode() for row in rows],
    }  # fmt: skip


def model(settings: dict[str, Any], data: bytes, on_progress: OnProgress) -> str:
    """Take in the zip of a model and return its id. settings: owner, the mark of one. Raises ModelError, OSError."""
    from core.owner import Owner
    from core.transfer import model_zip

    on_progress("Checking the model", 0.3)
    return model_zip.import_zip(data, Owner(settings["owner"]), apart=False)


def trained(settings: dict[str, Any], data: bytes, on_progress: OnProgress) -> str:
    """Take in what a browser has learned and return its id. settings: owner, the mark of one, and perhaps a title.

    Raises ModelError, OSError.
    """
    from core.owner import Owner
    from core.transfer import browser_trained

    on_progress("Checking the model", 0.3)
    return browser_trained.take_in(data, Owner(settings["owner"]), title=settings.get("title", ""))


def picture(settings: dict[str, Any], data: bytes, on_progress: OnProgress) -> dict[str, Any]:
    """Read one image file; return its ink on a sheet, a PNG in base 64, and how wide the strokes are, in pixels.

    Raises DataError.
    """
    from core.datasets.decode import decode
    from core.images import to_png
    from core.transfer.mending import pen_of, sheet_of

    on_progress("Reading the picture", 0.3)
    sheet = sheet_of(decode(data))
    return {"sheet": b64encode(to_png(sheet)).decode(), "pen": pen_of(sheet)}


def character(settings: dict[str, Any], data: bytes, on_progress: OnProgress) -> dict[str, Any]:
    """Read one image file; return the character on it as {"image"}: 28 x 28 bytes in base 64, bright ink on 0.

    Where it shows several, {"several": a sentence, "parts": [{"box", "png"}]}, each with a small picture in base 64.
    settings: box, of such a part, to look at nothing else. Raises DataError.
    """
    from core.datasets.decode import decode
    from core.images import to_png
    from core.ink import bright_on_dark, fit_square
    from core.one_image.intake import SeveralError, cropped, taken

    on_progress("Reading the picture", 0.3)
    grey = decode(data)
    if settings.get("box"):
        grey = cropped(grey, tuple(settings["box"]))
    try:
        return {"image": b64encode(taken(grey).tobytes()).decode()}
    except SeveralError as error:
        ink = bright_on_dark(grey)
        parts = [(box, to_png(fit_square(cropped(ink, box), PART))) for box in error.boxes[:MOST_PARTS]]
        return {
            "several": str(error), "parts": [{"box": box, "png": b64encode(png).decode()} for box, png in parts],
        }  # fmt: skip


def writing(settings: dict[str, Any], data: bytes, on_progress: OnProgress) -> list[list[float]]:
    """Read one image file; return the strokes of what is written on it, each x, y, width, x, y, width, ...

    In sides of the sheet and in nibs, to four digits. Raises DataError.
    """
    from core.datasets.decode import decode
    from core.transfer.tracing import strokes_on

    on_progress("Reading the picture", 0.3)
    return [stroke.ravel().astype(float).round(4).tolist() for stroke in strokes_on(decode(data))]


def page(settings: dict[str, Any], data: bytes, on_progress: OnProgress) -> dict[str, Any]:
    """Read the photograph of a page or of a printed sheet; return it as it is kept, a JPEG, and its size.

    sheet: whether the marks of a printed sheet are seen on it. files: in base 64, by name; of a page all that is kept
    of a reading, too, see core.transfer.page. Raises DataError.
    """
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    from core.handwriting.page.picture import open_picture
    from core.handwriting.sheet.find import is_sheet
    from core.transfer.page import PHOTO, arrived, photograph_of

    on_progress("Reading the photograph", 0.1)
    picture = open_picture(data)
    grey = picture.pixels if picture.pixels.ndim == 2 else picture.pixels[..., 2]
    with ThreadPoolExecutor(1) as beside:  # a sheet is the exception: the page is read meanwhile, as if it were none
        marked = beside.submit(is_sheet, np.ascontiguousarray(grey))
        kept = beside.submit(photograph_of, picture)
        files = arrived(picture, lambda doing, share: on_progress(doing, 0.3 + 0.7 * share))
        sheet, (jpeg, size) = marked.result(), kept.result()
    files = {PHOTO: jpeg} | ({} if sheet else files)
    return {"size": size, "sheet": sheet, "files": {name: b64encode(file).decode() for name, file in files.items()}}


Does = Callable[[dict[str, Any], bytes, OnProgress], Any]
DOES: dict[str, Does] = {
    "images": images,
    "model": model,
    "trained": trained,
    "picture": picture,
    "character": character,
    "writing": writing,
    "page": page,
}

NEEDS = {"page": "core.transfer.page_needs"}  # a module that imports what else it takes


def _tell(said: dict[str, Any]) -> None:
    print(json.dumps(said), flush=True)


def _limit(megabytes: int) -> None:
    """Let this process take so much more memory than it has. What it starts with is Python and the libraries."""
    with suppress(ValueError, OSError):  # macOS knows the limit, and does not keep it
        pages = int(open("/proc/self/statm").read().split()[5]) if sys.platform == "linux" else 0  # noqa: SIM115
        most = pages * resource.getpagesize() + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _end_with(parent: int) -> None:
    """End this process when the one that asked for it has: nobody else would end it when its time is up."""
    while os.getppid() == parent:
        time.sleep(WATCH)
    os._exit(1)


def main() -> None:
    """Do what the arguments name with the bytes on stdin."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    what, megabytes, settings = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    import scipy.ndimage  # noqa: F401  so that the limit is on what the file costs, not on libraries

    if what in NEEDS:
        import_module(NEEDS[what])
    data = sys.stdin.buffer.read()  # last: a process that stands by has loaded all by then
    _limit(megabytes)
    try:
        answer = DOES[what](settings, data, lambda doing, done: _tell({"doing": doing, "fraction": done}))
    except (DataError, ModelError) as error:
        _tell({REFUSED: str(error)})
    except OSError as error:
        _tell({REFUSED: f"it cannot be kept: {error.strerror or error}."})
    else:
        _tell({"answer": answer})


if __name__ == "__main__":
    main()
