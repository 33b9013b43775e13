"""How long does a training take in the visitor's browser, beside torch on one thread, and what does the page feel?

Run: [LATENT_INK_DATA=...] python -m benchmarks.webtrain [--rounds 5] [--plain] [--firefox] [--exact]

`digits-2d` in a Web Worker of Chromium, rounds of it and of torch in turn: by a bare loop of the same steps, and by
core.training.fit with what it measures and draws. Then the page: milliseconds between its frames while it shows nothing
and while it shows the training live, from the block to the first map and to the trained model, and from a turn of beta
to the first look that has it. --plain: also in plain JavaScript. --firefox: also there, and whether the weights are the
same to the bit. --exact: also all steps in doubles, against torch in doubles. With LATENT_INK_DATA an epoch of 10,000
images of MNIST, 784-256-2, too.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import report
from browser import assemble, bundle
from core import images as pixels
from core.blocks.browser_training import images_block, plan_block
from core.datasets import DATASETS
from core.models import MlpVaeConfig
from core.training.loop import fit
from core.training.recipes import RECIPES
from core.training.run import RunConfig, TrainingConfig
from core.training.schedules import SCHEDULES
from core.training.steps import epochs_of
from core.types import ImageDataset
from tests.browser import drivers
from tests.browser.harness import Room, open_page, page_of
from tests.browser.live_training import Live
from tests.browser.training import SCRIPT, SET_UP, Both
from tests.conftest import CHROMIUM_FLAGS, chromium

ALONE = Room(
    ("train/worker.js", "train/block.js"),
    """
window.train = (plan, images, kernels) => {
  window.trained = null;
  openImages(bytes(images)).then((opened) => {
    const start = performance.now();
    const training = makeTraining({ ...openPlan(bytes(plan), opened), kernels }, {
      async onended() {
        const ms = performance.now() - start, { weights, rows, kernels: by } = await training.ask({ keep: true });
        const text = Array.from(new Uint8Array(weights.buffer), (byte) => String.fromCharCode(byte)).join("");
        training.close();
        window.trained = { ms, weights: btoa(text), loss: rows.at(-1).validation.loss, by };
      },
    });
    training.tell({ run: true });
  });
};
""",
)
CLOCK = """() => {
    window.frames_ = [];
    const tick = (now) => { window.frames_.push(now); requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""
MNIST = RunConfig(
    dataset=DATASETS["mnist"](limit=10_000),
    model=MlpVaeConfig(hidden=(256,)),
    training=TrainingConfig(epochs=3, batch_size=64, learning_rate=2e-3, validation=1.0),
)


def blocks_of(config: RunConfig, dataset: ImageDataset) -> list[str]:
    blocks = plan_block(config, dataset), images_block(dataset)
    return [base64.b64encode(block).decode() for block in blocks]


def in_page(page: Page, blocks: list[str], kernels: str) -> dict:
    """Train in a worker of an open page; return {"ms", "weights", "loss", "by"}."""
    page.evaluate("([plan, images, kernels]) => train(plan, images, kernels)", [*blocks, kernels])
    page.wait_for_function("() => trained", timeout=300_000)
    return page.evaluate("() => trained")


def bare(config: RunConfig, dataset: ImageDataset) -> Callable[[], float]:
    """Return what trains by nothing but the steps, and tells its seconds."""
    training = config.training
    rest, _ = dataset.split(training.validation, seed=config.seed)
    greys, n = torch.from_numpy(rest.images), len(rest)
    steps, _ = epochs_of(n, training)
    rate = SCHEDULES[training.schedule]

    def run() -> float:
        torch.manual_seed(0)
        model, rng = config.model.build(dataset.classes).train(), torch.Generator().manual_seed(0)
        (adam,), done = model.optimisers(training.learning_rate), 0
        began = time.perf_counter()
        for _ in range(training.epochs):
            order = torch.randperm(n)
            for batch in order.split(training.batch_size)[:steps]:
                adam.param_groups[0]["lr"] = training.learning_rate * rate(done / (steps * training.epochs))
                x = pixels.to_float(greys.index_select(0, batch))
                model.train_step(x, None, optimisers=(adam,), rng=rng, epoch=0.0)
                done += 1
        return time.perf_counter() - began

    return run


def fitted(config: RunConfig, dataset: ImageDataset) -> float:
    """Return the seconds of a training as the server does it, but for what it writes."""
    torch.manual_seed(0)
    model, began = config.model.build(dataset.classes), time.perf_counter()
    for _ in fit(model, dataset, config.training.replace(device="cpu")):
        pass
    return time.perf_counter() - began


def row_of(task: str, way: str, seconds: list[float], beside: list[float]) -> dict:
    ratios = [a / b for a, b in zip(seconds, beside, strict=True)]
    return {
        "training": task,
        "way": way,
        "seconds, least": min(seconds),
        "median": statistics.median(seconds),
        "of torch's, median of rounds": statistics.median(ratios),
    }


def times(page: Page, task: str, config: RunConfig, *, rounds: int, plain: bool) -> tuple[list[dict], dict]:
    """Return rows of seconds, taken in turn, and what the last round by kernels gave."""
    dataset = config.dataset.load("train", image_size=config.model.image_size)
    blocks, loop = blocks_of(config, dataset), bare(config, dataset)
    spent: dict[str, list[float]] = {"torch, bare loop": [], "torch, core.training.fit": [], "Chromium, kernels": []}
    for _ in range(rounds):
        spent["torch, bare loop"].append(loop())
        spent["Chromium, kernels"].append((last := in_page(page, blocks, "wasm"))["ms"] / 1000)
        spent["torch, core.training.fit"].append(fitted(config, dataset))
    assert last["by"] == "wasm"
    rows = [row_of(task, way, seconds, spent["torch, bare loop"]) for way, seconds in spent.items()]
    if plain:
        slow = [in_page(page, blocks, "plain")["ms"] / 1000]
        rows.append(row_of(task, "Chromium, plain JavaScript", slow, [loop()]))
    return rows, last


def in_firefox(folder: Path, config: RunConfig) -> dict:
    """Train in Firefox, twice, for the first compiles; return what the second gave."""
    blocks = blocks_of(config, config.dataset.load())
    text = page_of(["none"], ALONE)
    given = f"<script>window.blocks = {blocks!r};</script></body>"
    (folder / "firefox.html").write_text(text.replace("</body>", given), encoding="utf-8")
    with drivers.firefox(folder) as browser:
        browser.open((folder / "firefox.html").as_uri())
        for _ in range(2):
            browser.run("(train(...blocks, 'wasm'), 1)")
            browser.until("window.trained !== null", 200)
        return browser.run("window.trained")


def watched(page: Page, folder: Path) -> list[dict]:
    """Return what the page feels: frames, and how soon it shows what."""
    config = RECIPES["digits-2d"].run
    live = Live(page, folder, width=1440)
    page.evaluate(CLOCK)
    page.wait_for_timeout(2000)
    rows = [{"what": "frames while nothing goes on, p50 / p95 / most, ms", "found": frames(page)}]
    begun = "window.began_ = performance.now(); window.frames_.length = 0"
    page.evaluate(f"() => {{ {begun}; }}")
    live.give(config)
    first = page.wait_for_function(
        "() => training.state.seen && performance.now() - began_", polling="raf"
    ).json_value()
    page.wait_for_function("() => told.length", polling="raf", timeout=120_000)
    done = page.evaluate("() => performance.now() - began_")
    rows += [
        {"what": "frames while it is shown live, p50 / p95 / most, ms", "found": frames(page)},
        {"what": "from the block to the first map, s", "found": f"{first / 1000:.2f}"},
        {"what": "from the block to the trained model, watched, s", "found": f"{done / 1000:.2f}"},
    ]
    live.give(config.replace(training=config.training.replace(epochs=4000)), id="long")
    live.until("seen.steps > 10000 && seen.step > 100")
    waits = page.evaluate(
        """async () => {
            const dial = document.querySelector("input[aria-label=β]"), waits = [];
            for (let i = 0; i < 20; i++) {
                const start = performance.now(), before = training.state.seen.dials.beta;
                dial.value = i % 2 ? 4 : 8;
                dial.dispatchEvent(new Event("input"));
                while (training.state.seen.dials.beta === before) await new Promise(requestAnimationFrame);
                waits.push(performance.now() - start);
                await new Promise((done) => setTimeout(done, 150));
            }
            return waits;
        }"""
    )
    turned = f"{statistics.median(waits):.0f} / {np.quantile(waits, 0.95):.0f}"
    return [*rows, {"what": "from a turn of beta to a map that has it, p50 / p95, ms", "found": turned}]


def frames(page: Page) -> str:
    gaps = np.diff(page.evaluate("() => window.frames_"))
    return f"{np.median(gaps):.1f} / {np.quantile(gaps, 0.95):.1f} / {gaps.max():.1f}"


def sizes() -> list[dict]:
    config = RECIPES["digits-2d"].run
    plan, images = (len(base64.b64decode(block)) for block in blocks_of(config, config.dataset.load()))
    others = {"base/runtime.js", "train/kernels/binary.js"}
    files = set(bundle.files("train/worker.js", "train/block.js", "train/result.js")) - others
    lines = (line.strip() for name in sorted(files) for line in bundle.read(name).splitlines())
    code = "\n".join(line for line in lines if line and not line.startswith("//")).encode()
    return [
        {"what": "kernels, bytes", "found": f"{len(assemble.assembled()):,}"},
        {
            "what": "trainer without remarks and kernels, bytes; gzipped",
            "found": f"{len(code):,}; {len(gzip.compress(code)):,}",
        },
        {"what": "plan and images of digits-2d, bytes", "found": f"{plan:,} and {images:,}"},
    ]


def exact(page: Page) -> list[dict]:
    """Hold all steps of digits-2d in doubles against torch in doubles, and the last epoch's losses by kernels."""
    page.add_script_tag(content=SCRIPT + SET_UP)
    config = RECIPES["digits-2d"].run
    pair = Both(page, config, config.dataset.load())
    steps = pair.steps(1, kernels="doubles")["steps"]
    found = pair.steps(steps, kernels="doubles")
    *_, (_, model) = told = list(pair.in_torch(found["batches"], found["noise"], steps))
    weights = torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy()
    losses, expected = np.array(found["losses"])[:, 0], np.array([values[0] for values, _ in told])
    quick = np.array(pair.steps(steps, kernels="wasm")["losses"])[:, 0]
    apart = np.linalg.norm(found["weights"] - weights) / np.linalg.norm(weights)
    last = steps // config.training.epochs
    told = {
        f"losses of {steps} steps in doubles against torch in doubles, relative": np.abs(losses / expected - 1).max(),
        "weights after them, relative": apart,
        "losses of 100 steps by kernels against that, relative": np.abs(quick / expected - 1)[:100].max(),
        "mean loss of the last epoch, torch in doubles": expected[-last:].mean(),
        "mean loss of the last epoch, by kernels": quick[-last:].mean(),
    }
    return [{"what": what, "found": f"{value:.3f}" if value > 1 else f"{value:.1e}"} for what, value in told.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    for name in ("plain", "firefox", "exact"):
        parser.add_argument(f"--{name}", action="store_true")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        page = browser.new_page()
        open_page(page, page_of(["none"], ALONE), Path(folder) / "alone.html")
        rows, last = times(page, "digits-2d", RECIPES["digits-2d"].run, rounds=asked.rounds, plain=asked.plain)
        if os.environ.get("LATENT_INK_DATA"):
            rows += times(page, "mnist 10,000, 3 epochs", MNIST, rounds=min(3, asked.rounds), plain=False)[0]
        report("webtrain", rows)
        print()
        if asked.firefox:
            there = in_firefox(Path(folder), RECIPES["digits-2d"].run)
            same = there["weights"] == last["weights"]
            told = hashlib.sha256(base64.b64decode(there["weights"])).hexdigest()[:16]
            found = f"{there['ms'] / 1000:.2f} s, {'the same' if same else 'other'} weights ({told})"
            report("webtrain_firefox", [{"what": "digits-2d in Firefox", "found": found}])
            print()
        rows = [*watched(browser.new_page(), Path(folder)), *sizes()]
        report("webtrain_page", rows + (exact(browser.new_page()) if asked.exact else []))
        browser.close()


if __name__ == "__main__":
    main()
