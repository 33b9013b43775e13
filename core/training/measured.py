"""What can be measured and seen of a model while it learns: losses held out, pictures, and a discriminator's scores?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core import images as pixels
from core.training import film
from core.training.elbo import with_elbo
from core.training.judged import histograms
from core.training.streams import EVALUATION, HELD_OUT_INK, JUDGED, READ, SAMPLES, generator
from core.types import Encoder, Judge, LatentModel, Trainable

EVALUATION_BATCH = 500
SAMPLED = 20  # images from fixed noise
READ_IMAGES = 500  # drawn ones: of a class that is one in fifty, ten are to be expected
JUDGED_IMAGES = 256  # of either kind: enough for a histogram that is drawn again every two seconds

# Maps x (n, 1, h, w) in [0, 1] to readings (n, k): rows sum to 1, or are 0 for what is like nothing it has learned.
Reader = Callable[[Tensor], Tensor]


def batch_of(images: Tensor, labels: Tensor | None, k: int) -> tuple[Tensor, Tensor | None]:
    """Turn uint8 images (n, h, w) and labels (n,) into x (n, 1, h, w) in [0, 1] and class weights y (n, k)."""
    return pixels.to_float(images), None if labels is None else F.one_hot(labels, k).float()


@torch.no_grad()
def pictures_of(model: Trainable, images: Tensor, labels: Tensor | None, k: int, *, seed: int) -> dict[str, Any]:
    """Return reconstructions and latents of uint8 images (n, h, w), and samples, as far as the model can give them."""
    report: dict[str, Any] = {}
    if isinstance(model, Encoder) and isinstance(model, LatentModel):
        x, y = batch_of(images, labels, k)
        posteriors = [model.encode(*xy) for xy in _chunks(x, y)]
        mu, logvar = (torch.cat([getattr(p, name) for p in posteriors]) for name in ("mu", "logvar"))
        x_hat = model.decode(mu[:20], None if y is None else y[:20])
        report["reconstructions"] = np.stack([pixels.to_uint8(x[:20]), pixels.to_uint8(x_hat)])
        report["mu"], report["logvar"] = mu.cpu().numpy(), logvar.cpu().numpy()
    if isinstance(model, LatentModel):
        report["samples"] = pixels.to_uint8(_drawn(model, SAMPLED, images.device, seed))
    return report


def preview_of(reconstructions: np.ndarray | None, samples: np.ndarray | None) -> np.ndarray | None:
    """Lay out what `pictures_of` gave: originals over reconstructions over samples, ten in a row; None of nothing."""
    rows = []
    if reconstructions is not None:
        originals, x_hat = reconstructions
        rows += [originals[:10], x_hat[:10], originals[10:20], x_hat[10:20]]
    if samples is not None:
        rows += [samples[:10], samples[10:20]]
    rows = [row for row in rows if len(row) == 10]
    return pixels.grid(np.concatenate(rows), columns=10) if rows else None


@torch.no_grad()
def frame_of(model: LatentModel, *, seed: int) -> np.ndarray:
    """Return a frame of the film of training, uint8 (m, h, w): always from the same noise."""
    m, side = film.pictured(model.image_size)
    x = _drawn(model, m, next(iter(model.state_dict().values())).device, seed)
    return pixels.to_uint8(F.avg_pool2d(x, x.shape[-1] // side))


@torch.no_grad()
def judged_by(model: Trainable, images: Tensor, labels: Tensor | None, k: int, *, seed: int) -> dict[str, Any] | None:
    """Return histograms of a discriminator's scores on uint8 images (n, h, w) and on drawn ones; None without one."""
    if not isinstance(model, Judge):
        return None
    x, y = batch_of(images[:JUDGED_IMAGES], None if labels is None else labels[:JUDGED_IMAGES], k)
    real, fake = model.judged(x, y, rng=generator(images.device, seed, JUDGED))
    return histograms(real.cpu().numpy(), fake.cpu().numpy())


@torch.no_grad()
def read_in(
    model: Trainable, images: Tensor, labels: Tensor | None, k: int, reader: Reader | None, *, seed: int
) -> dict[str, list[float]]:
    """Return which classes a reader finds in 500 images that a GAN draws, and in uint8 images (n, h, w) held out.

    {"read_drawn": shares (k,), "read_real": shares (k,)}, which sum to the share that can be read; the drawn ones are
    asked for in the classes of the held-out ones, if the model is told classes. Empty for models of other families,
    and without a reader. The same seed draws the same noise.
    """
    if reader is None or labels is None or not (isinstance(model, Judge) and isinstance(model, LatentModel)):
        return {}
    n = READ_IMAGES
    z = torch.empty(n, model.latent_dim, device=images.device).normal_(generator=generator(images.device, seed, READ))
    asked = labels[torch.arange(n, device=labels.device) % len(labels)]
    drawn = model.decode(z, F.one_hot(asked, k).float() if model.classes else None)
    real = pixels.to_float(images[: 2 * n])
    return {name: _shares(reader(x), k) for name, x in (("read_drawn", drawn), ("read_real", real))}


def _shares(readings: Tensor, k: int) -> list[float]:
    read = readings[readings.sum(1) > 0]
    return number(torch.bincount(read.argmax(1), minlength=k) / len(readings))


@torch.no_grad()
def evaluate(
    model: Trainable, images: Tensor, labels: Tensor | None, k: int, *, seed: int = 0, inked: bool = False
) -> dict:
    """Return the model's losses over uint8 images (n, h, w): floats, or lists where a loss is a vector.

    Of a VAE also its negative ELBO, whatever it learns by.

    labels: int64 (n,) below k, or None. inked: pixels are drawn as ink or no ink. The same seed draws the same noise,
    and the same pixels.
    """
    totals: dict[str, Tensor] = {}
    y = None if labels is None else F.one_hot(labels, k).float()
    rng, ink = (generator(images.device, seed, stream) for stream in (EVALUATION, HELD_OUT_INK))
    for greys, weights in _chunks(images, y):
        x = pixels.inked(greys, ink) if inked else pixels.to_float(greys)
        for name, value in model.evaluate_step(x, weights, rng=rng).items():
            totals[name] = totals.get(name, 0) + value * len(x)
    return with_elbo({name: number(total / len(images)) for name, total in totals.items()})


def _drawn(model: LatentModel, m: int, device: torch.device, seed: int) -> Tensor:
    """Draw the first m of the images from fixed noise; if the model is told classes, of one after the other."""
    z = torch.randn(SAMPLED, model.latent_dim, generator=generator(torch.device("cpu"), seed, SAMPLES))[:m].to(device)
    k = len(model.classes)
    return model.decode(z, F.one_hot(torch.arange(m, device=device) % k, k).float() if k else None)


def _chunks(x: Tensor, y: Tensor | None) -> Iterator[tuple[Tensor, Tensor | None]]:
    for at in range(0, len(x), EVALUATION_BATCH):
        part = slice(at, at + EVALUATION_BATCH)
        yield x[part], None if y is None else y[part]


def number(value: Tensor) -> float | list[float]:
    """Return a loss as JSON holds it, to six decimals."""
    return torch.round(value.detach().cpu().double(), decimals=6).tolist()  # Apple's GPUs have no float64
