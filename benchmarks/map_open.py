"""How soon does a visitor see a map: one that is kept, one that has to be made, and what does each of their steps send?

Run: LATENT_INK_DATA=... python -m benchmarks.map_open [--points 10000] [--rounds 3]

A real server on an empty home, Chromium beside it. "first map": from choosing UMAP on an open page, where nobody has
made that map of --points images yet, to its first frame and to the finished layout on the pad, with an engine that has
just been warmed up. "kept": the same map again, from the choice to the layout on the pad, the page showing other images
before. "link": the kept map as a link in a new page. Bytes: what the web socket receives for a step on that page.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time

from playwright.sync_api import Page, sync_playwright

from benchmarks.report import report
from benchmarks.startup import FLAGS, ROOT, serving

MODEL = "mnist-vae-16d"
WARMING = 20.0  # seconds that the engine takes from the first visit until it is warm
PAD = "[...(window.latentInk?.pads?.values() ?? [])][0]?.state.pad"
FORMING = f"(n) => {PAD}?.bundle.n === n && {PAD}.player.film"
LAID = f"(n) => {PAD}?.bundle.n === n && {PAD}.layout.kind === 'scattered' && !{PAD}.player.showing"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"


def laid(page: Page, n: int, script: str = LAID) -> None:
    """Wait until the pad shows a map of n images, and for the frame in which it is drawn."""
    page.wait_for_function(script, arg=n, timeout=300_000)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


class Traffic:
    """Counts the bytes that a page's web sockets receive."""

    def __init__(self, page: Page) -> None:
        self.received = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _count(self, payload: str | bytes) -> None:
        self.received += len(payload)


def timed(do) -> float:
    """Return the seconds that something takes."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def bytes_of(page: Page, traffic: Traffic, do) -> int:
    """Return what the page receives from a step until everything is quiet again."""
    before = traffic.received
    do()
    page.wait_for_timeout(1500)
    page.locator(IDLE).wait_for()
    return traffic.received - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    home, n = tempfile.mkdtemp(), given.points
    with sync_playwright() as playwright, serving(ROOT / "app.py", home) as (_, address):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        traffic = Traffic(page)
        link = f"{address}/Explore?model={MODEL}&points={n}&map="
        page.goto(link + "pca")
        page.locator("p.where").wait_for()
        page.wait_for_function(f"(n) => {PAD}?.bundle.n === n", arg=n, timeout=300_000)
        page.wait_for_timeout(1000 * WARMING)
        choose = page.get_by_test_id("stButtonGroup").get_by_text
        began = time.perf_counter()
        choose("UMAP", exact=True).click()
        laid(page, n, FORMING)
        first = time.perf_counter() - began
        laid(page, n)
        whole = time.perf_counter() - began
        kept, opened = [], []
        for _ in range(given.rounds):
            choose("PCA", exact=True).click()
            page.wait_for_function(f"() => {PAD}.layout.kind === 'plane'")
            page.locator(IDLE).wait_for()
            kept.append(timed(lambda: (choose("UMAP", exact=True).click(), laid(page, n))))
            other = browser.new_page(viewport={"width": 1440, "height": 1000})
            opened.append(timed(lambda other=other: (other.goto(link + "umap", wait_until="commit"), laid(other, n))))
            other.close()
        page.wait_for_timeout(3000)
        box = page.locator(".pad .front").bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

        def drag() -> None:
            page.mouse.move(*middle)
            page.mouse.down()
            page.mouse.move(middle[0] + 90, middle[1] + 40, steps=20)
            page.mouse.up()

        steps = {
            "drag and let go": drag,
            "another kept map": lambda: choose("PCA", exact=True).click(),
            "and back": lambda: choose("UMAP", exact=True).click(),
        }
        sent = {name: bytes_of(page, traffic, do) for name, do in steps.items()}
        browser.close()
    shutil.rmtree(home, ignore_errors=True)
    rows = [
        {"what": f"UMAP of {n:,}, not made yet: first frame (s)", "median": first, "min": first},
        {"what": f"UMAP of {n:,}, not made yet: its layout (s)", "median": whole, "min": whole},
        {"what": f"UMAP of {n:,}, kept: on the pad (s)", "median": statistics.median(kept), "min": min(kept)},
        {"what": f"UMAP of {n:,}, kept: as a link (s)", "median": statistics.median(opened), "min": min(opened)},
        *(
            {"what": f"{name} (kB received)", "median": count / 1000, "min": count / 1000}
            for name, count in sent.items()
        ),
    ]
    report("map_open", rows)


if __name__ == "__main__":
    main()
