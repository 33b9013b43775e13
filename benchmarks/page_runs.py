"""What does a run of each page cost the web process, by this code and by that of another checkout, in turn?

Run: python -m benchmarks.page_runs [--against DIR] [--pages Library Train] [--runs 25]

Each checkout has a server of its own, on an empty home, with one tab open; a page is run a few times so that what is
kept is there, then by the two in turn. What is reported are milliseconds of processor of the web process and kilobytes
over the socket, the median of the runs; ratio, of the two medians. On a busy machine all of them are larger, and those
of two checkouts alike. Linux: the clock of another process is asked for by its number.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.class_load import ACTS, Measured, Tab
from benchmarks.report import report
from benchmarks.startup import ROOT, serving

BEFORE = 4  # runs that are not measured
SETTLE = 15.0  # seconds in which what begins with a server, and with a page's first run, has been done


@dataclass
class Side:
    """A checkout whose server runs, and its tab."""

    name: str
    server: int
    tab: Tab

    async def spent(self, page: str, query: str) -> tuple[float, float]:
        """Have a page run; return milliseconds of processor and kilobytes."""
        sent, before = self.tab.measured.bytes, self.clock()
        await self.tab.run(page, query)
        return 1000 * (self.clock() - before), (self.tab.measured.bytes - sent) / 1000

    def clock(self) -> float:
        """Return the seconds of processor that the server has had; those of psutil tick every 10 ms."""
        return time.clock_gettime((~self.server << 3) | 2)  # as clock_getcpuclockid numbers it, see clock_getres(2)


async def measured(sides: list[Side], pages: list[tuple[str, str]], runs: int) -> list[dict]:
    """Return a row for each page."""
    rows = []
    for side in sides:
        await side.tab.open()
        for page, query in pages:
            await side.tab.run(page, query)
    await asyncio.sleep(SETTLE)
    for page, query in pages:
        found: dict[str, list[tuple[float, float]]] = {side.name: [] for side in sides}
        for side in sides:
            for _ in range(BEFORE):
                await side.spent(page, query)
        for turn in range(runs):
            for side in sides if turn % 2 else reversed(sides):
                found[side.name].append(await side.spent(page, query))
        row: dict[str, object] = {"page": page or "Home", "with": query}
        for side in sides:
            ms, kb = (statistics.median(values) for values in zip(*found[side.name], strict=True))
            row |= {f"{side.name} ms": ms, f"{side.name} kB": kb}
        if len(sides) == 2:
            row["ratio"] = row["now ms"] / row["before ms"]
        rows.append(row)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout, as it was before")
    parser.add_argument("--pages", nargs="*", help="names as in the addresses, Home for the first; all without")
    parser.add_argument("--runs", type=int, default=25)
    given = parser.parse_args()
    os.environ.setdefault("LATENT_INK_LANES", "1")
    pages = [act for act in ACTS if not given.pages or (act[0] or "Home") in given.pages]
    roots = {"before": given.against.resolve()} if given.against else {}
    with ExitStack() as running:
        sides = []
        for name, root in (roots | {"now": ROOT}).items():
            home = running.enter_context(tempfile.TemporaryDirectory())
            server, address = running.enter_context(serving(root / "app.py", home, root))
            sides.append(Side(name, server.pid, Tab(address, Measured())))
        rows = asyncio.run(measured(sides, pages, given.runs))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    report("page_runs", rows)
    for side in sides:
        for error in side.tab.measured.errors:
            print(side.name, error)


if __name__ == "__main__":
    main()
