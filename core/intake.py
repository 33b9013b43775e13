"""What is done with a stranger's bytes, in a process of its own? See core.confined, which starts it."""

from __future__ import annotations

import json
import resource
import sys
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from core.confined import REFUSED, OnProgress
from core.types import DataError, ModelError


def images(settings: dict[str, Any], data: bytes, on_progress: OnProgress) -> dict[str, Any]:
    """Read a zip of images, keep the set, and return its id, its size and how it was understood.

    examples: PNG, in base 64, of some as they came and of the same prepared. settings: those of
    core.datasets.folder.read_folder. Raises DataError, OSError.
    """
    from core.datasets import own
    from core.datasets.folder import read_folder
    from core.images import grid, to_png

    report = read_folder(data, on_progress=on_progress, **settings)
    rows = [to_png(grid(row, len(row), gap=2, paper=gap)) for row, gap in zip(report.examples, (128, 0), strict=True)]
    return {
        "id": own.save(report.dataset), "n": len(report.dataset), "depth": report.depth,
        "levels": [[level.depth, level.counts] for level in report.levels],
        "remarks": report.remarks, "skipped": report.skipped,
        "examples": [b64encode(row).decode() for row in rows],
    }  # fmt: skip


def model(settings: dict[str, Any], data: bytes, on_progress: OnProgress) -> str:
    """Take in the zip of a model for the owner that the first line of `data` names, and return its id.

    The token is not among the settings: they stand in the list of processes. Raises ModelError, OSError.
    """
    from core import library

    token, _, packed = data.partition(b"\n")
    on_progress("Checking the model", 0.3)
    return library.import_zip(packed, token.decode(), apart=False)


DOES: dict[str, Callable[[dict[str, Any], bytes, OnProgress], Any]] = {"images": images, "model": model}


def _tell(said: dict[str, Any]) -> None:
    print(json.dumps(said), flush=True)


def _limit(megabytes: int) -> None:
    """Let this process take so much more memory than it has. What it starts with is Python and the libraries."""
    with suppress(ValueError, OSError):  # macOS knows the limit, and does not keep it
        pages = int(open("/proc/self/statm").read().split()[5]) if sys.platform == "linux" else 0  # noqa: SIM115
        most = pages * resource.getpagesize() + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def main() -> None:
    """Do what the arguments name with the bytes on stdin."""
    what, megabytes, settings = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    data = sys.stdin.buffer.read()
    import scipy.ndimage  # noqa: F401  so that the limit is on what the file costs, not on libraries

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
