"""Does the pad keep up with the hand, and does the browser compute what torch computes?

Run: python -m benchmarks.pad_frames [--seconds 4]

Drags the point in circles with a real mouse in Chromium (headless, software drawing: a display with a GPU does better)
on pads of untrained models of the default sizes, and prints per pad: frames a second, milliseconds between frames,
milliseconds of a decode, and events a second that the mouse delivered. Then the largest difference to torch over all
operations and random networks that the browser tests use. No peer: the native Streamlit slider sends its value on
release only, so it shows no image during a drag.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import report
from core.blocks.pad import pad_bundle
from core.export.html import export_html
from core.latents import Latents, atlas_of
from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig, ModelConfig
from core.networks.browser import browser_graph, export_model, multiply_adds
from core.packed import unpack
from core.training.recipes import RECIPES
from tests.browser import test_runtime
from tests.conftest import CHROMIUM_FLAGS, chromium

CLASSES = tuple("0123456789")
TARGET = 17.0  # milliseconds: one frame of 60 a second, and a little

PADS: list[tuple[str, ModelConfig, int, str]] = [
    ("mlp 2-D, 10,000 points", MlpVaeConfig(), 10_000, "Points"),
    ("mlp 2-D, 70,000 points", MlpVaeConfig(), 70_000, "Points"),
    ("mlp 2-D, points over digits", MlpVaeConfig(), 10_000, "Both"),
    ("conv 16-D, 10,000 points", ConvVaeConfig(latent_dim=16), 10_000, "Points"),
    ("conditional mlp, every class", MlpVaeConfig(conditional=True), 10_000, "Points"),
    ("GAN 64-D, small", GanConfig(), 0, ""),
    ("GAN 64-D told the class, every class", GanConfig(conditional=True), 0, ""),
    ("GAN gan-basic in a worker", RECIPES["gan-basic"].run.model, 0, ""),
    ("conv 128x128 in a worker", ConvVaeConfig(latent_dim=64, image_size=128), 10_000, "Points"),
]

# A loop of our own beside the pad's, so that frames in which the pad has nothing to do count as well.
CLOCK = """() => {
    window.frames_ = []; window.events_ = 0;
    addEventListener("pointermove", () => window.events_++, true);
    const tick = (now) => { window.frames_.push(now); requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""


def latents_of(config: ModelConfig, points: int) -> Latents | None:
    """Return random points, digits' thumbnails left blank; none for a model that keeps no images."""
    if not points:
        return None
    rng = np.random.default_rng(0)
    atlas, columns = atlas_of(np.zeros((points, 8, 8), np.uint8))
    mu = rng.normal(size=(points, config.latent_dim)).astype(np.float32)
    return Latents(mu, np.full_like(mu, -2), rng.integers(0, 10, points), atlas, columns, 8)


def bundle_of(config: ModelConfig, points: int) -> bytes:
    """Return a pad of an untrained model."""
    torch.manual_seed(0)
    return pad_bundle(
        export_model(config.build(CLASSES)),
        latents_of(config, points),
        classes=CLASSES,
        conditional=config.conditional,
        image_size=config.image_size,
        reader=export_model(ClassifierConfig().build(CLASSES)),
    )


def drag(page: Page, seconds: float) -> None:
    box = page.locator(".front").bounding_box()
    x, y, radius = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["height"] / 3
    page.mouse.move(x + radius, y)
    page.mouse.down()
    start = time.monotonic()
    while (passed := time.monotonic() - start) < seconds:
        page.mouse.move(x + radius * math.cos(2 * passed), y + radius * math.sin(3 * passed))
    page.mouse.up()


def measure(page: Page, folder: Path, name: str, config: ModelConfig, points: int, mode: str, seconds: float) -> dict:
    bundle = bundle_of(config, points)
    (folder / "pad.html").write_text(export_html(bundle, title=name), encoding="utf-8")
    page.goto((folder / "pad.html").as_uri())
    if mode:
        page.get_by_role("button", name=mode, exact=True).click()
    page.wait_for_timeout(1500)
    drag(page, 0.7)  # the first calls run uncompiled
    page.evaluate("() => { latentInk.state.decoding.milliseconds.length = 0; }")
    page.evaluate(CLOCK)
    drag(page, seconds)
    got = page.evaluate("() => [window.frames_, window.events_, latentInk.state.decoding.milliseconds]")
    gaps = np.diff(got[0])
    return {
        "pad": name,
        "multiply-adds": multiply_adds(browser_graph(unpack(bundle)["decoder"])),
        "frames/s": 1000 * len(gaps) / float(gaps.sum()),
        "frame p50 ms": float(np.median(gaps)),
        "frame p95 ms": float(np.quantile(gaps, 0.95)),
        "decode p50 ms": float(np.median(got[2])),
        "decode p95 ms": float(np.quantile(got[2], 0.95)),
        "mouse/s": 1000 * got[1] / float(gaps.sum()),
        "<= 17 ms": bool(np.quantile(gaps, 0.95) <= TARGET),
    }


def marking(page: Page, folder: Path, seconds: float) -> list[dict]:
    """Time frames while 70,000 points of 16 dimensions are marked, and with a lasso drawn on the map."""
    bundle = bundle_of(ConvVaeConfig(latent_dim=16), 70_000)
    (folder / "pad.html").write_text(export_html(bundle, title="marking"), encoding="utf-8")
    page.goto((folder / "pad.html").as_uri())
    page.wait_for_timeout(1500)
    tool = page.locator(".tools").get_by_role("button")
    page.evaluate(CLOCK)
    rows = []
    for what, name in (
        ("drag the point, nothing marked", "Point"),
        ("draw a lasso", "Lasso"),
        ("drag the point, a lasso drawn", "Point"),
        ("pan the map, a lasso drawn", "Map"),
    ):
        tool.filter(has_text=name).click()
        page.wait_for_timeout(1500)  # until the gallery of the lasso before is there
        drag(page, 0.7)
        page.evaluate("() => { window.frames_.length = 0; }")
        drag(page, seconds)
        gaps = np.diff(page.evaluate("() => window.frames_"))
        p95 = float(np.quantile(gaps, 0.95))
        row = {"70,000 points": what, "frames/s": 1000 * len(gaps) / float(gaps.sum())}
        rows.append(row | {"frame p50 ms": float(np.median(gaps)), "frame p95 ms": p95, "<= 17 ms": p95 <= TARGET})
    return rows


def asking(page: Page) -> list[dict]:
    """Time what a release and a click compute, on the pad that `marking` left open: medians of 9."""
    times = page.evaluate(
        """() => {
            const { chosen, map } = latentInk.state.pad, { polygon } = chosen.state, [w, h] = map.size, took = {};
            const median = (act) => Array.from({ length: 9 }, (_, i) => {
                const start = performance.now();
                act(i);
                return performance.now() - start;
            }).sort((a, b) => a - b)[4];
            const ring = Array.from({ length: 300 }, (_, i) => i * Math.PI / 150);
            took["release a lasso of half the points"] = median(() => {
                chosen.tool = "lasso";
                for (const [i, a] of ring.entries()) {
                    chosen.trace(i ? "move" : "begin", w / 2 + h / 5 * Math.cos(a), h / 2 + h / 5 * Math.sin(a));
                }
                chosen.trace("end", 0, 0);
            });
            const slider = document.querySelector(".card input[type=range]");
            chosen.open(5);
            const slide = (i) => { slider.value = 49 + i % 2; slider.oninput(); };
            took["50 nearest, Euclidean: a step of the slider"] = median(slide);
            document.querySelector(".card .choice button:last-child").click();
            took["50 nearest, cosine: a step of the slider"] = median(slide);
            return took;
        }"""
    )
    return [{"70,000 points x 16": what, "ms": took} for what, took in times.items()]


def parity(page: Page) -> list[dict]:
    page.goto("about:blank")
    page.add_script_tag(content=test_runtime.RUNTIME)
    rows = []
    for dtype, tolerance in test_runtime.TOLERANCE.items():
        torch.manual_seed(1)
        layers = [(test_runtime.randomised(layer, 2), shape, 0) for layer, shape in test_runtime.LAYERS.values()]
        networks = []
        for seed in range(20):
            torch.manual_seed(seed)
            module, shape = test_runtime.random_network(np.random.default_rng(seed))
            networks.append((test_runtime.randomised(module, seed), shape, seed))
        for what, modules in (("operations", layers), ("random networks", networks)):
            worst = max(test_runtime.difference(page, m, shape, dtype, seed) for m, shape, seed in modules)
            rows.append({"weights": dtype, "over": what, "largest difference": worst, "allowed": tolerance})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4.0, help="length of each drag")
    seconds = parser.parse_args().seconds
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        report("pad_frames", [measure(page, Path(folder), *pad, seconds) for pad in PADS])
        print()
        report("pad_marking", marking(page, Path(folder), seconds))
        print()
        report("pad_asking", asking(page))
        print()
        report("pad_parity", parity(page))
        browser.close()


if __name__ == "__main__":
    main()
