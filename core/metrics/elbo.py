"""How many nats does a VAE need for an unseen image, and how many latent dimensions does it really use?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.latents import active
from core.metrics.batches import batches
from core.metrics.drawn import Row
from core.metrics.score import Score
from core.types import Encoder, ImageDataset, LatentModel, Trainable

if TYPE_CHECKING:
    import torch

_KINGMA = "Kingma & Welling 2014, arXiv:1312.6114, equation 3"
ROWS = {
    "loss": Row(
        "Negative ELBO",
        "lower",
        "Nats that the model needs to tell someone an unseen image of ink or paper: the latents first, then what they "
        "leave open. Of greys it is a cross-entropy, of Gaussian pixels a bound on a density, which may be below 0.",
        _KINGMA,
    ),
    "reconstruction": Row(
        "Reconstruction", "lower", "The part of it that the decoder leaves open about the pixels.", _KINGMA
    ),
    "kl": Row(
        "KL divergence",
        "neither",
        "What the latents cost of it: at most so much they say of the image.",
        _KINGMA,
    ),
    "active_dims": Row(
        "Active units",
        "neither",
        "Latent dimensions whose mean differs from image to image (variance above 0.01). The decoder hears noise in "
        "the others.",
        "Burda et al. 2016, arXiv:1509.00519, section 5.2",
    ),
    "noise": Row(
        "Learned noise",
        "neither",
        "Standard deviation that a pixel, from 0 to 1, has around what the decoder draws, as the model has learned it.",
        "Rybkin et al. 2021, arXiv:2006.13202, section 4.2",
    ),
    "squared_error": Row(
        "Squared error",
        "lower",
        "How far a reconstruction is from its image, pixel by pixel: 0 is equal, 1 is ink for paper throughout.",
    ),
}


def fits(model: Any) -> bool:
    """Say whether the model has an encoder and a decoder."""
    return isinstance(model, Encoder) and isinstance(model, LatentModel) and isinstance(model, Trainable)


def measure(model: Any, dataset: ImageDataset, *, rng: torch.Generator) -> dict[str, Score]:
    """Return loss = reconstruction + kl (the negative ELBO, whatever beta it was trained with), in nats per image.

    kl_per_dim: its parts by latent dimension. active_dims: see core.latents.active. squared_error: (x - x_hat)^2 of
    pixels from 0 to 1, their mean; x_hat is decoded from the mean of the posterior. For the others one z is drawn
    per image. noise: where the model has learned the deviation of a pixel.
    Source: Kingma & Welling 2014, arXiv:1312.6114, equation 3; active dims: Burda et al. 2016, arXiv:1509.00519, 5.2.
    """
    import torch

    reconstruction, kl_per_dim, squared, mu = 0.0, 0.0, 0.0, []
    with torch.no_grad():
        for x, y in batches(dataset):
            losses = model.evaluate_step(x, y, rng=rng)
            reconstruction = reconstruction + losses["reconstruction"].double() * len(x)
            kl_per_dim = kl_per_dim + losses["kl_per_dim"].double() * len(x)
            mu.append(model.encode(x, y).mu)
            noise = losses.get("noise")
            squared += float((model.decode(mu[-1], y) - x).square().double().mean((1, 2, 3)).sum())
    reconstruction, kl_per_dim = reconstruction / len(dataset), kl_per_dim / len(dataset)
    kl = kl_per_dim.sum()
    return {
        "loss": Score(value=float(reconstruction + kl), unit="nats"),
        "reconstruction": Score(value=float(reconstruction), unit="nats"),
        "kl": Score(value=float(kl), unit="nats"),
        "kl_per_dim": Score(value=tuple(kl_per_dim.tolist()), unit="nats"),
        "active_dims": Score(value=float(active(torch.cat(mu).numpy()).sum()), unit="dims"),
        "squared_error": Score(value=squared / len(dataset), unit="squared error"),
    } | ({} if noise is None else {"noise": Score(value=float(noise), unit="ink")})
