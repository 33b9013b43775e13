"""How many nats does a dynamically binarised test digit of MNIST cost under a 784-400-40-400-784 VAE?

Run: LATENT_INK_DATA=... python -m benchmarks.likelihood DIR [--epochs 500] [--seconds 3900] [--draws 200 5000]
[--images 10000 1000] [--seed 0]

Trains the recipe `mnist-likelihood` into the folder DIR until its epochs or seconds are over (the same command goes on
where it was stopped), then measures the importance-weighted bound of -log p(x) on test images, evenly spread and
binarised at random with a fixed seed. Peer: 89.78 nats with 200 importance samples, after 500 epochs of the same
network on MNIST binarised once and for all (50,000 images), as the reproducibility scripts of pythae report it
(github.com/clementchadebec/benchmark_VAE), beside 89.9 of the paper (Rezende & Mohamed 2015, arXiv:1505.05770).
"+-": standard error over the images.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from benchmarks.report import report
from core.cli.show import train
from core.library.folder import entry_at, history, open_model
from core.metrics.likelihood import log_likelihood
from core.training.edit import changed, recipe_named

PUBLISHED = 89.78  # nats, 200 draws, 500 epochs


def measured(folder: Path, draws: int, images: int, seed: int) -> dict[str, object]:
    """Return one row of the table. images: how many of the 10,000 test images, evenly spread."""
    entry = entry_at(folder)
    data = entry.config.dataset.load("test", image_size=entry.config.model.image_size)
    data = data.subset(np.arange(min(images, len(data))) * len(data) // min(images, len(data)))
    began = time.perf_counter()
    found = log_likelihood(open_model(entry), data, draws=draws, rng=torch.Generator().manual_seed(seed))
    last = history(entry)[-1]
    return {
        "recipe": "mnist-likelihood",
        "epochs": last["epoch"],
        "seconds to train": last["seconds"],
        "validation ELBO, nats": -last["validation"]["loss"],
        "draws": draws,
        "images": len(data),
        "NLL, nats": -float(found.mean()),
        "+-": float(found.std() / len(data) ** 0.5),
        "published": PUBLISHED,
        "seconds to measure": time.perf_counter() - began,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="made if it is not there; the same settings go on in it")
    parser.add_argument("--epochs", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=0.0, help="0 for no limit")
    parser.add_argument("--draws", type=int, nargs="+", default=[200, 5000], help="importance samples an image")
    parser.add_argument("--images", type=int, nargs="+", default=[10_000, 1000], help="as many numbers, or one for all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--set", dest="changes", nargs="*", default=[], help="such as training.learning_rate=1e-3")
    chosen = parser.parse_args()
    limits = [f"training.epochs={chosen.epochs}", f"training.seconds={chosen.seconds}", f"seed={chosen.seed}"]
    train(changed(recipe_named("mnist-likelihood"), [*limits, *chosen.changes]), chosen.folder, False)
    images = chosen.images * len(chosen.draws) if len(chosen.images) == 1 else chosen.images
    pairs = zip(chosen.draws, images, strict=True)
    report("likelihood", [measured(chosen.folder, k, n, chosen.seed) for k, n in pairs])


if __name__ == "__main__":
    main()
