"""How does a network learn hands, so that it tells writers apart whom it has never seen?

From the 539 writers of MNIST's training part: 60 are held out, to set the thresholds on. Supervised contrastive loss:
Khosla et al. 2020, arXiv:2004.11362, equation 2.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from core import images as pixels
from core import places
from core.augmentation import StrokeConfig, WarpConfig
from core.augmentation.pen import PenConfig
from core.config import Config
from core.datasets import DATASETS
from core.files import write_atomic
from core.one_image import hand, writers
from core.one_image.hand_trials import cohorts, figures, thresholds

if TYPE_CHECKING:
    from torch import Tensor, nn

HELD_OUT = 60  # writers
TEMPERATURE = 0.1
AT_ONCE, EACH = 64, 4  # writers in a step, and images of each
PEN = 0.1  # share of images that are drawn anew with another pen, as on a screen
WARP = WarpConfig(turn=2.0, lean=0.02, shift=0.02, stretch=0.03, bend=0.005)
STROKE = StrokeConfig(thicken=0.1, thin=0.08)
SEED = 0
MOST_BYTES = 300_000

OnProgress = Callable[[str, float], None]


class HandTraining(Config):
    """How long it learns."""

    steps: int = Field(7000, ge=1, le=100_000, description="Steps of the training.")
    rate: float = Field(3e-3, gt=0.0, le=1.0, description="Highest step size of Adam.")


def build(training: HandTraining | None = None, on_progress: OnProgress = lambda what, share: None) -> Path:
    """Train the hand, set its thresholds and put it into the zoo with its card; return its folder.

    A quarter of an hour on a core. Raises DataError if MNIST or its writers are not here.
    """
    import torch
    from safetensors.torch import save

    training = training or HandTraining()
    data, who = DATASETS["mnist"]().load("train"), writers.writers("train")
    apart = held_out_writers(who)
    out = np.isin(who, apart)
    began = time.process_time()
    model = learned(data.images[~out], data.labels[~out], who[~out], training, on_progress)
    seconds = time.process_time() - began
    model = model.half().float()  # as it is kept
    on_progress("setting thresholds", 1.0)
    points = hand.embedded(data.images[out], model)
    told = thresholds(points, data.labels[out], who[out], cohorts(model, apart))
    fresh = places.hand().with_name(".hand.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    tensors = {k: t.half() if t.is_floating_point() else t for k, t in model.state_dict().items()}
    packed = save({k: t.contiguous() for k, t in tensors.items()})
    if len(packed) > MOST_BYTES:
        raise ValueError(f"the hand must be at most {MOST_BYTES} bytes to ship, it has {len(packed)}.")
    write_atomic(fresh / hand.WEIGHTS, packed)
    write_atomic(fresh / hand.SETTINGS, told.to_json())
    count = sum(p.numel() for p in model.parameters())
    write_atomic(fresh / hand.CARD, card(count, seconds, training, figures(model, told), torch.__version__))
    shutil.rmtree(places.hand(), ignore_errors=True)
    fresh.rename(places.hand())
    return places.hand()


def held_out_writers(who: np.ndarray) -> np.ndarray:
    """Return the writers of MNIST's training part, int64 (60,), that are not learned from."""
    return np.random.default_rng(SEED).permutation(np.unique(who))[:HELD_OUT]


def learned(
    images: np.ndarray, labels: np.ndarray, who: np.ndarray, training: HandTraining, on_progress: OnProgress
) -> nn.Module:
    """Return a network taught from images uint8 (n, 28, 28), their labels and writers, int64 (n,) each; eval mode."""
    import torch

    from core.adam import Adam
    from core.training.schedules import SCHEDULES

    rng, chance = torch.Generator().manual_seed(SEED), np.random.default_rng(SEED)
    x, groups = torch.from_numpy(images), _groups(labels, who)
    redrawn = _redrawn(x, rng, on_progress)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        model = hand.network().train()
    optimiser = Adam(model.parameters(), training.rate)
    same = torch.arange(AT_ONCE).repeat_interleave(EACH)
    for step in range(training.steps):
        of = groups[chance.integers(len(groups))]
        chosen = chance.choice(len(of), AT_ONCE, replace=len(of) < AT_ONCE)
        at = torch.from_numpy(np.concatenate([chance.choice(of[i], EACH, replace=False) for i in chosen]))
        pen = torch.rand(len(at), generator=rng) < PEN
        batch = torch.where(pen[:, None, None], redrawn[at], x[at])
        batch = STROKE.vary(WARP.vary(pixels.to_float(batch), rng=rng), rng=rng)
        optimiser.param_groups[0]["lr"] = training.rate * SCHEDULES["one-cycle"](step / training.steps)
        loss = contrasted(model(batch), same)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            on_progress(f"learning hands, loss {loss.item():.2f}", step / training.steps)
    return model.eval()


def contrasted(points: Tensor, same: Tensor) -> Tensor:
    """Return the supervised contrastive loss, in nats, of points (n, d) whose groups are `same`, int64 (n,)."""
    import torch
    import torch.nn.functional as F

    z = F.normalize(points, dim=1)
    itself = torch.eye(len(z), dtype=torch.bool)
    logits = (z @ z.T / TEMPERATURE).masked_fill(itself, -1e9)
    positive = (same[:, None] == same) & ~itself
    log_share = logits - logits.logsumexp(1, keepdim=True)
    return -((log_share * positive).sum(1) / positive.sum(1).clamp_min(1)).mean()


def card(count: int, seconds: float, training: HandTraining, found: dict[str, float], torch_version: str) -> bytes:
    """Return the model card, Markdown."""
    names = ("auc", "eer", "own", "strangers")
    rows = "\n".join(
        f"| {k} | " + " | ".join(f"{found[f'{name} {k}']:.3f}" for name in names) + " |" for k in (1, 3, 5)
    )
    return f"""# Hand

Tells whether one hand wrote two images of the same character, of 28 x 28 px. Made with Latent Ink.

## Trained on

MNIST's training part, by the writers that QMNIST names: {539 - HELD_OUT} to learn from, {HELD_OUT} held out, on
whom the thresholds were set, so that one stranger in ten passes.

Licence of the data: MNIST CC BY-SA 3.0 (Y. LeCun, C. Cortes, C. Burges); QMNIST's labels BSD 3-clause (Facebook).
Neither comes along.

## How

A convolutional network of {count:,} weights, kept in half precision. An image is {hand.NUMBERS} numbers of length 1,
the mean over it and four copies moved by a pixel. Supervised contrastive loss (arXiv:2004.11362), temperature
{TEMPERATURE:g}; a step sees {AT_ONCE} writers with {EACH} images of one digit each. {training.steps:,} steps took
{seconds / 60:.0f} minutes of one core, torch {torch_version}. Images are warped a little, and one in ten is drawn anew
with a pen of constant width.

## Worth

On MNIST's test part: {found["writers"]:.0f} writers, none of whom wrote what was learned from. In the mean over
{found["pairs 1"]:.0f} writers and digits: chance that other images of the writer's score above strangers' (AUC),
equal error rate, and shares accepted by the thresholds, which count from the scores of 500 other people's images.

| own images | AUC | EER | own accepted | strangers accepted |
|---|---|---|---|---|
{rows}

With each of a writer's images as the known one in turn, one own image: AUC {found["turns"]:.3f}.

## Not for

Security, or saying who somebody is: it recognises, and about one stranger in ten passes. It has seen digits only, and
one session of each writer. Another pen costs it part of its certainty: write all images on the same sheet.
""".encode()


def _groups(labels: np.ndarray, who: np.ndarray) -> list[list[np.ndarray]]:
    """Return for each digit the places of each writer's images, of those with enough."""
    found = []
    for digit in np.unique(labels):
        of = np.flatnonzero(labels == digit)
        order = of[np.argsort(who[of], kind="stable")]
        parts = np.split(order, np.flatnonzero(np.diff(who[order])) + 1)
        found.append([part for part in parts if len(part) >= EACH])
    return found


def _redrawn(x: Tensor, rng, on_progress: OnProgress) -> Tensor:
    """Draw images uint8 (n, h, w) anew with other pens."""
    import torch

    out, pen = torch.empty_like(x), PenConfig()
    for start in range(0, len(x), 500):
        part = pen.vary(pixels.to_float(x[start : start + 500]), rng=rng)
        out[start : start + 500] = part[:, 0].mul(255).round().byte()
        on_progress("drawing with other pens", 0.0)
    return out
