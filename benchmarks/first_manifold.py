"""How long from a click on Start to a readable manifold, with the built-in digits and two latent dimensions?

Run: python -m benchmarks.first_manifold [--rounds 3] [--browser]

A warm engine of its own in an empty home; the clock runs from `submit`, which is what the button calls, to the first
and the last picture. Readable: a 20 x 20 grid decoded over the range that the data uses is shown to the zoo's digit
reader; `read` is the mean probability of what it reads, `classes` how many of the ten digits it meets at above 90 %.
--browser: the app itself, with Chromium on the same cores; the clock runs from the mouse on "Start training" to the
first pad that shows a picture, and to "What now?".
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time

os.environ["LATENT_INK_HOME"] = tempfile.mkdtemp()  # before the rooms are imported: nobody's models are touched

import numpy as np
import torch
from playwright.sync_api import sync_playwright

from benchmarks.report import report
from benchmarks.startup import FLAGS, ROOT, serving
from core import library
from core.jobs import client, engine
from core.owner import Owner
from core.training.recipes import RECIPES

OWNER = Owner.of("benchmark")
DRAWN = "() => [...(window.latentInk?.pads?.values() ?? [])].some((pad) => pad.state.pad)"


def readable(id: str) -> tuple[float, int]:
    """Return (mean top probability, number of digits met at above 90 %) over the decoded grid."""
    entry = library.find(id)
    mu = library.latents(entry).mu
    low, high = np.quantile(mu, [0.02, 0.98], axis=0)
    axes = [np.linspace(a, b, 20) for a, b in zip(low, high, strict=True)]
    z = torch.tensor(np.stack(np.meshgrid(*axes), -1).reshape(-1, 2), dtype=torch.float32)
    reader = library.open_model(library.reader_for(entry.config.classes, 28))
    seen = torch.softmax(reader(library.open_model(entry).decode(z)), 1).max(1)
    return float(seen.values.mean()), len(set(seen.indices[seen.values > 0.9].tolist()))


def in_browser(rounds: int) -> None:
    """Time a visitor's clicks in the running app, each round a visitor of a new seed, and report."""
    rows = []
    with serving(ROOT / "app.py", os.environ["LATENT_INK_HOME"]) as (_, address), sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        warmed = browser.new_page()
        warmed.goto(address)
        warmed.wait_for_timeout(25_000)
        warmed.close()
        for number in range(rounds):
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(f"{address}/Train?recipe=digits-2d")
            start = page.get_by_role("button", name="Start training")
            page.get_by_text("on this machine").wait_for(timeout=60_000)
            page.wait_for_timeout(1_000)
            began = time.perf_counter()
            start.click()
            page.wait_for_function(DRAWN, timeout=120_000)
            first = time.perf_counter() - began
            page.get_by_role("heading", name="What now?").wait_for(timeout=120_000)
            rows.append({"round": number, "first s": first, "done s": time.perf_counter() - began})
            page.context.close()
        browser.close()
    report("first_manifold_browser", rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--browser", action="store_true")
    arguments = parser.parse_args()
    if arguments.browser:
        in_browser(arguments.rounds)
        return
    rounds, rows = arguments.rounds, []
    engine.ensure_engine()
    time.sleep(15)  # the page that has the button is read for longer than this
    for number in range(rounds):
        began = time.perf_counter()
        id = client.submit(RECIPES["digits-2d"].run.replace(seed=number), OWNER)
        first = None
        while client.status(id).state not in ("done", "failed"):
            if first is None and (library.find(id).path / "browser.bin").exists():
                first = time.perf_counter() - began
            time.sleep(0.02)
        done = time.perf_counter() - began
        read, classes = readable(id)
        rows.append({"round": number, "first s": first or done, "done s": done, "read": read, "classes": classes})
    engine.close_engine()
    report("first_manifold", rows)


if __name__ == "__main__":
    main()
