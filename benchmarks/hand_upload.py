"""How long is it from choosing a photograph on Your hand until its words are there, and after a corner was moved?

Run: LATENT_INK_DATA=... python -m benchmarks.hand_upload [ADDRESS...] [--pages photo_hello.jpg ...] [--times 3]

ADDRESS: of an app that runs, or of several, as of a change and of what was before it: they are asked in turn, so that
whatever else the machine does falls on all of them. Each time a visitor who has nothing yet opens the page, waits five
seconds, and brings a photograph; seconds go until the sentence is there that says how many words were found. Then a
corner of the sheet is dragged a little and let go: seconds go until the page shows what was read with it. Without an
address: seconds of processor that a kept page takes to be read anew after its ink slider or a corner was moved.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.report import report
from core import places
from core.handwriting.hand import pages
from core.handwriting.hand.pages import PHOTO, KeptPage, photograph_of
from core.handwriting.hand.reading import reading_of
from core.handwriting.ops import Corners, Threshold
from core.handwriting.page.picture import open_picture
from core.transfer.page import read
from tests.conftest import CHROMIUM_FLAGS, chromium

LOOKS = 5.0  # seconds that somebody looks at the page before they choose a file
MOST = 180_000  # milliseconds


def seconds(browser: Browser, address: str, path: str) -> tuple[float, float]:
    """Return the seconds from choosing a file to its words, and from letting a corner go to those found then."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    try:
        page = context.new_page()
        page.goto(f"{address}/Your_hand", timeout=MOST)
        page.locator("input[type=file]").first.wait_for(state="attached", timeout=MOST)
        page.wait_for_timeout(1000 * LOOKS)
        start = time.perf_counter()
        page.locator("input[type=file]").first.set_input_files(path)
        page.get_by_text("were found.").first.wait_for(timeout=MOST)
        return time.perf_counter() - start, moved(page)
    finally:
        context.close()


def moved(page: Page) -> float:
    """Drag a corner of the sheet and return the seconds from letting it go to the page as it is read with it."""
    corner = page.get_by_role("button", name="Right bottom corner")
    corner.wait_for(timeout=MOST)
    page.wait_for_timeout(1000 * LOOKS)
    corner.scroll_into_view_if_needed()
    box = corner.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 6, y - 6, steps=4)
    page.mouse.up()
    start, pending = time.perf_counter(), page.get_by_text("1 change since the page was read.")
    pending.wait_for(timeout=MOST)
    pending.wait_for(state="hidden", timeout=MOST)
    return time.perf_counter() - start


def again(path: Path, times: int) -> dict:
    """Return the seconds of processor to read a kept page as it comes, and anew after each of two changes."""
    picture = open_picture(path.read_bytes())
    jpeg, (w, h) = photograph_of(picture)
    row: dict = {"page": path.name}
    with tempfile.TemporaryDirectory() as folder:
        page = KeptPage("0" * 16, Path(folder), "", (w, h))
        (page.path / PHOTO).write_bytes(jpeg)
        row["first, s"] = _took(page)
        for what in ("slider", "corner"):
            found = []
            for n in range(times):
                inset = 4.0 + n
                ends = (inset, inset, w - inset, inset, w - inset, h - inset, inset, h - inset)
                reading, id = reading_of(page), secrets.token_hex(8)
                assert reading is not None
                moved = Threshold(id, reading.id, 0.4 + 0.01 * n) if what == "slider" else Corners(id, reading.id, ends)
                pages.do(page, [moved])
                found.append(_took(page))
            row[f"{what} moved, s"] = min(found)
    return row


def _took(page: KeptPage) -> float:
    start = time.process_time()
    read(page)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS")
    parser.add_argument("--pages", nargs="+", default=["photo_hello.jpg", "photo_dense.jpg", "scan_iam.png"])
    parser.add_argument("--times", type=int, default=3)
    given, root = parser.parse_args(), places.given_data()
    if root is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/.")
    if not given.addresses:
        report("hand_upload_again", [again(root / "pages" / name, given.times) for name in given.pages])
        return
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        for name in given.pages:
            found: dict[str, list[tuple[float, float]]] = {address: [] for address in given.addresses}
            for _ in range(given.times):
                for address, own in found.items():
                    own.append(seconds(browser, address, str(root / "pages" / name)))
            for address, own in found.items():
                words, corner = zip(*own, strict=True)
                rows.append({"page": name, "app": address, "words, median s": statistics.median(words),
                             "least s": min(words), "corner moved, median s": statistics.median(corner),
                             "corner, least s": min(corner)})  # fmt: skip
    report("hand_upload", rows)


if __name__ == "__main__":
    main()
