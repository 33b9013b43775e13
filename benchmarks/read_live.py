"""How soon after each move of the pen does the Read page answer in a real browser, and how does it read ten drawings?

Run: python -m benchmarks.read_live [--shots FOLDER]

Ten digits in ten manners, of other sizes, corners, slants and pens, are drawn with a mouse in Chromium (headless,
software drawing) on the page of the app, all its panels open. "work": milliseconds of the page's own scripts for one
move: its handler and the frame that follows. "seen after": from the move to the end of that frame, waiting for it
included. The pixels that spoke are worked out in a worker, beside that.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import report
from tests.browser.servers import ROOT, serving
from tests.browser.waits import idle
from tests.conftest import CHROMIUM_FLAGS, chromium

TARGET = 16.0  # milliseconds of work after a move
ROUND = 40

# In front of every program of the page: the time of each move's handlers and of the frame that follows it.
CLOCK = """
window.spent = [];
let move = null;
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (fn) => frame((now) => {
    const start = performance.now();
    fn(now);
    if (!move || now !== (move.frame ??= now)) return; // what goes on in later frames counts with the moves before them
    move.work += performance.now() - start;
    move.end = performance.now();
});
addEventListener("pointermove", (event) => {
    if (move?.end) window.spent.push([move.work, move.end - move.stamp]);
    move = event.buttons ? { stamp: event.timeStamp, start: performance.now(), work: 0, end: 0 } : null;
}, true);
addEventListener("pointermove", () => { if (move) move.work += performance.now() - move.start; });
"""

Line = tuple[tuple[float, float], ...]
SEEN = tuple((0.5 + 0.16 * np.sin(t), 0.5 - 0.3 * np.cos(t)) for t in np.linspace(0, 2 * np.pi, ROUND))
# digit, in what manner, pen of 140, strokes in shares of the sheet
DRAWINGS: list[tuple[str, str, int, tuple[Line, ...]]] = [
    ("0", "large, open at the top", 12, (SEEN[2:-2],)),
    ("1", "with a flag and a foot", 10, (((0.4, 0.32), (0.52, 0.2), (0.52, 0.8)), ((0.4, 0.8), (0.64, 0.8)))),
    (
        "2", "with a loop, slanted", 8,
        (((0.4, 0.3), (0.5, 0.2), (0.62, 0.22), (0.66, 0.34), (0.56, 0.52), (0.38, 0.74), (0.32, 0.8), (0.3, 0.73),
          (0.38, 0.71), (0.5, 0.78), (0.64, 0.76)),),
    ),
    (
        "3", "with a flat top", 10,
        (((0.34, 0.22), (0.64, 0.22), (0.48, 0.42), (0.62, 0.48), (0.68, 0.62), (0.58, 0.78), (0.4, 0.78),
          (0.32, 0.7)),),
    ),
    ("4", "open, in two strokes", 14, (((0.36, 0.2), (0.32, 0.52), (0.68, 0.54)), ((0.6, 0.24), (0.56, 0.82)))),
    (
        "5", "with its bar apart, small, in a corner", 5,
        (((0.12, 0.1), (0.1, 0.2), (0.19, 0.19), (0.24, 0.27), (0.19, 0.35), (0.1, 0.34)),
         ((0.13, 0.09), (0.25, 0.08))),
    ),
    (
        "6", "leaning far to the right", 10,
        (((0.7, 0.18), (0.52, 0.3), (0.4, 0.5), (0.36, 0.68), (0.46, 0.8), (0.58, 0.72), (0.58, 0.6), (0.48, 0.54),
          (0.38, 0.62)),),
    ),
    ("7", "with a bar", 10, (((0.3, 0.22), (0.7, 0.2), (0.56, 0.5), (0.46, 0.82)), ((0.4, 0.5), (0.68, 0.48)))),
    (
        "8", "narrow, at the right edge", 6,
        (((0.92, 0.3), (0.86, 0.24), (0.8, 0.3), (0.84, 0.42), (0.93, 0.54), (0.92, 0.68), (0.84, 0.72), (0.78, 0.64),
          (0.82, 0.52), (0.9, 0.42), (0.92, 0.3)),),
    ),
    (
        "9", "with a straight leg, low and wide", 20,
        (((0.66, 0.52), (0.56, 0.44), (0.42, 0.48), (0.4, 0.6), (0.52, 0.66), (0.64, 0.58), (0.67, 0.46), (0.64, 0.7),
          (0.6, 0.92)),),
    ),
]  # fmt: skip


def smooth(line: Line) -> np.ndarray:
    """Return the corners of a line joined as a hand would, by a Catmull-Rom spline (n, 2)."""
    p = np.array(line)
    if len(p) < 4:
        return p
    ends = np.concatenate([p[:1], p, p[-1:]])
    t = np.linspace(0, 1, 8, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate([*parts, p[-1:]])


def draw(page: Page, lines: tuple[Line, ...]) -> None:
    box = page.locator("canvas.sheet").bounding_box()
    for line in lines:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in smooth(line).tolist()]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=3)
        page.mouse.up()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shots", type=Path)
    args = parser.parse_args()
    rows, spent = [], []
    with (
        tempfile.TemporaryDirectory() as home,
        serving(ROOT / "app.py", home=Path(home)) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.add_init_script(CLOCK)
        page.goto(f"{address}/Read")
        page.locator("canvas.sheet").wait_for(timeout=60_000)
        idle(page)
        for digit, manner, pen, lines in DRAWINGS:
            page.get_by_role("button", name="Clear").click()
            page.get_by_role("slider", name="Pen width").fill(str(pen))
            page.evaluate("window.spent = []")
            draw(page, lines)
            page.mouse.move(5, 5)
            idle(page)
            spent += page.evaluate("window.spent")
            said = page.locator(".read .said").inner_text()
            rows.append({"digit": digit, "manner": manner, "read as": page.locator(".sign").inner_text(), "said": said})
            if args.shots:
                args.shots.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=args.shots / f"{digit}.png")
        browser.close()
    report("read_live", rows)
    work, after = np.percentile(np.array(spent), [50, 95], axis=0).T
    print(f"\n{len(spent)} moves: work p50 {work[0]:.1f}, p95 {work[1]:.1f} ms (target {TARGET:.0f} or less); ", end="")
    print(f"seen after p50 {after[0]:.1f}, p95 {after[1]:.1f} ms.")


if __name__ == "__main__":
    main()
