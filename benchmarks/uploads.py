"""How much memory do uploads take that no page asks for, and when is it given back?

Run: python -m benchmarks.uploads [--files 20] [--tabs 1] [--minutes 3]

Tabs without a browser send files of 19 MB to places that the app gave them, and no page is told of it; then they are
closed. The memory is that of the web process (RSS), read at each stage and at the end.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import ExitStack

import psutil

from benchmarks.report import report
from benchmarks.startup import ROOT, serving
from benchmarks.visitor import Visitor

FILE = bytes(19 * 2**20)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--files", type=int, default=20, help="a tab")
    options.add_argument("--tabs", type=int, default=1)
    options.add_argument("--minutes", type=float, default=3.0, help="to wait after the tabs have been closed")
    chosen = options.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as home, serving(ROOT / "app.py", home) as (server, address):
        seen = psutil.Process(server.pid)
        with ExitStack() as open_tabs:
            tabs = [open_tabs.enter_context(Visitor(address, "Library")) for _ in range(chosen.tabs)]
            time.sleep(8)  # the engine has started, and what pages load is loaded

            def note(when: str) -> None:
                rows.append({"when": when, "MB": seen.memory_info().rss / 2**20})

            note("before")
            taken = sum(tab.upload(FILE) == 204 for _ in range(chosen.files) for tab in tabs)
            note(f"{taken} of {chosen.files * chosen.tabs} files of 19 MB were taken")
        note("tabs closed")
        time.sleep(60 * chosen.minutes)
        note(f"{chosen.minutes:g} minutes later")
    report("uploads", rows)


if __name__ == "__main__":
    main()
