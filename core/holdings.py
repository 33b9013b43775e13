"""What does a visitor have here, and how much room does it take?"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core import places
from core.files import read_lines, read_object
from core.limits import Limits
from core.owner import Owner
from core.words.nouns import counted

ID = re.compile(r"[0-9a-f]{32}")
FRESH = 3.0  # seconds for which what was counted is told again
MB = 10**6

_counted: dict[tuple[Path, Owner], tuple[float, Held]] = {}


@dataclass(frozen=True)
class Held:
    """What one visitor has. bytes: of their models, sets of images and hands together."""

    models: int = 0
    sets: int = 0
    hands: int = 0
    bytes: int = 0

    def says(self, limits: Limits) -> str:
        """Return it beside what they may have, such as "2 of 200 models, 40 of 4,000 MB"."""
        megabytes = f"{-(-self.bytes // MB):,} of {limits.most_megabytes:,} MB"
        return f"{self.models:,} of {limits.most_models:,} models, {megabytes}"

    def objection(self, limits: Limits, *, models: int = 0) -> str:
        """Return a sentence if so many models more are too many, or there is no room for anything, else ""."""
        if self.models + models > limits.most_models:
            have = f"You have {counted(self.models, 'model')} here and may have {limits.most_models:,}"
            return f"{have}: delete one in the Library."
        if self.bytes >= limits.most_megabytes * MB:
            taken = f"What you keep here takes {self.bytes / MB:,.0f} MB and may take {limits.most_megabytes:,}"
            return f"{taken}: delete something in the Library."
        return ""


def held(owner: Owner) -> Held:
    """Count what a visitor has, at most every three seconds."""
    now, key = time.monotonic(), (places.home(), owner)
    known = _counted.get(key)
    if known is not None and now - known[0] < FRESH:
        return known[1]
    for old in [other for other, (when, _) in [*_counted.items()] if now - when >= FRESH]:
        _counted.pop(old, None)
    found = _count(owner)
    _counted[key] = now, found
    return found


def count_anew() -> None:
    """Count anew when asked next: something came or went."""
    _counted.clear()


def set_ids(owner: Owner) -> tuple[str, ...]:
    """Return the ids of the sets of images that a visitor has noted as theirs, the newest first."""
    last: dict[str, bool] = {}
    for row in reversed(read_lines(places.datasets() / "own" / f"of-{owner.mark}.jsonl")):
        last.setdefault(str(row.get("id")), not row.get("gone"))
    return tuple(id for id, theirs in last.items() if theirs and re.fullmatch("[0-9a-f]{64}", id))


def _count(owner: Owner) -> Held:
    models = [path for path in _folders(places.models()) if _owner(path / "about.json") == owner.mark]
    listed = read_object(places.hands() / f"of-{owner.mark}.json").get("hands")
    hands = [places.hands() / id for id in listed if isinstance(id, str)] if isinstance(listed, list) else []
    hands = [path for path in hands if ID.fullmatch(path.name) and path.is_dir()]
    sets = set_ids(owner)
    files = [path for id in sets for path in (places.datasets() / "own").glob(f"{id}.*")]
    size = sum(map(size_of, [*models, *hands])) + sum(map(_size, map(str, files)))
    return Held(len(models), len(sets), len(hands), size)


def size_of(folder: Path) -> int:
    """Return how many bytes the files of a folder take."""
    return sum(_size(os.path.join(where, name)) for where, _, names in os.walk(folder) for name in names)


def _folders(root: Path) -> list[Path]:
    try:
        with os.scandir(root) as found:
            return [Path(entry.path) for entry in found if ID.fullmatch(entry.name)]
    except FileNotFoundError:
        return []


def _owner(about: Path) -> str:
    try:
        stamp = about.stat()
        return _owner_once(str(about), (stamp.st_mtime_ns, stamp.st_size, stamp.st_ino))
    except OSError:
        return ""


@lru_cache(maxsize=16384)
def _owner_once(about: str, stamp: tuple[int, int, int]) -> str:
    try:
        return str(json.loads(Path(about).read_bytes()).get("owner"))
    except (ValueError, AttributeError, RecursionError):  # whose it is cannot be read: nobody's
        return ""


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:  # replaced by a running training just now
        return 0
