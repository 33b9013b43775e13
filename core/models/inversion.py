"""Where in latent space does a model draw a given image? Found by optimising z, for models that cannot encode.

Source: Creswell & Bharath 2016, arXiv:1611.05644; Zhu et al. 2016, arXiv:1609.03552.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.adam import Adam
from core.images import to_uint8
from core.types import LatentModel

RATE = 0.1  # of Adam: z has standard deviation 1, so a start crosses the latent space within some dozens of steps
SIFTED = 0.25  # share of the steps after which only the best starts go on
MOST_TRIED = 160  # places that are moved at once: each is an image to draw and to derive a step
FRAMES = 48  # pictures that are kept of the way

OnStep = Callable[[int, float, np.ndarray], None]  # step, error of the best so far, its image uint8 (h, w)


@dataclass(frozen=True, eq=False)
class Inversion:
    """The place whose image came nearest, and the way there.

    z: (d,). label: the class that was told, -1 for none. error: squared error of a pixel from 0 to 1, their mean.
    frames: uint8 (t, h, w), what was drawn on the way; steps: int64 (t,), when. errors: float32 (s, t) of the starts
    that went to the end, the best first; it is the way of the first that is kept.
    """

    z: np.ndarray
    label: int
    error: float
    frames: np.ndarray
    steps: np.ndarray
    errors: np.ndarray


def invert(
    model: LatentModel,
    x: Tensor,
    *,
    starts: int = 8,
    steps: int = 200,
    rng: torch.Generator,
    begin: Tensor | None = None,
    on_step: OnStep = lambda step, error, frame: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Inversion | None:
    """Move z until the model draws x, from several starts, each class in turn; None if it was told to stop.

    x: (1, h, w) in [0, 1]. starts: how many draws of z ~ N(0, I) go to the end; with classes, as many of each begin as
    160 places allow. begin: a place (d,) to begin from beside them. The length of z is left free: where a drawing is
    unlike all that the model learned, it may end where nothing is ever drawn. Raises ValueError unless 1 <= starts <=
    64 and 1 <= steps <= 2,000.
    """
    if not 1 <= starts <= 64 or not 1 <= steps <= 2000:
        raise ValueError(f"starts must be 1 to 64 and steps 1 to 2,000, got {starts} and {steps}.")
    z, labels = _begun(model, starts, rng, begin)
    kept = sorted({0, *np.unique(np.geomspace(1, steps, FRAMES).round().astype(int)).tolist()})
    frames, errors = [], []
    sifted = max(1, round(SIFTED * steps)) if len(z) > starts else 0
    adam = Adam([z], RATE)
    for step in range(steps + 1):
        if should_stop():
            return None
        if step == sifted and sifted:
            best = errors_of(model, z, labels, x)[0].argsort()[:starts]
            # With what Adam knows of them: begun anew, it would throw each a step of full length back.
            known = adam.state[z]
            z, labels = z.detach()[best].requires_grad_(), labels[best]
            adam = Adam([z], RATE)
            adam.state[z] = {name: one[best] if one.ndim else one for name, one in known.items()}
            frames, errors = [one[best] for one in frames], [one[best] for one in errors]
        for group in adam.param_groups:  # ever smaller steps: at the end it should settle
            group["lr"] = RATE * (0.05 + 0.95 * (1 - step / steps))
        missed, drawn = errors_of(model, z, labels, x)
        if step in kept:
            frames.append(to_uint8(drawn))
            errors.append(missed.detach())
            on_step(step, float(errors[-1].min()), frames[-1][int(errors[-1].argmin())])
        if step < steps:
            # Of z alone: a model that stays open is shared, and gradients of its weights would cost time and pile up.
            z.grad = torch.autograd.grad(missed.sum(), z)[0]
            adam.step()
    order = errors[-1].argsort()
    first = int(order[0])
    return Inversion(
        z=z.detach()[first].numpy(),
        label=int(labels[first]),
        error=float(errors[-1][first]),
        frames=np.stack([one[first] for one in frames]),
        steps=np.array(kept),
        errors=torch.stack(errors, 1)[order].numpy(),
    )


def errors_of(model: LatentModel, z: Tensor, labels: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    """Return (mean squared error of each (m,), what is drawn (m, 1, h, w)) of places z (m, d) against x (1, h, w)."""
    drawn = model.decode(z, _told(model, labels))
    return (drawn - x).square().flatten(1).mean(1), drawn


def _told(model: LatentModel, labels: Tensor) -> Tensor | None:
    k = len(model.classes)
    return torch.nn.functional.one_hot(labels, k).float() if k else None


def _begun(model: LatentModel, starts: int, rng: torch.Generator, begin: Tensor | None) -> tuple[Tensor, Tensor]:
    """Return where to begin, z (m, d), and the class of each, int64 (m,), -1 for none."""
    k = len(model.classes)
    each = max(1, min(starts, MOST_TRIED // max(1, k)))
    z = torch.empty(each, model.latent_dim).normal_(generator=rng)
    if begin is not None:
        z = torch.cat([begin[None], z])
    labels = torch.arange(k).repeat_interleave(len(z)) if k else torch.full((len(z),), -1)
    return z.repeat(max(1, k), 1).requires_grad_(), labels
