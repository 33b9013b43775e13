"""Does a photographed page of 3,000 pixels follow the hand while its corners, its ink and its words are mended?

Run: python -m benchmarks.page_components [--seconds 3] [--slower 1]

Writes a page of 25 lines with 12 words, photographs it on a table, reads it, and opens what the browser is sent of it
in Chromium (headless, software drawing: a display with a GPU does better), 1440 x 900. Prints how long it takes to
open, the frames while it is panned, drawn on and its corners are dragged by a real mouse, how long after a step of the
slider its preview stands on the screen, and how long a typed sign takes on the lines. With --slower 4 the processor is
as slow as that of a phone, by Chromium's own brake. No peer: pages are mended in no other tool here.
"""

from __future__ import annotations

import argparse
import base64
import math
import time

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import report
from core.blocks.page import lines_block, photo_block
from core.handwriting.page.picture import Picture
from core.handwriting.page.read import read_page
from core.handwriting.parts import Page as ReadPage
from tests.browser.harness import Room, open_page, page_of
from tests.conftest import CHROMIUM_FLAGS, chromium
from tests.core.handwriting.paper import on_a_table, written

LINES, WORDS, LONGEST = 25, 12, 3000
FRAME, PREVIEW = 33.0, 50.0  # milliseconds: the longest frame, and how soon a preview is to be there

PHOTO = """
window.photo = mountPhoto(document.getElementById("room"), { tell: () => {} });
window.open = (text) => { const start = performance.now(); return photo.update(bytes(text)).then(() => performance.now() - start); };
"""  # noqa: E501
TYPED = """
window.lines = mountLines(document.getElementById("room"), { ops: () => {}, texts: () => {} });
window.open = (text) => { const start = performance.now(); return lines.update(bytes(text)).then(() => performance.now() - start); };
"""  # noqa: E501
CLOCK = """() => {
    window.frames_ = [];
    const tick = (now) => { window.frames_.push(now); requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""
# What an input event sets going is on the screen once the frame after it has been drawn.
STEPS = """async ([selector, values]) => {
    const node = document.querySelector(selector), took = [];
    for (const value of values) {
        await new Promise((done) => setTimeout(done, 60));
        const start = performance.now();
        node.value = value;
        node.dispatchEvent(new Event("input"));
        await new Promise((done) => requestAnimationFrame(() => { const port = new MessageChannel(); port.port1.onmessage = done; port.port2.postMessage(0); }));
        took.push(performance.now() - start);
    }
    return took;
}"""  # noqa: E501


def photographed() -> tuple[np.ndarray, ReadPage]:
    """Return a photograph of 3,000 pixels and what was read on it."""
    words = ("letters", "are", "written", "by", "hand", "and", "on", "a", "page", "of", "paper", "here")
    text = tuple(" ".join(words[(n + k) % WORDS] for k in range(WORDS)) for n in range(LINES))
    pixels, _, _ = on_a_table(written(text, size=40, width=2000, pitch=2.4).grey)
    h, w = pixels.shape[:2]
    import cv2

    factor = LONGEST / max(h, w)
    pixels = cv2.resize(pixels, (round(w * factor), round(h * factor)), interpolation=cv2.INTER_AREA)
    return pixels, read_page(Picture(pixels, (pixels.shape[1], pixels.shape[0])))


def slowed(page: Page, times: float) -> Page:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})
    return page


def opened(page: Page, module: str, run: str, block: bytes) -> float:
    """Open a component with a block; return the milliseconds that it took."""
    complaints = open_page(page, page_of(["room"], Room((module,), run), styles=["page/page.css"]), None, width=1440)
    took = page.evaluate("(text) => open(text)", base64.b64encode(block).decode())
    page.wait_for_timeout(500)
    assert complaints == []
    page.evaluate(CLOCK)
    return took


def moved(page: Page, seconds: float, *, centre: tuple[float, float], radius: float) -> None:
    """Drag in circles with a real mouse."""
    x, y = centre
    page.mouse.move(x, y)
    page.mouse.down()
    start = time.monotonic()
    while (passed := time.monotonic() - start) < seconds:
        page.mouse.move(x + radius * (math.cos(2 * passed) - 1), y + radius * math.sin(3 * passed))
    page.mouse.up()


def frames(page: Page, what: str, seconds: float, **way: object) -> dict:
    moved(page, 0.5, **way)  # the first calls run uncompiled
    page.evaluate("() => { window.frames_.length = 0; }")
    moved(page, seconds, **way)
    gaps = np.diff(page.evaluate("() => window.frames_"))
    row = {"3,000 px": what, "frames/s": 1000 * len(gaps) / float(gaps.sum()), "frame p50 ms": float(np.median(gaps))}
    longest = float(gaps.max())
    return row | {"p95 ms": float(np.quantile(gaps, 0.95)), "longest ms": longest, "<= 33 ms": longest <= FRAME}


def steps(page: Page, what: str, selector: str, values: list) -> dict:
    page.evaluate(STEPS, [selector, values[:5]])
    shown = page.evaluate(STEPS, [selector, values])
    p95 = float(np.quantile(shown, 0.95))
    return {"3,000 px": what, "shown p50 ms": float(np.median(shown)), "p95 ms": p95, "<= 50 ms": p95 <= PREVIEW}


def mending(page: Page, block: bytes, seconds: float) -> tuple[list[dict], list[dict]]:
    opens = opened(page, "page/photo.js", PHOTO, block)
    box = page.locator(".field").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    rows = []
    corner = page.get_by_role("button", name="Right bottom corner").bounding_box()
    assert corner is not None
    hold = (corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)
    rows.append(frames(page, "drag a corner, the loupe over it", seconds, centre=hold, radius=60))
    for name in ("Photograph", "Ink"):
        page.locator(".top").get_by_role("button", name=name).click()
        for zoomed in (2.0, 6.0):
            page.evaluate("(zoom) => photo.state.see({ zoom, x: 0.5, y: 0.5 })", zoomed)
            what = f"pan, {name.lower()}, {zoomed:g} times"
            rows.append(frames(page, what, seconds, centre=middle, radius=150))
        page.evaluate("() => photo.state.see({ zoom: 1, x: 0.5, y: 0.5 })")
    page.locator(".side").get_by_role("button", name="Paper").click()
    rows.append(frames(page, "erase with a brush, all of it seen", seconds, centre=middle, radius=150))
    page.locator(".top").get_by_role("button", name="Undo").click()
    values = [round(0.2 + 0.02 * k, 2) for k in range(30)]
    slid = steps(page, "slide how dark ink is", "input[min='0.1']", values)
    wide, high = page.evaluate("() => photo.state.ink.size")
    return rows, [slid | {"pixels": f"{wide} x {high}", "opens in ms": opens}]


def typing(page: Page, block: bytes) -> dict:
    opens = opened(page, "page/lines.js", TYPED, block)
    values = ["letters are written by hand and on a page of paper here"[:k] for k in range(1, 56)]
    return steps(page, f"type on one of {LINES} lines", "input[type=text]", values) | {
        "pixels": "",
        "opens in ms": opens,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3.0, help="length of each drag")
    parser.add_argument("--slower", type=float, default=1.0, help="times that the processor is braked")
    asked = parser.parse_args()
    pixels, read = photographed()
    photo = photo_block(pixels, read, reading="r1", threshold=0.45)
    lines = lines_block(read, reading="r1")
    print(f"{pixels.shape[1]} x {pixels.shape[0]}; sent {len(photo) / 1e6:.2f} and {len(lines) / 1e6:.2f} MB\n")
    with sync_playwright() as play:
        browser = play.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        moving, sliding = mending(slowed(browser.new_page(), asked.slower), photo, asked.seconds)
        report("page_frames", moving)
        print()
        report("page_steps", [*sliding, typing(slowed(browser.new_page(), asked.slower), lines)])
        browser.close()


if __name__ == "__main__":
    main()
