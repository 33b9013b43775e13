"""How many nats does an unseen image of pure ink cost under a VAE, closer than the ELBO can say?"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from core import images as pixels
from core.metrics import elbo
from core.metrics.drawn import Row
from core.metrics.score import Score
from core.types import ImageDataset

if TYPE_CHECKING:
    import torch
    from torch import Tensor

DRAWS, IMAGES = 64, 500  # importance samples an image, and the images, of the score that every VAE gets
MOST_DRAWS = 1_000_000
PIXELS_AT_ONCE = 500 * 28 * 28  # decoded together: more are slower, and these take tens of megabytes
IMAGES_AT_ONCE = 20

ROWS = {
    f"nll_k{DRAWS}": Row(
        "Negative log-likelihood",
        "lower",
        f"Nats that an unseen image of pure ink or paper costs, estimated closer than the ELBO can: {DRAWS} guesses of "
        f"its latents each, {IMAGES} images; each pixel is ink with its grey as chance.",
        "Burda et al. 2016, arXiv:1509.00519, equation 8",
    )
}


def fits(model: Any) -> bool:
    """Say whether the model has an encoder, and a decoder that gives every pixel a probability of ink."""
    return elbo.fits(model) and getattr(getattr(model, "config", None), "likelihood", "") == "bernoulli"


def measure(model: Any, dataset: ImageDataset, *, rng: torch.Generator) -> dict[str, Score]:
    """Return nll_k64: -log p(x) in nats per image, of at most 500 images evenly spread, 64 importance samples each.

    Each pixel is drawn as ink or no ink, so this is not to be set against the loss on grey images.
    """
    n = min(IMAGES, len(dataset))
    dataset = dataset.subset(np.arange(n) * len(dataset) // n)  # the first ones of MNIST are the tidier ones
    found = log_likelihood(model, dataset, draws=DRAWS, rng=rng)
    return {f"nll_k{DRAWS}": Score(value=-float(found.mean()), unit="nats")}


def log_likelihood(
    model: Any,
    dataset: ImageDataset,
    *,
    draws: int,
    rng: torch.Generator,
    on_progress: Callable[[float], None] = lambda share: None,
) -> Tensor:
    """Return a lower bound of log p(x) for each image, binarised at random by `rng`; float64 (n,), in nats.

    draws: importance samples of each image, 1 to 1,000,000. The mean over them is a bound that only rises with their
    number, from the ELBO at 1 to log p(x) itself. Raises ValueError for other draws, or a model without Bernoulli
    likelihood. Source: Burda et al. 2016, arXiv:1509.00519, equation 8.
    """
    import torch
    import torch.nn.functional as F

    if not 1 <= draws <= MOST_DRAWS:
        raise ValueError(f"draws must be between 1 and {MOST_DRAWS:,}, got {draws:,}.")
    if not fits(model):
        raise ValueError("only a VAE with a Bernoulli likelihood gives binarised images a probability.")
    x = pixels.inked(torch.from_numpy(dataset.images), rng)
    y = None if dataset.labels is None else F.one_hot(torch.from_numpy(dataset.labels), len(dataset.classes)).float()
    found = []
    with torch.no_grad():
        for at in range(0, len(x), IMAGES_AT_ONCE):
            part = slice(at, at + IMAGES_AT_ONCE)
            found.append(_bounds(model, x[part], None if y is None else y[part], draws, rng))
            on_progress(min(1.0, (at + IMAGES_AT_ONCE) / len(x)))
    return torch.cat(found)


def _bounds(model: Any, x: Tensor, y: Tensor | None, draws: int, rng: torch.Generator) -> Tensor:
    """Return log 1/k sum p(x, z) / q(z|x) over k draws of z for each x (m, 1, h, w); float64 (m,)."""
    import torch

    posterior = model.encode(x, y)
    total = torch.full((len(x),), -math.inf, dtype=torch.float64)
    at_once = max(1, PIXELS_AT_ONCE // x.numel())
    for done in range(0, draws, at_once):
        k = min(at_once, draws - done)
        weights = _log_weights(model, x, y, posterior, k, rng)  # (k, m)
        # The largest is taken out first: exp(-90) of float64 is fine, but of 10 kilonats, as at 128 pixels, it is 0.
        total = torch.logaddexp(total, torch.logsumexp(weights, 0))
    return total - math.log(draws)


def _log_weights(model: Any, x: Tensor, y: Tensor | None, posterior: Any, k: int, rng: torch.Generator) -> Tensor:
    """Return log p(x|z) + log N(z; 0, I) - log q(z|x) for k draws z ~ q(z|x); float64 (k, m)."""
    import torch

    m = len(x)
    eps = torch.randn(k, m, posterior.mu.shape[1], generator=rng)
    z = posterior.mu + (0.5 * posterior.logvar).exp() * eps
    told = None if y is None else y.repeat(k, 1)
    missed = model.reconstruction(z.flatten(0, 1), x.repeat(k, 1, 1, 1), told).unflatten(0, (k, m)).double()
    # The 2 pi of both Gaussians cancel; log q(z|x) = -sum(eps^2 + logvar) / 2 but for them.
    return 0.5 * (eps.double().square() + posterior.logvar.double() - z.double().square()).sum(2) - missed
