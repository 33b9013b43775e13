"""How many seconds of learning on this machine make digits that are read as asked, and as various as real ones?

Run: LATENT_INK_DATA=... python -m benchmarks.time_to_quality [--seconds 30 45 60 90] [--threads 2] [-n 5000]
[--recipes mnist-cgan mnist-cvae]

Each recipe is trained anew for each budget, its rate falling with the budget. Seconds are of learning; wall counts
everything from an empty folder to the weights, reading the data and measuring included. Then n images are drawn by
the prior and, from a VAE, by a Gaussian mixture with its usual settings, and scored against test images by
zoo/mnist-classifier.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import torch

from benchmarks.report import report
from core.files import write_atomic
from core.jobs.execute import execute
from core.library.folder import entry_at
from core.sampling import SAMPLERS
from core.scores import ScoringConfig
from core.scores.of_samples import score
from core.training.recipes import RECIPES

SHOWN = ("read_as_asked", "frechet", "precision", "recall")


def trained(recipe: str, seconds: float, folder: Path) -> float:
    """Train a recipe for so many seconds into an empty folder; return the seconds by the clock on the wall."""
    config = RECIPES[recipe].run
    training = config.training.replace(seconds=seconds, epochs=1000, device="cpu")
    write_atomic(folder / "config.json", config.replace(training=training).to_json())
    began = time.perf_counter()
    execute(folder)
    return time.perf_counter() - began


def rows_of(recipe: str, seconds: float, n: int) -> list[dict]:
    """Train a recipe for so long and score what it draws."""
    with tempfile.TemporaryDirectory() as folder:
        wall = trained(recipe, seconds, Path(folder))
        entry, rows = entry_at(folder), []
        samplers = [SAMPLERS["prior"]()]
        if not entry.config.model.duels:
            samplers.append(SAMPLERS["gaussian-mixture"]())
        for sampler in samplers:
            found = score(entry, ScoringConfig(sampler=sampler, n=n, seeds=1)).rows
            shown = {name: found[name].value for name in SHOWN if name in found}
            rows.append({"recipe": recipe, "seconds": seconds, "wall": wall, "drawn by": sampler.title, **shown})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, nargs="+", default=[30, 45, 60, 90])
    parser.add_argument("--recipes", nargs="+", default=["mnist-cgan", "mnist-cvae"], choices=list(RECIPES))
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("-n", type=int, default=5000)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = []
    for recipe in arguments.recipes:
        for seconds in arguments.seconds:
            rows += rows_of(recipe, seconds, arguments.n)
            print(rows[-1], flush=True)
    report("time_to_quality", rows)


if __name__ == "__main__":
    main()
