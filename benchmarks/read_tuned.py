"""What is a reader worth that was tuned on a few corrections: on more by the same hand, and on what it read before?

Run: python -m benchmarks.read_tuned [--writers N] [--turned DEGREES]; LATENT_INK_DATA names a folder with MNIST and
writers/mnist-writers.npz.

Who writes as MNIST's writers do is hardly ever misread, so their digits are turned here: each of N test writers, whom
the reader has never seen, leans all their digits by so many degrees. A few are told with their classes, whether they
were read rightly or not; the others of that writer are read before and after, and so are MNIST's test images, upright.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F

from benchmarks.report import report
from core import library
from core.datasets import DATASETS
from core.one_image import writers
from core.training import tuning

TOLD = (2, 5, 20)


def turned(images: np.ndarray, degrees: float) -> np.ndarray:
    """Turn images uint8 (n, h, h) about their middle."""
    a = torch.deg2rad(torch.tensor(degrees))
    turn = torch.tensor([[torch.cos(a), -torch.sin(a), 0], [torch.sin(a), torch.cos(a), 0]])
    x = torch.tensor(images).unsqueeze(1).float()
    grid = F.affine_grid(turn.expand(len(x), 2, 3), list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)[:, 0].round().clamp(0, 255).to(torch.uint8).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", type=int, default=12)
    parser.add_argument("--turned", type=float, default=35.0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    mnist, reader = DATASETS["mnist"](), library.open_model(library.find("mnist-classifier"))
    test, rehearsal = mnist.load("test"), tuning.rehearsal_of(mnist.load("train"))
    who = writers.writers("test")
    known, counts = np.unique(who[who != writers.UNTOLD], return_counts=True)
    chosen = known[np.argsort(-counts, kind="stable")][: args.writers]
    upright = tuning.read_right(reader, test.images, test.labels).mean()
    rows = []
    for n in TOLD:
        found = []
        for seed, writer in enumerate(chosen):
            mine = np.random.default_rng(seed).permutation(np.flatnonzero(who == writer))
            images, labels = turned(test.images[mine], args.turned), test.labels[mine]
            began = time.process_time()
            new = tuning.tuned(reader, images[:n], labels[:n], rehearsal, seed=seed)
            took = time.process_time() - began
            before, after = (tuning.read_right(one, images[n:], labels[n:]).mean() for one in (reader, new))
            found.append((before, after, tuning.read_right(new, test.images, test.labels).mean(), took))
        before, after, kept, took = np.array(found).T
        better = after - before
        margin = 1.96 * better.std(ddof=1) / len(better) ** 0.5
        rows.append(
            {
                "told": n,
                "before": f"{before.mean():.1%}",
                "tuned": f"{after.mean():.1%}",
                "better by": f"{100 * better.mean():.1f} +- {100 * margin:.1f} points",
                "worst writer": f"{100 * better.min():+.1f}",
                "test images": f"{upright:.2%} -> {kept.mean():.2%}, least {kept.min():.2%}",
                "CPU seconds": f"{took.mean():.1f}",
            }
        )
    report("read_tuned", rows)


if __name__ == "__main__":
    main()
