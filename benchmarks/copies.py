"""Does the scores' measure of copies name whoever gives back training images, and nobody else? On MNIST.

Run: LATENT_INK_DATA=... python -m benchmarks.copies [--draws 20] [--models mnist-vae-16d mnist-cgan]

4,000 training images are held out of the 60,000 as images that nobody has learned; 500 images a draw, the usual number.
"blurred" is by a Gaussian of half a pixel. Reconstructions are of learned images, from the mean of their posterior: a
model that draws these knows them by heart, as well as its decoder can tell. The models have learned from the held-out
images too, which moves their own rows by no more than these few can.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

import numpy as np
import torch
from scipy.ndimage import gaussian_filter

from benchmarks.report import report
from core import images as pixels
from core.datasets.mnist import MnistConfig
from core.library.folder import find, open_model
from core.metrics import Drawn, Reference, memorisation
from core.sampling import SAMPLERS
from core.tasks.draw import decoded, draws_of
from core.types import Encoder, ImageDataset

N, HELD_OUT, FITTED_ON = memorisation.SEARCHED, 4000, 10_000
STRATEGIES = ("prior", "gaussian-mixture", "neighbour-mixing")

Source = Callable[[int], np.ndarray]  # seed -> uint8 (n, h, w)


def of_pool(images: np.ndarray, copied: np.ndarray | None = None, share: float = 0.0) -> Source:
    """Draw images of a pool, a share of them of another one."""

    def draw(seed: int) -> np.ndarray:
        rng, count = np.random.default_rng(seed), round(share * N)
        own = images[rng.permutation(len(images))[: N - count]]
        return own if copied is None else np.concatenate([own, copied[rng.permutation(len(copied))[:count]]])

    return draw


def of_model(name: str, learned: ImageDataset) -> Iterator[tuple[str, Source]]:
    """Yield what a model of the zoo draws by each strategy, and its reconstructions."""
    entry = find(name)
    model = open_model(entry)
    encodes, first = isinstance(model, Encoder), learned.subset(np.arange(FITTED_ON))
    for strategy in STRATEGIES[: None if encodes else 1]:
        mu = _encoded(model, first) if encodes else np.zeros((len(first), model.latent_dim), np.float32)
        rng = np.random.default_rng(0)
        fitted = SAMPLERS[strategy]().fit(mu, first.labels, classes=len(model.classes), rng=rng)
        yield strategy, lambda seed, fitted=fitted: decoded(entry, draws_of(entry, fitted, n=N, label=None, seed=seed))
    if encodes:
        yield "reconstructions", lambda seed: _rebuilt(model, learned, seed)


def _rebuilt(model: torch.nn.Module, learned: ImageDataset, seed: int) -> np.ndarray:
    some = learned.subset(np.random.default_rng(seed).permutation(len(learned))[:N])
    with torch.no_grad():
        return pixels.to_uint8(model.decode(torch.from_numpy(_encoded(model, some)), _told(model, some)))


@torch.no_grad()
def _encoded(model: torch.nn.Module, some: ImageDataset) -> np.ndarray:
    return model.encode(pixels.to_float(torch.from_numpy(some.images)), _told(model, some)).mu.numpy()


def _told(model: torch.nn.Module, some: ImageDataset) -> torch.Tensor | None:
    return torch.nn.functional.one_hot(torch.from_numpy(some.labels)).float() if model.classes else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--models", nargs="*", default=["mnist-vae-16d", "mnist-cvae", "mnist-gan", "mnist-cgan"])
    arguments = parser.parse_args()
    data, test = (MnistConfig().load(part, image_size=28) for part in ("train", "test"))
    order = np.random.default_rng(0).permutation(len(data))
    held_out, learned = data.subset(order[:HELD_OUT]).images, data.subset(order[HELD_OUT:])
    real = Reference(test.subset(order[order < len(test)]).images, torch.zeros(len(test), 1), learned.images)
    blurred = gaussian_filter(held_out.astype(float), (0, 0.5, 0.5)).round().astype(np.uint8)
    sources: list[tuple[str, str, Source]] = [
        ("", "held-out images", of_pool(held_out)),
        ("", "held-out images, blurred", of_pool(blurred)),
        ("", "training images", of_pool(learned.images)),
        ("", "a tenth of them training images", of_pool(held_out, learned.images, 0.1)),
    ]
    sources += [(name, title, source) for name in arguments.models for title, source in of_model(name, learned)]
    rows = []
    for model, title, source in sources:
        found = [
            memorisation.measure(Drawn(source(seed), torch.zeros(N, 1)), real, rng=torch.Generator())["copied"].value
            for seed in range(arguments.draws)
        ]
        shares = {"copied": np.mean(found), "least": min(found), "most": max(found)}
        rows.append({"model": model, "images": title} | {name: f"{100 * v:.1f} %" for name, v in shares.items()})
        print(rows[-1], flush=True)
    report("copies", rows)


if __name__ == "__main__":
    main()
