"""How likely is an unseen image by a model that goes from noise to ink along an ODE, told no class?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core import images as pixels
from core.metrics.drawn import Row
from core.metrics.score import Score
from core.types import ImageDataset

if TYPE_CHECKING:
    import torch

IMAGES, DRAWS = 100, 2  # of the score that every such model gets; each draw takes 48 askings and their slopes

NOISE = 14  # grey levels, standard deviation: of the moment that a flow begins its way back from

_SOURCES = "Grathwohl et al. 2019, arXiv:1810.01367, section 3.1; Song et al. 2021, arXiv:2011.13456, appendix D.2"
ROWS = {
    "cost_by_ode": Row(
        "Cost of an image",
        "lower",
        f"Nats that it takes to tell an unseen image by the model, under noise of {NOISE} grey levels of 255, noise "
        f"itself left out: {IMAGES} images, {DRAWS} draws of noise each, no class told. ±: for other draws.",
        _SOURCES,
        most=IMAGES,
    ),
    "density_by_ode": Row(
        "Bits a pixel, under noise",
        "lower",
        "The same as a density of the noised image in grey levels of 256: with what the noise takes, most of it.",
        _SOURCES,
        most=IMAGES,
    ),
}


def fits(model: Any) -> bool:
    """Say whether the model goes back to noise along an ODE, and has learned to without being told a class."""
    return callable(getattr(model, "costs", None)) and model.config.prices


def measure(model: Any, dataset: ImageDataset, *, rng: torch.Generator) -> dict[str, Score]:
    """Return cost_by_ode in nats an image and density_by_ode in bits a pixel, of at most 100 images evenly spread.

    spread: what other draws of noise and of probes would make of the same images.
    """
    import torch

    n = min(IMAGES, len(dataset))
    some = torch.from_numpy(dataset.images[np.arange(n) * len(dataset) // n])
    nats = model.costs(pixels.to_float(some), draws=DRAWS, rng=rng)
    error = float((nats.var(1).sum() / DRAWS).sqrt()) / n
    cost = float(nats.mean())
    bits, more = (model.bits_a_pixel(nats) for nats in (cost, cost + error))
    return {
        "cost_by_ode": Score(value=cost, unit="nats", spread=error),
        "density_by_ode": Score(value=bits, unit="bits a pixel", spread=more - bits),
    }
