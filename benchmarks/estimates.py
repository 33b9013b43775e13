"""How good is the guess of how long a training takes, before it has begun?

Run: LATENT_INK_DATA=... python -m benchmarks.estimates LETTERS [--rounds 2]

LETTERS is a folder or zip of letters, one folder a class. An engine of its own in an empty home, warmed up as in the
app; then, round by round, each training is guessed as its page would, ordered, and timed by the clock from its turn to
its end. From the second round on, the guess knows how long the first ones took, as it does for a visitor.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

os.environ["LATENT_INK_HOME"] = tempfile.mkdtemp()  # before the rooms are imported: nobody's models are touched

import numpy as np

from benchmarks.report import report
from core import library
from core.datasets import DATASETS, own
from core.datasets.folder import read_folder
from core.jobs import client, engine, paces
from core.owner import Owner
from core.training import estimate
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from core.training.suited import suited

OWNER = Owner.of("benchmark")


def letters(folder: Path, n: int, classes: int) -> RunConfig:
    """Return the run that the app chooses for n of the letters, of so many classes, once they are kept as one's own."""
    found = read_folder(folder, name="letters").dataset
    few = found.subset(np.flatnonzero(found.labels < classes))
    some = few.subset(np.linspace(0, len(few) - 1, min(n, len(few))).astype(int))
    kept = type(some)("letters", some.images, some.labels, found.classes[:classes])
    config = DATASETS["own"](id=own.save(kept))
    return suited(config, n=config.count(), size=kept.size, k=classes)


def guessed(config: RunConfig) -> float:
    """Return what the page would say."""
    done = [entry for entry in library.list_models(OWNER) if not entry.zoo and entry.state == "done"]
    found = estimate.corrected(paces.noted(), paces.took(done))
    return estimate.run_seconds(config, config.dataset.count(), k=len(config.dataset.load().classes), paces=found)


def timed(config: RunConfig) -> tuple[float, float]:
    """Train; return (seconds by the clock, what was left to go by the run's own word at half of it over what was)."""
    id = client.submit(config, OWNER)
    while client.status(id).state == "queued":
        time.sleep(0.02)
    began, half = time.perf_counter(), None
    while (now := client.status(id)).state == "running":
        if half is None and now.fraction >= 0.5:
            half = time.perf_counter(), now.seconds_left
        time.sleep(0.05)
    ended = time.perf_counter()
    return ended - began, half[1] / (ended - half[0]) if half and ended - half[0] > 0.5 else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("letters", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[])
    arguments = parser.parse_args()
    trainings = {
        "digits-2d": RECIPES["digits-2d"].run,
        "own letters, 100 of 6 classes": letters(arguments.letters, 100, 6),
        "own letters, 3,000 of 26 classes": letters(arguments.letters, 3000, 26),
        "mnist-quick": RECIPES["mnist-quick"].run,
    }
    engine.ensure_engine()
    while paces.noted() is None:
        time.sleep(0.2)
    time.sleep(3.0)
    rows = []
    for number in range(arguments.rounds):
        for name, config in trainings.items():
            if arguments.only and name not in arguments.only:
                continue
            config = config.replace(seed=number)
            guess = guessed(config)
            took, left = timed(config)
            rows.append(
                {"training": name, "round": number + 1, "guess s": guess, "took s": took, "guess / took": guess / took}
                | {"left at half / was": left}
            )
            print(rows[-1], flush=True)
    engine.close_engine()
    report("estimates", rows)


if __name__ == "__main__":
    main()
