"""Which trainings are known to give good models? A name, and everything needed to run it."""

from __future__ import annotations

from core.datasets import DATASETS
from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig
from core.training.run import RunConfig, TrainingConfig

_mnist, _digits = DATASETS["mnist"], DATASETS["digits"]

RECIPES: dict[str, RunConfig] = {
    # The defaults: seconds to something that can be dragged.
    "digits-2d": RunConfig(
        dataset=_digits(),
        model=MlpVaeConfig(latent_dim=2, hidden=(128, 64)),
        training=TrainingConfig(epochs=40, batch_size=64, learning_rate=5e-3),
    ),
    "mnist-quick": RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=20, hidden=(400,), activation="silu"),
        training=TrainingConfig(epochs=3, validation=1000, learning_rate=1.2e-2),
    ),
    "digits-cvae": RunConfig(
        dataset=_digits(),
        model=MlpVaeConfig(latent_dim=4, hidden=(256, 128), activation="silu", conditional=True),
        training=TrainingConfig(epochs=60, batch_size=64, learning_rate=5e-3),
    ),
    "digits-cgan": RunConfig(
        dataset=_digits(),
        model=GanConfig(latent_dim=16, conditional=True, r1=0.5),  # few images: without the penalty it collapses
        training=TrainingConfig(epochs=40, batch_size=64, learning_rate=2e-3, schedule="linear"),
    ),
    # What ships in the zoo.
    "mnist-vae-2d": RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=2, hidden=(256, 128), activation="silu"),
        training=TrainingConfig(epochs=30, validation=1000, learning_rate=3e-3),
    ),
    "mnist-vae-16d": RunConfig(
        dataset=_mnist(),
        model=ConvVaeConfig(latent_dim=16, filters=(16, 32, 64), dense=128, batch_norm=True),
        training=TrainingConfig(epochs=18, validation=1000, learning_rate=4e-3),
    ),
    "mnist-cvae": RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=8, hidden=(256, 128), activation="silu", conditional=True),
        training=TrainingConfig(epochs=30, validation=1000, learning_rate=3e-3),
    ),
    "mnist-gan": RunConfig(
        dataset=_mnist(),
        # Without classes to go by, two layers cannot keep the digits apart: strokes of several come together.
        model=GanConfig(volume=64, discriminator_filters=(32, 64), r1=0.5),
        training=TrainingConfig(epochs=8, validation=1000, learning_rate=2e-3, schedule="linear"),
    ),
    "mnist-cgan": RunConfig(
        dataset=_mnist(),
        model=GanConfig(conditional=True, discriminator_filters=(24, 48)),
        training=TrainingConfig(epochs=12, validation=1000, learning_rate=2e-3, schedule="linear"),
    ),
    "mnist-classifier": RunConfig(
        dataset=_mnist(),
        model=ClassifierConfig(),
        training=TrainingConfig(epochs=12, validation=1000, learning_rate=3e-3),
    ),
    # Well-known set-ups, to compare with.
    "classic-14x14": RunConfig(
        dataset=_mnist(binarise_at=128),
        model=MlpVaeConfig(image_size=14, latent_dim=2, hidden=(128, 64), activation="tanh"),
        training=TrainingConfig(epochs=30, validation=1000),
    ),
    "conv-2d-150": RunConfig(
        dataset=_mnist(),
        model=ConvVaeConfig(latent_dim=2, filters=(8, 16), dense=20, batch_norm=True),
        training=TrainingConfig(epochs=150, validation=0.2, snapshots=(20, 50, 80, 100, 150)),
    ),
    "dcgan-classic": RunConfig(
        dataset=_mnist(),
        model=GanConfig(
            latent_dim=100,
            volume=256,
            filters=(64, 128),
            kernel=5,
            slope=0.3,
            discriminator_filters=(64, 128),
            discriminator_norm="none",
            dropout=0.3,
            average=0.0,
        ),
        training=TrainingConfig(
            epochs=50,
            batch_size=256,
            validation=1000,
            learning_rate=1e-4,
            schedule="constant",
            snapshots=(1, 5, 10, 20),
        ),
    ),
    "pytorch-example": RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=20, hidden=(400,)),
        training=TrainingConfig(epochs=10, validation=1, learning_rate=1e-3, schedule="constant"),
    ),
    "mnist-likelihood": RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=40, hidden=(400,)),
        training=TrainingConfig(epochs=500, validation=1000, learning_rate=3e-3, dynamic_binarisation=True),
    ),
    "handwriting-128": RunConfig(
        dataset=_mnist(),
        model=ConvVaeConfig(image_size=128, latent_dim=64, filters=(16, 32, 64), dense=512),
        training=TrainingConfig(epochs=20, learning_rate=1e-3),
    ),
}
