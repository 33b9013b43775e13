"""How soon after the click does a visitor see a map, and a trained model, on page Train itself?

Run: python -m benchmarks.train_page [--rounds 5] [--throttle 4]

The app is started with a store of its own; in each round a visitor without anything kept opens Train with the card
`digits-2d`, waits until the page says how long it takes, and presses Start in the browser. Seconds from the click, by
the page's own clock: to the first map, and to the trained model, 40 epochs. --throttle: the page's thread is slowed so
many times (Chromium does not slow its workers by that). Beside it, in words, what the page had expected.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import report
from tests.browser.servers import ROOT, serving
from tests.browser.waits import idle
from tests.conftest import CHROMIUM_FLAGS, chromium

TIMES = """() => new Promise((done) => {
    const button = [...document.querySelectorAll("button")].find((each) => each.textContent.includes("Start training"));
    const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap((e) => e.shadowRoot ? roots(e.shadowRoot) : [])];
    const found = {}, start = performance.now();
    const look = () => {
      const place = roots(document).map((root) => root.querySelector(".live-training .standing")).find(Boolean);
      const words = place?.textContent ?? "";
      if (!found.map && /Step [1-9]/.test(words)) found.map = performance.now() - start;
      if (words.includes("Drag on the map")) { done({ ...found, trained: performance.now() - start, words }); return; }
      requestAnimationFrame(look);
    };
    button.click();
    look();
})"""  # noqa: E501


def once(browser: Browser, address: str, throttle: float) -> dict:
    """Train in a visitor's browser that is new; return seconds and what the page said."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/Train?recipe=digits-2d")
    told = page.get_by_text(re.compile("s in this browser, or about"))
    told.wait_for(timeout=60_000)
    expected = told.inner_text().split(",")[0]
    page.get_by_role("radio", name="In this browser").click()
    idle(page)
    if throttle > 1:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    found = page.evaluate(TIMES)
    context.close()
    return {"map": found["map"] / 1000, "trained": found["trained"] / 1000, "expected": expected}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--throttle", type=float, default=1.0)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as home,
        serving(ROOT / "app.py", home=Path(home)) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        once(browser, address, 1.0)  # the first visit loads what the server has not loaded yet
        rounds = [once(browser, address, asked.throttle) for _ in range(asked.rounds)]
        browser.close()
    rows = [
        {
            "from the click to": what,
            "seconds, least": min(one[key] for one in rounds),
            "median": statistics.median(one[key] for one in rounds),
        }
        for what, key in (("the first map", "map"), ("the trained model, 40 epochs", "trained"))
    ]
    report("train_page", rows)
    print("expected:", "; ".join(one["expected"] for one in rounds))


if __name__ == "__main__":
    main()
