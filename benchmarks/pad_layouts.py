"""Does the pad keep up when many points lie scattered, as UMAP leaves them, and what travels for each thing done?

Run: python -m benchmarks.pad_layouts [--seconds 4] [--points 70000]

Frames: in Chromium (headless, software drawing: a display with a GPU does better) a real mouse drags the point over a
scattered layout, moves the map, moves a slider (each step finds the nearest of all latents); points glide to another
layout and back; frames of a map that forms arrive four times a second; a film of it plays. Bytes: what a Streamlit page
sends and hears for each of these, counted at the web socket.
"""

from __future__ import annotations

import argparse
import base64
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.pad_frames import CLASSES, CLOCK, TARGET, bundle_of, drag
from benchmarks.report import report
from core.blocks.layout import Colour, colour_block, frames_block, layout_block
from core.export.html import export_html
from core.models import ConvVaeConfig
from tests.browser.servers import idle, serving
from tests.conftest import CHROMIUM_FLAGS, chromium

FRAMES = 60

APP = """
from pathlib import Path
import streamlit as st
from ui.components.channel import channel
from ui.components.pad import live_pad

st.set_page_config(layout="wide")
here = Path(__file__).parent
what = st.radio("What", ["nothing", "scattered", "coloured", "frames"])
if what != "nothing":
    channel((here / f"{what}.bin").read_bytes(), key="channel")
live_pad((here / "pad.bin").read_bytes(), key="pad")
"""


def islands(points: int, seed: int) -> np.ndarray:
    """Places in ten clouds, float32 (n, 2)."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(-40, 40, (10, 2))
    return (centres[rng.integers(0, 10, points)] + rng.normal(size=(points, 2)) * 5).astype(np.float32)


def layout(points: int, seed: int) -> bytes:
    return layout_block(model="", id=f"islands-{seed}", n=points, xy=islands(points, seed))


def frame(points: int, number: int, *, live: bool, count: int = 1) -> bytes:
    """Some frames of a map that grows out of the middle."""
    xy = np.stack([islands(points, 1) * (number + i + 1) / FRAMES for i in range(count)])
    iterations = [number + i for i in range(count)]
    return frames_block(
        model="", id="film", iterations=iterations, xy=xy, total=FRAMES, title="UMAP", live=live, first=number
    )


def receive(page: Page, block: bytes) -> None:
    page.evaluate(
        "(block) => latentInk.receiveBytes(Uint8Array.from(atob(block), (c) => c.charCodeAt(0)))",
        base64.b64encode(block).decode(),
    )


def pan(page: Page, seconds: float) -> None:
    page.keyboard.down("Shift")
    drag(page, seconds)
    page.keyboard.up("Shift")


def slide(page: Page, seconds: float) -> None:
    slider = page.get_by_role("slider", name="z1", exact=True)
    slider.scroll_into_view_if_needed()
    box, start = slider.bounding_box(), time.monotonic()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
    page.mouse.down()
    while (passed := time.monotonic() - start) < seconds:
        share = abs((passed / 2) % 2 - 1)
        page.mouse.move(box["x"] + 10 + share * (box["width"] - 20), box["y"] + box["height"] / 2)
    page.mouse.up()


def repeat(blocks: list[bytes], pause: float) -> Callable[[Page, float], None]:
    """Hand the pad one block after the other; what it takes to get them into the test's page is left out."""

    def act(page: Page, seconds: float) -> None:
        names = [base64.b64encode(block).decode() for block in blocks]
        page.evaluate(
            """async ([names, pause, seconds]) => {
                const blocks = names.map((name) => Uint8Array.from(atob(name), (c) => c.charCodeAt(0)));
                for (let i = 0; i * pause < seconds; i++) {
                    await new Promise((next) => setTimeout(next, 1000 * pause));
                    if (i === 0) window.frames_ = []; // what was unpacked here does not count
                    latentInk.receiveBytes(blocks[i % blocks.length]);
                }
            }""",
            [names, pause, seconds],
        )

    return act


def play(page: Page, seconds: float) -> None:
    page.get_by_role("button", name="Play the film").click()
    page.wait_for_timeout(seconds * 1000)
    page.get_by_role("button", name="Pause the film").click()


def frames_of(page: Page, points: int, seconds: float) -> list[dict]:
    rows = []
    here, there, film = layout(points, 1), layout(points, 2), frame(points, 0, live=False, count=FRAMES)
    live = [frame(points, number, live=True) for number in range(FRAMES // 2)]
    for what, before, act in (
        ("drag the point", here, drag),
        ("move the map", here, pan),
        ("move a slider", here, slide),
        ("glide to another layout and back", here, repeat([there, here], 0.75)),
        ("watch it form, four frames a second", here, repeat(live, 0.25)),
        ("play the film", film, play),
    ):
        page.reload()
        page.wait_for_function("() => latentInk.state.text !== ''")
        receive(page, before)
        page.wait_for_timeout(1500)
        if act is not play:
            act(page, 0.7)  # the first calls run uncompiled
        page.evaluate(CLOCK)
        act(page, seconds)
        gaps = np.diff(page.evaluate("() => window.frames_"))
        p95 = float(np.quantile(gaps, 0.95))
        speed = {"frames/s": 1000 * len(gaps) / float(gaps.sum()), "frame p50 ms": float(np.median(gaps))}
        rows.append({"points": points, "what": what} | speed | {"frame p95 ms": p95, "<= 17 ms": p95 <= TARGET})
    return rows


def bytes_of(browser, folder: Path, points: int) -> list[dict]:
    """Count what goes either way over the web socket; a page's own rerun is part of it."""
    values = Colour("density", "Log-density", islands(points, 5)[:, 0])
    (folder / "scattered.bin").write_bytes(layout(points, 1))
    (folder / "coloured.bin").write_bytes(colour_block(model="", n=points, colour=values))
    (folder / "frames.bin").write_bytes(frame(points, 0, live=True))
    (folder / "page.py").write_text(APP, encoding="utf-8")
    count, rows = {"received": 0, "sent": 0}, []

    def counted(way: str) -> Callable:
        return lambda data: count.__setitem__(way, count[way] + len(data))

    with serving(folder / "page.py", home=folder / "home") as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        for event, way in (("framereceived", "received"), ("framesent", "sent")):
            page.on("websocket", lambda socket, event=event, way=way: socket.on(event, counted(way)))

        def note(what: str) -> None:
            idle(page)
            rows.append({"points": points, "what": what} | {f"bytes {way}": number for way, number in count.items()})
            count.update(received=0, sent=0)

        page.goto(address)
        page.locator(".pad .where").wait_for()
        note("open the page: the model and its images")
        for what, label in (("lay it out anew", "scattered"), ("colour it", "coloured"), ("a frame", "frames")):
            page.get_by_text(label, exact=True).click()
            note(what)
        page.get_by_text("scattered", exact=True).click()
        note("back to a layout sent before")
        drag(page, 1.0)
        page.wait_for_timeout(400)
        note("drag the point for a second and let go")
        page.close()
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4.0, help="length of each measurement of frames")
    parser.add_argument("--points", type=int, default=70_000)
    options = parser.parse_args()
    bundle = bundle_of(ConvVaeConfig(latent_dim=16), options.points)
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "pad.bin").write_bytes(bundle)
        (here / "pad.html").write_text(export_html(bundle, title=f"{len(CLASSES)} islands"), encoding="utf-8")
        browser = play.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto((here / "pad.html").as_uri())
        report("pad_layouts", frames_of(page, options.points, options.seconds))
        print()
        report("pad_traffic", bytes_of(browser, here, options.points))
        browser.close()


if __name__ == "__main__":
    main()
