"""How much of each room do the tests reach? Lines and branches, by room; then the files with most lines unseen.

`make coverage` runs it. What runs in a process that is killed, as some of the engine's are in tests, counts as unseen.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from benchmarks.report import report

WORST = 12  # files named


def room_of(path: str) -> str:
    """Return the room of a file: core/jobs for core/jobs/client.py, core for core/ink.py."""
    return "/".join(Path(path).parts[:-1][:2])


def share(summary: dict[str, int], what: str, of: str) -> str:
    return f"{100 * summary[what] / summary[of]:.0f} %" if summary[of] else ""


def main(file: Path) -> None:
    """Print both tables of a report that `coverage json` has written."""
    files = {path: entry["summary"] for path, entry in json.loads(file.read_text())["files"].items()}
    rooms: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path, summary in files.items():
        for name, n in summary.items():
            if isinstance(n, int):
                rooms[room_of(path)][name] += n
                rooms["all"][name] += n
    rows = [
        {
            "room": room,
            "lines": found["num_statements"],
            "reached": share(found, "covered_lines", "num_statements"),
            "branches": found["num_branches"],
            "both ways": share(found, "covered_branches", "num_branches"),
        }
        for room, found in sorted(rooms.items())
    ]
    report("coverage_by_room", rows)
    worst = sorted(files.items(), key=lambda item: -item[1]["missing_lines"])[:WORST]
    report("coverage_least", [{"file": path, "lines unseen": found["missing_lines"]} for path, found in worst])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
