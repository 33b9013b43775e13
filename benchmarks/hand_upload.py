"""How long is it from choosing a photograph on Your hand until its words are there?

Run: LATENT_INK_DATA=... python -m benchmarks.hand_upload ADDRESS... [--pages photo_hello.jpg ...] [--times 3]

ADDRESS: of an app that runs, or of several, as of a change and of what was before it: they are asked in turn, so that
whatever else the machine does falls on all of them. Each time a visitor who has nothing yet opens the page, waits five
seconds, and brings a photograph; seconds go until the sentence is there that says how many words were found.
"""

from __future__ import annotations

import argparse
import statistics
import time

from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import report
from core import places
from tests.conftest import CHROMIUM_FLAGS, chromium

LOOKS = 5.0  # seconds that somebody looks at the page before they choose a file
MOST = 180_000  # milliseconds


def seconds(browser: Browser, address: str, path: str) -> float:
    """Return the seconds from choosing a file to its words."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    try:
        page = context.new_page()
        page.goto(f"{address}/Your_hand", timeout=MOST)
        page.locator("input[type=file]").first.wait_for(state="attached", timeout=MOST)
        page.wait_for_timeout(1000 * LOOKS)
        start = time.perf_counter()
        page.locator("input[type=file]").first.set_input_files(path)
        page.get_by_text("were found.").first.wait_for(timeout=MOST)
        return time.perf_counter() - start
    finally:
        context.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("addresses", nargs="+", metavar="ADDRESS")
    parser.add_argument("--pages", nargs="+", default=["photo_hello.jpg", "photo_dense.jpg", "scan_iam.png"])
    parser.add_argument("--times", type=int, default=3)
    given, root = parser.parse_args(), places.given_data()
    if root is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/.")
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        for name in given.pages:
            found: dict[str, list[float]] = {address: [] for address in given.addresses}
            for _ in range(given.times):
                for address, own in found.items():
                    own.append(seconds(browser, address, str(root / "pages" / name)))
            for address, own in found.items():
                rows.append({"page": name, "app": address, "median s": statistics.median(own), "least s": min(own)})
    report("hand_upload", rows)


if __name__ == "__main__":
    main()
