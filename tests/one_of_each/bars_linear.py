"""How is a linear VAE taught bars?"""

from __future__ import annotations

from core.datasets import DATASETS
from core.models import MODELS
from core.training.recipes.recipe import Recipe
from core.training.run import RunConfig, TrainingConfig

RECIPE = Recipe(
    RunConfig(
        dataset=DATASETS["bars"](),
        model=MODELS["linear vae"](latent_dim=4),
        training=TrainingConfig(epochs=20, batch_size=32, learning_rate=1e-2),
    ),
    title="Bars, the plain way",
    about="A linear VAE learns to lay bars of ink out.",
    picture="Bars, and greys in between.",
)
