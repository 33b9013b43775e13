"""What is there to begin with? Seconds to something that can be dragged, asked or watched."""

from __future__ import annotations

from core.datasets import DATASETS
from core.models import FlowConfig, GanConfig, MlpVaeConfig
from core.training.recipes.recipe import Recipe
from core.training.run import RunConfig, TrainingConfig

_mnist, _digits = DATASETS["mnist"], DATASETS["digits"]


MAP = Recipe(
    RunConfig(
        dataset=_digits(),
        model=MlpVaeConfig(latent_dim=2, hidden=(128, 64)),
        training=TrainingConfig(epochs=40, batch_size=64, learning_rate=5e-3),
    ),
    title="First steps: a map of digits",
    about="A small VAE on the built-in digits learns in seconds to lay them out on a plane that you can drag through.",
    picture="Soft, rounded digits that morph into one another; some that are drawn alike, such as 4 and 9, share a "
    "place.",
    like="mnist-vae-2d",
)

QUICK = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=20, hidden=(400,), activation="silu"),
        training=TrainingConfig(epochs=3, validation=1000, learning_rate=1.2e-2),
    ),
    title="A quick look at MNIST",
    about="A VAE sees 59,000 handwritten digits three times over, and describes each by 20 numbers.",
    picture="Reconstructions are close to the originals; drawn from nothing, some are digits and some are in between.",
    like="mnist-vae-16d",
)

ASKED = Recipe(
    RunConfig(
        dataset=_digits(),
        model=MlpVaeConfig(latent_dim=4, hidden=(256, 128), activation="silu", conditional=True),
        training=TrainingConfig(epochs=60, batch_size=64, learning_rate=5e-3),
    ),
    title="Digits that you can ask for",
    about="A small VAE on the built-in digits is told which digit it sees, so that it can write any number you type.",
    picture="Soft digits of the class that you ask for, in many hands.",
    like="mnist-cvae",
)

DUEL = Recipe(
    RunConfig(
        dataset=_digits(),
        model=GanConfig(latent_dim=16, conditional=True, r1=0.5),  # few images: without the penalty it collapses
        training=TrainingConfig(epochs=40, batch_size=64, learning_rate=2e-3, schedule="linear"),
    ),
    title="A first duel",
    about="Two small networks on the built-in digits: one draws, the other tells drawn from real, both told the digit.",
    picture="Crisp digits of the class that you ask for.",
    like="mnist-cgan",
)

STEPS = Recipe(
    RunConfig(
        dataset=_digits(),
        model=FlowConfig(image_size=14, conditional=True, early=-1.0),
        training=TrainingConfig(epochs=30, batch_size=64, learning_rate=2e-3, schedule="linear"),
    ),
    title="From noise to ink, in steps",
    about="A flow on the built-in digits learns to turn noise into the digit that it is told, a step at a time.",
    picture="Sharp, small digits of the class that you ask for.",
)

STEPS_QUICK = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=FlowConfig(conditional=True, early=-1.0, guidance=1.5),
        training=TrainingConfig(epochs=4, validation=1000, learning_rate=3e-3, schedule="linear"),
    ),
    title="From noise to MNIST's digits, a quick look",
    about="A flow sees 59,000 handwritten digits four times over, and is guided to the digit that it is told.",
    picture="Digits of the class that you ask for; a few hands fewer than after a longer training.",
    like="mnist-flow",
)
