"""Which folders are the classes, where images lie in folders as people have them?"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

PARTS = {  # of a data set that somebody has parted already
    *("train", "training", "trainset", "test", "testing", "testset", "val", "valid", "validation", "dev", "eval")
}


@dataclass(frozen=True)
class Level:
    """Folders that may be the classes: those at one depth, 0 outermost. counts: images by the folder's name."""

    depth: int
    counts: dict[str, int]


def levels(paths: Sequence[PurePosixPath]) -> list[Level]:
    """Return the depths at which images lie in two or more folders of different names, the outermost first."""
    deepest = max((len(path.parts) for path in paths), default=1) - 1
    found = [Level(depth, _counts(paths, depth)) for depth in range(deepest)]
    return [level for level in found if len(level.counts) > 1]


def guess(paths: Sequence[PurePosixPath]) -> int | None:
    """Return the depth of the folders that most likely are the classes, None if there are no two.

    The outermost that are several: what lies deeper (writers, "images") belongs to its class. Folders called "train"
    and "test" are none, and those of writers give way where each holds folders with shorter names, letters or numbers.
    """
    for level in levels(paths):
        if all(name.casefold() in PARTS for name in level.counts):
            continue
        inner = Level(level.depth + 1, _counts(paths, level.depth + 1))
        return inner.depth if _rather_classes(inner, level) else level.depth
    return None


def class_of(path: PurePosixPath, depth: int) -> str:
    """Return the name of the folder at a depth of an image's path, composed (NFC); "" if it lies outside of any."""
    folders = path.parts[:-1]
    return unicodedata.normalize("NFC", folders[depth]) if depth < len(folders) else ""


def as_people_count(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts names with numbers in them by the numbers' values: class_2 before class_10."""
    parts = re.split(r"(\d+)", name)
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part)


def _counts(paths: Sequence[PurePosixPath], depth: int) -> dict[str, int]:
    counts = Counter(class_of(path, depth) for path in paths)
    del counts[""]
    return dict(sorted(counts.items(), key=lambda item: as_people_count(item[0])))


def _rather_classes(inner: Level, outer: Level) -> bool:
    """Tell whether deeper folders are the classes, and those around them are writers: a, b and c in anna and in ben."""

    def short(level: Level) -> float:
        return sum(len(name) <= 2 or name.isdecimal() for name in level.counts) / len(level.counts)

    most = 2 * sum(inner.counts.values()) >= sum(outer.counts.values())
    return len(inner.counts) > 1 and most and short(outer) < 0.5 < short(inner)
