"""When a few images of each class are filled up with varied ones, are those still read, and how long does it take?

Run: LATENT_INK_DATA=... python -m benchmarks.balance [--seeds 3] [--pictures DIR]

Needs MNIST. Eight test images of each digit are filled up to a hundred, watched by the reader that comes along, in the
usual ways and in each way as far as its settings go; "read" is of those whose own image it reads. --pictures: a PNG of
each way, a row a digit: first what was there, then what was made.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from benchmarks.report import report
from core import images as pixels
from core.augmentation import AUGMENTATIONS, GENTLE, AugmentationConfig
from core.config import bounds
from core.datasets import DATASETS
from core.datasets.balance import BalanceConfig, Balanced, balanced, reads_by
from core.library.folder import entry_at, open_model
from core.places import zoo
from core.types import ImageDataset

FEW, FULL = 8, 100


def few(data: ImageDataset, seed: int) -> ImageDataset:
    rng = np.random.default_rng(seed)
    places = [rng.choice(np.flatnonzero(data.labels == k), FEW, replace=False) for k in range(10)]
    return data.subset(np.concatenate(places))


def furthest(kind: type[AugmentationConfig]) -> AugmentationConfig:
    """Return a way with all its ranges as wide as they may be."""
    usual = kind()
    return kind(**{name: bounds(field)[1] for name, field in kind.model_fields.items()
                   if isinstance(getattr(usual, name), float)})  # fmt: skip


def row(name: str, ways: tuple[AugmentationConfig, ...], data: ImageDataset, seeds: int, keep: Path | None) -> dict:
    reads = reads_by(open_model(entry_at(zoo() / "mnist-classifier")), data.classes)
    strengths, read, unchecked, added, seconds = [], [], [], 0, []
    for seed in range(seeds):
        some = few(data, seed)
        before = time.process_time()
        found = balanced(some, BalanceConfig(least=1, most=FULL, fill=FULL, ways=ways, seed=seed), reads=reads)
        seconds.append(time.process_time() - before)
        sure = reads(some.images) == some.labels
        of = found.made & sure[found.source]
        read.append(float((reads(found.dataset.images[of]) == found.dataset.labels[of]).mean()))
        unchecked.append(float((reads(some.images) != some.labels).mean()))
        strengths += [one.strength for one in found.filled.values()]
        added += int(found.made.sum())
        if keep and seed == 0:
            _picture(found, keep / f"{name}.png")
    return {"ways": name, "added": added, "read": float(np.mean(read)), "strength, median": float(np.median(strengths)),
            "least": min(strengths), "own images misread": float(np.mean(unchecked)),
            "processor s": float(np.mean(seconds))}  # fmt: skip


def _picture(found: Balanced, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [found.dataset.images[found.dataset.labels == k][: 3 * FEW] for k in range(len(found.dataset.classes))]
    rows = [np.pad(one, ((0, 3 * FEW - len(one)), (0, 0), (0, 0))) for one in rows]
    path.write_bytes(pixels.to_png(pixels.grid(np.concatenate(rows), 3 * FEW)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--pictures", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    data = DATASETS["mnist"]().load("test")
    ways = {"usual": GENTLE} | {f"{name}, furthest": (furthest(kind),) for name, kind in AUGMENTATIONS.items()}
    report("balance", [row(name, each, data, given.seeds, given.pictures) for name, each in ways.items()])


if __name__ == "__main__":
    main()
