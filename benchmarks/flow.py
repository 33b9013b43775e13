"""How fast does a flow learn, draw and refine, and what are the pictures worth that it refines?

Run: LATENT_INK_DATA=... python -m benchmarks.flow [--parts learning browser refined back] [--threads 1] [-n 10000]

learning: images a second of a training of `mnist-flow`'s kind, after a warm-up. browser: milliseconds in Chromium's
worker (headless), median and p95 of 60 with the zoo's flow: a step, 8 steps, 8 guided, a refined picture from t0 .8 and
.5, a drawing sent back and forth. refined: Fréchet distance to 10,000 test images of what VAEs of the zoo draw of
training images, before and after, with the one noise of the pad and with one for each, and the share that still reads
the same. back: digits sent back and forth, and drawn as another class. Features and readings of `mnist-classifier`.
"""

from __future__ import annotations

import argparse
import base64
from collections.abc import Iterator

import numpy as np
import torch
from playwright.sync_api import sync_playwright
from torch import Tensor, nn

from benchmarks.report import report
from core import images as pixels
from core import library
from core.jobs.execute import prepared
from core.metrics.frechet import distance
from core.models.flow_travel import back, forth, one_noise, refine
from core.packed import unpack
from core.sampling import SAMPLERS
from core.scores.config import ScoringConfig
from core.scores.data import Bench, bench_for
from core.scores.of_samples import fitted_to
from core.scores.progress import Told
from core.training.loop import fit
from tests.browser.harness import Room, page_of
from tests.conftest import CHROMIUM_FLAGS, chromium

FLOW, BATCH, TIMES = "mnist-flow", 500, 60
LEARNED_FROM = 12_800  # images of which the speed of learning is measured
WAYS = {
    "one step": {"steps": 1, "guidance": 1},
    "8 steps": {"steps": 8, "guidance": 1},
    "8 steps, guided": {"steps": 8, "guidance": 1.25},
    "refined, t0 .8, 1 step": {"steps": 1, "guidance": 0, "start": 0.8},
    "refined, t0 .5, 4 steps": {"steps": 4, "guidance": 0, "start": 0.5},
    "back, 8 Heun steps": {"steps": 8, "guidance": 1, "start": 0.9, "end": 0, "heun": True},
    "forth, 8 Heun steps, guided": {"steps": 8, "guidance": 1.5, "heun": True},
}
REFINED = ((1.0, None), (0.8, 1), (0.7, 2), (0.5, 4))  # t0 and steps
SCRIPT = """
window.timed = async (text, ways, times) => {
  const network = makeNetwork(makeRuntime(), bytes(text), { background: true });
  const at = (i) => (i < 784 ? Math.sin(i * 12.9898) * 1.4 : Number(i === 787));
  const x = Float32Array.from({ length: network.inputs }, (_, i) => at(i));
  const once = (way) => new Promise((done) => network.latest(x, done, { start: 0, end: 1, heun: false, ...way }));
  const found = [];
  for (const way of ways) {
    const spent = [];
    for (let i = 0; i < times + 10; i++) {
      const start = performance.now();
      await once(way);
      if (i >= 10) spent.push(performance.now() - start); // not while it is compiled
    }
    found.push(spent.sort((a, b) => a - b));
  }
  return { remote: network.remote, found };
};
"""


def learning() -> list[dict]:
    """Measure how many images a second are learned from."""
    config = library.find(FLOW).config
    images = prepared(config, "train")
    torch.manual_seed(0)
    model = config.model.build(images.classes)
    some = images.subset(np.arange(LEARNED_FROM + 200))
    training = config.training.replace(epochs=2, validation=200, device="cpu")
    ends = [one for one in fit(model, some, training) if one.epoch_end]
    return [{"what": "learning", "images a second": ends[-1].images_per_second}]


def in_browser() -> list[dict]:
    """Measure what each way takes in a worker of Chromium."""
    block = library.browser_bin(library.find(FLOW))
    assert block is not None
    decoder = unpack(block)["decoder"]
    text = page_of(["room"], Room(("base/network.js", "base/runtime.js"), SCRIPT), styles=[])
    with sync_playwright() as driver:
        page = driver.chromium.launch(args=CHROMIUM_FLAGS, **chromium()).new_page()
        page.set_content(text)
        given = [base64.b64encode(decoder).decode(), list(WAYS.values()), TIMES]
        told = page.evaluate("([text, ways, times]) => timed(text, ways, times)", given)
    assert told["remote"], "it ran in no worker"
    return [
        {"what": name, "median, ms": spent[len(spent) // 2], "p95, ms": spent[int(0.95 * len(spent))]}
        for name, spent in zip(WAYS, told["found"], strict=True)
    ]


def opened(name: str) -> nn.Module:
    """Return a model of the zoo that draws or reads."""
    return library.open_model(library.find(name)).eval()


def batches(x: Tensor) -> Iterator[Tensor]:
    """Yield it in parts of 500."""
    return iter(x.split(BATCH))


def refined(n: int) -> list[dict]:
    """Score what VAEs draw, as it is and refined."""
    flow, noise, rows = opened(FLOW), one_noise(28), []
    for name in ("mnist-vae-16d", "mnist-vae-2d"):
        entry, told = library.find(name), Told(lambda doing, share: None, lambda: False)
        config = ScoringConfig(sampler=SAMPLERS["gaussian-mixture"](), n=n, seeds=1)
        bench, model = bench_for(entry, config, told), opened(name)
        kinds = [("training images", _rebuilt(model, bench, n), REFINED)]
        if name == "mnist-vae-16d":
            kinds.append(("a mixture", _drawn(name, bench, config, n), REFINED[:2]))
        for source, x, ways in kinds:
            before = bench.seen(pixels.to_uint8(x))
            for (t0, steps), one in [(way, one) for way in ways for one in (True, False)]:
                rng = torch.Generator().manual_seed(1)
                parts = [(b, noise if one else torch.randn(b.shape, generator=rng)) for b in batches(x)]
                made = torch.cat([refine(flow, b, t0=t0, steps=steps, noise=e) for b, e in parts])
                seen = bench.seen(pixels.to_uint8(made))
                same = (seen.readings.argmax(1) == before.readings.argmax(1)).float().mean()
                row = {"model": name, "of": source, "t0": t0, "steps": steps or "-", "noise": "one" if one else "each"}
                row |= {"Fréchet": distance(bench.reference.features, seen.features), "reads the same": float(same)}
                print(row, flush=True)
                rows.append(row)
    return rows


@torch.no_grad()
def _rebuilt(model: nn.Module, bench: Bench, n: int) -> Tensor:
    """Return what the model draws of training images, each at a draw from its posterior."""
    chosen = bench.train.subset(np.random.default_rng([0, 1]).permutation(len(bench.train))[:n])
    rng = torch.Generator().manual_seed(0)
    x = pixels.to_float(torch.from_numpy(chosen.images))
    return torch.cat([model.decode(model.encode(b).sample(rng)) for b in batches(x)])


@torch.no_grad()
def _drawn(name: str, bench: Bench, config: ScoringConfig, n: int) -> Tensor:
    """Return what it draws where a Gaussian mixture says."""
    told = Told(lambda doing, share: None, lambda: False)
    sampler, _ = fitted_to(bench.learned, library.find(name), opened(name), config, told)
    z = torch.from_numpy(sampler.sample(n, rng=np.random.default_rng([0, 1])))
    return torch.cat([opened(name).decode(b) for b in batches(z)])


def there_and_back(n: int) -> list[dict]:
    """Send test digits back to noise, and draw them again as themselves and as another class."""
    flow, reader, noise = opened(FLOW), opened("mnist-classifier"), one_noise(28)
    digits = prepared(library.find(FLOW).config, "test").subset(np.arange(n))
    x, labels = pixels.to_float(torch.from_numpy(digits.images)), torch.from_numpy(digits.labels)
    other, rows = (labels + 1 + torch.arange(n) % 9) % 10, []

    def read(some: Tensor) -> Tensor:
        with torch.no_grad():
            return reader(some)[:, :10].argmax(1)

    for t1 in (0.85, 0.9, 0.95, 0.97):
        z = back(flow, x, torch.eye(10)[labels], t1=t1, noise=noise)
        again, another = forth(flow, z, torch.eye(10)[labels], guidance=1.0), forth(flow, z, torch.eye(10)[other])
        row = {"what": "back and forth", "t1": t1, "n": n, "rmse": float((again - x).square().mean().sqrt())}
        row["reads the same"] = float((read(again) == read(x)).float().mean())
        row["another class obeyed"] = float((read(another) == other).float().mean())
        ink = torch.stack([x.flatten(1).sum(1), another.flatten(1).sum(1)])
        rows.append(row | {"ink follows": float(torch.corrcoef(ink)[0, 1])})
    return rows


def main() -> None:
    """Measure the parts that are asked for, and print a table of each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--parts", nargs="+", default=["learning", "browser", "refined", "back"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("-n", type=int, default=10_000)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    parts = {"learning": learning, "browser": in_browser, "refined": lambda: refined(asked.n)}
    parts["back"] = lambda: there_and_back(min(asked.n, 500))
    for name in asked.parts:
        report(f"flow_{name}", parts[name]())


if __name__ == "__main__":
    main()
