"""Which trainings are known to give good models? A name, and everything needed to run it."""

from __future__ import annotations

from core.datasets import DATASETS
from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig
from core.training.run import RunConfig, TrainingConfig

_mnist, _digits = DATASETS["mnist"], DATASETS["digits"]

# The convolutional GAN of many tutorials, layer by layer: 2,330,944 numbers in the generator, those that batch norm
# keeps counted, and 212,865 in the discriminator; first weights and Adam as Keras has them.
_TUTORIAL = GanConfig(
    latent_dim=100,
    volume=256,
    filters=(64, 128),
    kernel=5,
    slope=0.3,
    first_norm="numbers",
    output="tanh",
    last_bias=False,
    discriminator_filters=(64, 128),
    discriminator_norm="none",
    discriminator_slope=0.3,
    dropout=0.3,
    initialisation="glorot",
    beta1=0.9,
    epsilon=1e-7,
    average=0.0,
)
# The VAE of handwriting at 128 pixels, but for its last layers: 8,478,080 weights in the encoder.
_LARGE = ConvVaeConfig(
    image_size=128,
    latent_dim=64,
    filters=(16, 32, 64),
    dense=512,
    decoder_dense=False,
    decoder_kernel=3,
    batch_norm=False,
)


def _tutorial(epochs: int, batch_size: int, validation: float, snapshots: tuple[int, ...]) -> TrainingConfig:
    """Return a training of that GAN, at one rate."""
    return TrainingConfig(
        epochs=epochs, batch_size=batch_size, validation=validation, learning_rate=1e-4, schedule="constant",
        snapshots=snapshots,
    )  # fmt: skip


_LIKE_THE_TUTORIAL = _tutorial(50, 256, 1000, (1, 5, 10, 20))


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
        # Without classes to go by, strokes of several digits come together. Kinds keep the digits apart, and so does a
        # discriminator that is deep enough to see a whole one, and that R1 holds but lightly.
        model=GanConfig(
            latent_dim=32,
            kinds=16,
            volume=64,
            discriminator_filters=(32, 64, 128),
            discriminator_norm="none",
            discriminator_weights="scaled",
            minibatch_deviation=True,
            r1=0.01,
            r1_every=8,
        ),
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
    "gan-basic": RunConfig(dataset=_mnist(), model=_TUTORIAL, training=_LIKE_THE_TUTORIAL),
    "cgan-advanced": RunConfig(
        dataset=_mnist(),
        model=_TUTORIAL.replace(conditional=True, told_by="image", embedding=50),
        training=_LIKE_THE_TUTORIAL,
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
    # What they learn from is one's own handwriting, where it is there; else the small digits stand in for it.
    "handwriting-128": RunConfig(
        dataset=_digits(),
        model=_LARGE.replace(finish=True),
        training=TrainingConfig(epochs=50, batch_size=32, learning_rate=1e-3, schedule="constant"),
    ),
    "handwriting-cvae-128": RunConfig(
        dataset=_digits(),
        model=_LARGE.replace(conditional=True, class_at="dense"),
        training=TrainingConfig(epochs=50, batch_size=32, learning_rate=1e-3, schedule="constant"),
    ),
    "handwriting-gan": RunConfig(
        dataset=_digits(), model=_TUTORIAL, training=_tutorial(200, 64, 0.1, (1, 5, 20, 50, 100))
    ),
    "words-128": RunConfig(
        dataset=_digits(),
        model=_LARGE.replace(finish=True),
        training=TrainingConfig(epochs=100, batch_size=32, learning_rate=1e-3, schedule="constant"),
    ),
}
# Those that are about one's own handwriting: they learn from a set that a visitor has brought, if there is one.
FROM_OWN = ("handwriting-128", "handwriting-cvae-128", "handwriting-gan", "words-128")
