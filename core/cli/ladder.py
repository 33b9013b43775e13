"""What does beta buy and cost? Small VAEs that differ in nothing but beta, and what was measured of them, as one file.

browser/exhibits/collapse_ladder reads the file, by way of core/blocks/exhibits.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core import images as pixels
from core import places
from core.blocks.exhibits import ship
from core.datasets import DATASETS
from core.latents import ACTIVE_ABOVE
from core.models import MlpVaeConfig
from core.models.vae_network import Vae
from core.training.loop import fit
from core.training.run import TrainingConfig
from core.training.steps import learned
from core.types import ImageDataset

BETAS = (0.0, 0.1, 1.0, 4.0, 10.0, 20.0, 100.0)
CURE = MlpVaeConfig(latent_dim=16, hidden=(400,), activation="silu", beta=10.0, free_bits=0.5)
RUNGS = (*(CURE.replace(beta=beta, free_bits=0.0) for beta in BETAS), CURE)
LEARNED, EPOCHS, SHOWN, DRAWN = 10_000, 10, 20, 10  # images with those held out, passes, reconstructed, drawn
TRAINING = TrainingConfig(epochs=EPOCHS, batch_size=64, learning_rate=3e-3, validation=500, device="cpu")
MOST_BYTES = 400_000


def ladder(*, epochs: int = EPOCHS, on_progress: Callable[[str, float], None] = lambda doing, share: None) -> Path:
    """Train the VAEs of RUNGS, measure them on MNIST's test images, and write what was found; return the file.

    The same 20 test images are reconstructed by each, two of every digit, and the same 10 draws of the prior decoded.
    Raises DataError without MNIST.
    """
    mnist = DATASETS["mnist"]().from_root()
    some = mnist.replace(limit=LEARNED).load("train")
    test = mnist.load("test")
    path = places.ladder() / "ladder.bin"
    sections, rows = {"images": test.images[shown_of(test)].tobytes()}, []
    for rung, config in enumerate(RUNGS):
        on_progress(f"beta {config.beta:g}", rung / len(RUNGS))
        torch.manual_seed(0)
        model = config.build(())
        for _ in fit(model, some, TRAINING.replace(epochs=epochs), seed=0):
            pass
        row, again, drawn = measured(model.eval(), test)
        rows.append({"beta": config.beta, "free_bits": config.free_bits} | row)
        sections |= {f"again{rung}": again.tobytes(), f"drawn{rung}": drawn.tobytes()}
    about = {"rungs": rows, "shown": SHOWN, "drawn": DRAWN, "size": test.size, "epochs": epochs}
    about |= {
        "learned": learned(len(some), TRAINING),
        "labels": test.labels[shown_of(test)].tolist(),
        "measured": len(test),
        "active_above": ACTIVE_ABOVE,
    }
    return ship(path, about, sections, MOST_BYTES)


def shown_of(test: ImageDataset) -> np.ndarray:
    """Return the places of the first two images of every class, int64 (20,), class by class."""
    assert test.labels is not None
    return np.concatenate([np.flatnonzero(test.labels == c)[: SHOWN // 10] for c in range(10)])


@torch.no_grad()
def measured(model: Vae, test: ImageDataset) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """Return what a VAE makes of test images: its numbers, reconstructions from mu and draws, uint8 (20 or 10, h, w).

    The numbers: reconstruction with one draw of z each, kl in all and by dimension (d,), descending, in nats per image,
    and of each dimension whether it is active, as core.latents has it.
    """
    x = pixels.to_float(torch.from_numpy(test.images))
    posterior = model.encode(x)  # (n, d) each
    rng = torch.Generator().manual_seed(0)
    reconstruction = model.reconstruction(posterior.sample(rng), x).mean()
    kl, order = posterior.kl().mean(0).sort(descending=True)
    active = posterior.mu.var(0)[order] > ACTIVE_ABOVE
    z = torch.randn(DRAWN, posterior.mu.shape[1], generator=rng)
    again, drawn = model.decode(posterior.mu[torch.from_numpy(shown_of(test))]), model.decode(z)
    row: dict[str, Any] = {"reconstruction": round(float(reconstruction), 2), "kl": round(float(kl.sum()), 3)}
    row |= {"kl_per_dim": [round(float(v), 4) for v in kl], "active": active.tolist()}
    return row, _greys(again), _greys(drawn)


def _greys(images: Tensor) -> np.ndarray:
    return np.round(255 * images.squeeze(1).numpy()).astype(np.uint8)
