"""How well does the zoo's reader tell what is like nothing it has learned, and how many real digits does it refuse?

Run: python -m benchmarks.reader_rejects [--letters FOLDER]

Each row is a kind of images beside the 10,000 test digits of MNIST. "AUROC": the chance that an image of the kind lies
farther from all that the reader has learned than a test digit does, half is chance. "refused": the share beyond the
reader's limit. "sure": the share that its probabilities alone would have called a digit with at least 90 %.
FOLDER holds az-images-idx3-ubyte.gz and az-labels-idx1-ubyte.gz: capital letters, 28x28, labels 0 to 25; left out
without it. The drawn images come from a VAE and a GAN of the built-in digits, stopped after a few epochs.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import numpy as np
import torch
from scipy.stats import rankdata

from benchmarks.report import report
from core import images as pixels
from core import library
from core.datasets import DATASETS
from core.training.loop import fit
from core.training.recipes import RECIPES

N = 1000
LOOK_ALIKES = "BGILOQSZ"  # 8, 6, 1, 1, 0, 0, 5, 2
STOPPED = {"digits-2d": (1, 3), "digits-cgan": (0, 1, 5)}


def without_model() -> dict[str, np.ndarray]:
    """Return noise, checkerboards and empty images, uint8 (n, 28, 28) each."""
    rng = np.random.default_rng(0)
    shape = (N, 28, 28)
    y, x = np.mgrid[:28, :28]
    boards = []
    for _ in range(N):
        side, down, across = rng.integers(1, 8), *rng.integers(0, 8, 2)
        low, high = np.sort(rng.integers(0, 256, 2))
        boards.append(np.where(((y + down) // side + (x + across) // side) % 2, max(high, min(255, low + 60)), low))
    return {
        "uniform noise": rng.integers(0, 256, shape),
        "Gaussian noise": np.clip(rng.normal(128, 60, shape), 0, 255),
        "Gaussian noise, mean and deviation of MNIST": np.clip(rng.normal(33, 79, shape), 0, 255),
        "faint Gaussian noise on grey": np.clip(128 + rng.normal(0, rng.uniform(2, 20, (N, 1, 1)), shape), 0, 255),
        "specks, as much ink as MNIST": np.where(rng.random(shape) < 0.13, 255, 0),
        "checkerboards": np.stack(boards),
        "blank and even greys": np.broadcast_to(np.arange(256)[:, None, None], (256, 28, 28)),
    }


def letters(folder: Path) -> dict[str, np.ndarray]:
    """Return capital letters, those that look like a digit apart."""
    raw = gzip.decompress((folder / "az-images-idx3-ubyte.gz").read_bytes())
    labels = np.frombuffer(gzip.decompress((folder / "az-labels-idx1-ubyte.gz").read_bytes())[8:], np.uint8)
    images = np.frombuffer(raw[16:], np.uint8).reshape(-1, 28, 28)
    alike = np.isin(labels, [ord(letter) - ord("A") for letter in LOOK_ALIKES])
    return {"capital letters like no digit": images[~alike], f"capital letters {', '.join(LOOK_ALIKES)}": images[alike]}


@torch.no_grad()
def drawn(model: torch.nn.Module, rng: torch.Generator) -> np.ndarray:
    z = torch.randn(500, model.latent_dim, generator=rng)
    k = len(model.classes)
    return pixels.to_uint8(model.eval().decode(z, torch.eye(k)[torch.arange(500) % k] if k else None))


def half_trained() -> dict[str, np.ndarray]:
    """Return what models draw that were stopped after the first epochs of their recipe."""
    found = {}
    for name, epochs in STOPPED.items():
        run, rng = RECIPES[name].run, torch.Generator().manual_seed(1)
        data = run.dataset.load("train")
        torch.manual_seed(0)
        model = run.model.build(data.classes)
        if 0 in epochs:
            found[f"{name}, untrained"] = drawn(model, rng)
        for progress in fit(model, data, run.training):
            if progress.epoch_end and progress.epoch in epochs:
                found[f"{name}, epoch {progress.epoch}"] = drawn(model, rng)
                model.train()
            if progress.epoch >= max(epochs):
                break
    return found


@torch.no_grad()
def seen(reader: torch.nn.Module, images: np.ndarray) -> tuple[np.ndarray, float]:
    """Return (how unlike all it knows (n,), share called a digit with at least 90 %)."""
    unlike, sure = [], []
    for at in range(0, len(images), 500):
        x = pixels.to_float(torch.from_numpy(images[at : at + 500].astype(np.uint8)))
        unlike.append(reader.unlike(x).numpy())
        sure.append(reader(x).softmax(1).max(1).values.numpy() >= 0.9)
    return np.concatenate(unlike), float(np.concatenate(sure).mean())


def auroc(real: np.ndarray, other: np.ndarray) -> float:
    """Return the chance that one of `other` is the larger, ties as a half: the Mann-Whitney statistic."""
    ranks, m = rankdata(np.concatenate([real, other])), len(other)
    return float((ranks[len(real) :].sum() - m * (m + 1) / 2) / (len(real) * m))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=Path)
    folder = parser.parse_args().letters
    reader = library.open_model(library.find("mnist-classifier"))
    real, sure = seen(reader, DATASETS["mnist"]().load("test").images)
    rows = [{"images": "MNIST test", "AUROC": 0.5, "refused": float((real > 1).mean()), "sure": sure}]
    kinds = {"built-in digits": DATASETS["digits"]().load("test").images} | without_model()
    for kind, images in (kinds | (letters(folder) if folder else {}) | half_trained()).items():
        unlike, sure = seen(reader, images)
        rows.append({"images": kind, "AUROC": auroc(real, unlike), "refused": float((unlike > 1).mean()), "sure": sure})
    report("reader_rejects", rows)


if __name__ == "__main__":
    main()
