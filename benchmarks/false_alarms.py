"""How often is a training that goes well said to go wrong?

Run: LATENT_INK_DATA=... OMP_NUM_THREADS=1 python -m benchmarks.false_alarms [--steps 600] [--seeds 3]
[--recipes digits-2d mnist-gan]

Each recipe is trained with its own settings, but shortened to so many steps, its rate falling with them, and measured
after every twelfth part. Counted are the epochs after which the page of the training would have warned, and by which
titles; recipes are known to give good models, so none is right.
"""

from __future__ import annotations

import argparse
import time

import torch

from benchmarks.report import report
from core.jobs.execute import reader_of
from core.training.loop import fit
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from core.training.steps import epochs_of, learned
from core.training.trouble import trouble_in
from core.types import Diverged

MEASURED = 12  # epochs of a training
# Steps, and images of the data, of what takes a second or more for a step.
COSTLY = dict.fromkeys(("handwriting-128", "handwriting-cvae-128", "words-128"), (40, 1500))
# So do these, and 300 steps are needed to judge a duel.
LEFT_OUT = ("gan-basic", "cgan-advanced", "handwriting-gan")


def shortened(config: RunConfig, steps: int, n: int) -> RunConfig:
    """Return a run of at most so many steps on n images, measured twelve times."""
    training, whole = config.training, epochs_of(n, config.training)[0] * config.training.epochs
    steps = min(steps, whole)
    each = max(1, steps // MEASURED)
    training = training.replace(
        epochs=MEASURED, epoch_images=each * training.batch_size, snapshots=(), device="cpu", seconds=0.0
    )
    return config.replace(training=training)


def row_of(name: str, seed: int, steps: int) -> dict:
    """Train a recipe with a seed and count its warnings."""
    config = RECIPES[name].run.replace(seed=seed)
    most, limit = COSTLY.get(name, (steps, 0))
    if limit:
        config = config.replace(dataset=config.dataset.replace(limit=limit))
    dataset = config.dataset.load("train", image_size=config.model.image_size)
    config = shortened(config.replace(classes=dataset.classes), most, learned(len(dataset), config.training))
    torch.manual_seed(seed)
    model = config.model.build(config.classes)
    history, warned, began = [], {}, time.perf_counter()
    try:
        for progress in fit(model, dataset, config.training, seed=seed, reader=reader_of(config)):
            if progress.epoch_end:
                history.append(progress.row())
                for trouble in trouble_in(history, config.model, config.classes):
                    warned[trouble.title] = warned.get(trouble.title, 0) + 1
    except Diverged:
        warned["stopped being finite"] = 1
    return {
        "recipe": name,
        "seed": seed,
        "steps": history[-1]["step"] if history else 0,
        "epochs": len(history),
        "warned": sum(warned.values()),
        "of": ", ".join(f"{title} ({count})" for title, count in warned.items()) or "nothing",
        "seconds": time.perf_counter() - began,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seeds", type=int, default=3)
    usual = [name for name in RECIPES if name not in LEFT_OUT]
    parser.add_argument("--recipes", nargs="+", default=usual, choices=list(RECIPES))
    arguments = parser.parse_args()
    rows = []
    for name in arguments.recipes:
        for seed in range(arguments.seeds):
            rows.append(row_of(name, seed, arguments.steps))
            print(rows[-1], flush=True)
    report("false_alarms", rows)


if __name__ == "__main__":
    main()
