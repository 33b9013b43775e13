"""Does the sheet of a hand's letters scroll without a stutter, with thousands of them?

Run: python -m benchmarks.letters_sheet [--letters 3000] [--seconds 4]

Opens the sheet in Chromium (headless, software drawing: a display with a GPU does better), turns the mouse wheel over
it, and scrolls it faster than a finger does, also as narrow as on a phone; prints frames a second, milliseconds between
frames, and rows that were in sight and not there. Then what opening it, an act on one letter and one on all of a class
take, medians of 9, and how large the block is.
"""

from __future__ import annotations

import argparse
import base64
import time

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.report import report
from core.blocks.letters import letters_block
from tests.browser.harness import Room, open_page, page_of
from tests.browser.test_letters import RUN
from tests.conftest import CHROMIUM_FLAGS, chromium
from tests.core.handwriting.hands import drawn

TARGET = 17.0  # milliseconds: one frame of 60 a second, and a little
CLOCK = """() => {
    window.frames_ = [];
    const tick = (now) => { window.frames_.push(now); requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""
# Blank is what is in sight and not painted.
BLANK = """() => {
    const { grid } = sheet.state, { scrollTop, clientHeight } = grid.node;
    return grid.laid.rows.filter((row, n) => row.top < scrollTop + clientHeight && row.top + row.height > scrollTop
        && !grid.rows.has(n)).length;
}"""


def opened(browser: Browser, block: str, width: int, height: int) -> Page:
    page = browser.new_page(has_touch=width < 500, is_mobile=width < 500, viewport={"width": width, "height": height})
    text = page_of(["room"], Room(("letters/letters.js",), RUN), styles=["letters/letters.css"])
    open_page(page, text, None, width=width, height=height)
    page.evaluate("(text) => show(text)", block)
    page.locator(".tools-row button").filter(has_text="All").click()
    page.wait_for_timeout(500)
    return page


def wheel(page: Page, seconds: float) -> None:
    box = page.locator(".letters-grid").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.mouse.wheel(0, 60)
        page.wait_for_timeout(8)


def fling(page: Page, seconds: float) -> None:
    """Scroll 90 pixels a frame, which is faster than a finger does."""
    page.evaluate(
        """async (seconds) => {
            const { node } = sheet.state.grid, end = performance.now() + 1000 * seconds;
            node.scrollTop = 0;
            while (performance.now() < end) {
                await new Promise(requestAnimationFrame);
                if (node.scrollTop + node.clientHeight >= node.scrollHeight - 1) node.scrollTop = 0;
                node.scrollTop += 90;
            }
        }""",
        seconds,
    )


def measured(page: Page, what: str, act) -> dict:
    page.evaluate("() => { window.frames_.length = 0; }")
    act()
    gaps = np.diff(page.evaluate("window.frames_"))
    p95 = float(np.quantile(gaps, 0.95))
    row = {"sheet": what, "frames/s": 1000 * len(gaps) / float(gaps.sum()), "frame p50 ms": float(np.median(gaps))}
    row |= {"frame p95 ms": p95, "longest ms": float(gaps.max()), "rows not there": page.evaluate(BLANK)}
    return row | {"<= 17 ms": p95 <= TARGET}


def asking(page: Page, block: str) -> list[dict]:
    times = page.evaluate(
        """async (text) => {
            const state = sheet.state, took = {}, median = async (act) => {
                const all = [];
                for (let i = 0; i < 9; i++) {
                    const start = performance.now();
                    await act(i);
                    all.push(performance.now() - start);
                }
                return all.sort((a, b) => a - b)[4];
            };
            took["a key: it is another letter"] = await median((i) => {
                state.current = state.grid.laid.order[i];
                state.say("label", "x");
            });
            took["a key: undo"] = await median(() => state.undo());
            const most = state.sections.reduce((a, b) => (a.items.length > b.items.length ? a : b));
            took[`throw away a class of ${most.items.length}`] = await median((i) => {
                state.chosen = new Set(most.items);
                state.say(i % 2 ? "back" : "out");
            });
            took["show all, sorted anew"] = await median(() => state.show("all"));
            let n = 0;
            const blocks = Array.from({ length: 9 }, () => bytes(text));
            took["open"] = await median(() => sheet.update(blocks[n++]));
            return took;
        }""",
        block,
    )
    return [{"sheet": what, "ms": took} for what, took in times.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=3000, help="how many")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of each scroll")
    asked = parser.parse_args()
    made = drawn(asked.letters)
    start = time.perf_counter()
    block = letters_block(*made)
    took = time.perf_counter() - start
    text = base64.b64encode(block).decode()
    with sync_playwright() as play:
        browser = play.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        rows = []
        for name, size in (("1440 x 900", (1440, 900)), ("390 x 844", (390, 844))):
            page = opened(browser, text, *size)
            page.evaluate(CLOCK)
            fling(page, 0.5)  # the first calls run uncompiled
            rows.append(measured(page, f"{name}, at rest", lambda page=page: page.wait_for_timeout(2000)))
            if size[0] > 500:
                rows.append(measured(page, f"{name}, the wheel", lambda page=page: wheel(page, asked.seconds)))
            rows.append(measured(page, f"{name}, 90 pixels a frame", lambda page=page: fling(page, asked.seconds)))
        report("letters_sheet", rows)
        print()
        page = opened(browser, text, 1440, 900)
        report("letters_sheet_asking", asking(page, text))
        browser.close()
    print(f"\n{asked.letters:,} letters: a block of {len(block):,} bytes, made in {took:.2f} s")


if __name__ == "__main__":
    main()
