"""Can draws from the prior be told from where images are put? Small VAEs that pay much for a nat, as one file.

browser/exhibits/prior_posterior shows them beside models of the library, by way of core/blocks/exhibits.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from core import images as pixels
from core import places
from core.blocks.exhibits import packed_cloud, ship
from core.datasets import DATASETS
from core.latents import Latents, atlas_of
from core.models import MlpVaeConfig
from core.networks.browser import export_model
from core.packed import unpack
from core.training.loop import fit
from core.training.run import TrainingConfig
from core.training.steps import learned

BETAS = (20.0, 100.0)
SMALL = MlpVaeConfig(latent_dim=2, hidden=(16,), activation="silu")
LEARNED, EPOCHS, KEPT = 10_000, 6, 2000  # images with those held out, passes, test images put into latent space
TRAINING = TrainingConfig(epochs=EPOCHS, batch_size=64, learning_rate=3e-3, validation=500, device="cpu")
MOST_BYTES = 120_000


def apart(*, epochs: int = EPOCHS, on_progress: Callable[[str, float], None] = lambda doing, share: None) -> Path:
    """Train a VAE of two latents for each of BETAS, write its decoder and where it puts test images; return the file.

    Raises DataError without MNIST.
    """
    mnist = DATASETS["mnist"]().from_root()
    some, test = mnist.replace(limit=LEARNED).load("train"), mnist.load("test")
    assert test.labels is not None
    x, sections, rows = pixels.to_float(torch.from_numpy(test.images[:KEPT])), {}, []
    for at, beta in enumerate(BETAS):
        on_progress(f"beta {beta:g}", at / len(BETAS))
        torch.manual_seed(0)
        model = SMALL.replace(beta=beta).build(())
        for _ in fit(model, some, TRAINING.replace(epochs=epochs), seed=0):
            pass
        with torch.no_grad():
            posterior = model.eval().encode(x)
        kept = Latents(
            posterior.mu.numpy(), posterior.logvar.numpy(), test.labels[:KEPT], *atlas_of(test.images[:1]), 28
        )
        row, parts = packed_cloud(kept, unpack(export_model(model))["decoder"])
        rows.append({"beta": beta, "learned": learned(len(some), TRAINING)} | row)
        sections |= {f"{name}{at}": part for name, part in parts.items()}
    path = places.apart() / "apart.bin"
    return ship(path, {"models": rows}, sections, MOST_BYTES)
