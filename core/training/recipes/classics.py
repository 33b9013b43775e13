"""Which set-ups are well known, to compare with?"""

from __future__ import annotations

from core.datasets import DATASETS
from core.models import ConvVaeConfig, GanConfig, MlpVaeConfig
from core.training.recipes.recipe import Recipe
from core.training.run import RunConfig, TrainingConfig

_mnist = DATASETS["mnist"]

# The convolutional GAN of many tutorials, layer by layer: 2,330,944 numbers in the generator, those that batch norm
# keeps counted, and 212,865 in the discriminator; first weights and Adam as Keras has them.
TUTORIAL = GanConfig(
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


def tutorial(epochs: int, batch_size: int, validation: float, snapshots: tuple[int, ...]) -> TrainingConfig:
    """Return a training of that GAN, at one rate."""
    return TrainingConfig(
        epochs=epochs, batch_size=batch_size, validation=validation, learning_rate=1e-4, schedule="constant",
        snapshots=snapshots,
    )  # fmt: skip


_LIKE_THE_TUTORIAL = tutorial(50, 256, 1000, (1, 5, 10, 20))

SMALL = Recipe(
    RunConfig(
        dataset=_mnist(binarise_at=128),
        model=MlpVaeConfig(image_size=14, latent_dim=2, hidden=(128, 64), activation="tanh"),
        training=TrainingConfig(epochs=30, validation=1000),
    ),
    title="A classic: black and white, 14 pixels",
    about="MNIST at half its size in pure black and white, by the small tanh network that many courses begin with.",
    picture="Coarse, soft digits of 14 x 14 pixels.",
)

LONG = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=ConvVaeConfig(latent_dim=2, filters=(8, 16), dense=20, batch_norm=True),
        training=TrainingConfig(epochs=150, validation=0.2, snapshots=(20, 50, 80, 100, 150)),
    ),
    title="A classic: convolutions on a plane, 150 epochs",
    about="A small convolutional VAE brings MNIST onto a plane and takes its time, with a picture kept now and then.",
    picture="Soft digits that morph as you drag; the film of its training is long.",
    like="mnist-vae-2d",
)

GAN = Recipe(
    RunConfig(dataset=_mnist(), model=TUTORIAL, training=_LIKE_THE_TUTORIAL),
    title="A classic: the GAN of many tutorials",
    about="The convolutional GAN that many tutorials build, layer by layer; on a processor it takes hours.",
    picture="Crisp digits late in the training, noise and checkerboards early on.",
    like="mnist-gan",
)

CGAN = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=TUTORIAL.replace(conditional=True, told_by="image", embedding=50),
        training=_LIKE_THE_TUTORIAL,
    ),
    title="A classic: that GAN, told the digit",
    about="The same GAN, told the class: beside the noise, and as a second image for the judge; it takes hours.",
    picture="Crisp digits of the class that you ask for, late in the training.",
    like="mnist-cgan",
)

PYTORCH = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=20, hidden=(400,)),
        training=TrainingConfig(epochs=10, validation=1, learning_rate=1e-3, schedule="constant"),
    ),
    title="A classic: PyTorch's own VAE example",
    about="The VAE that ships as PyTorch's example, with its network, batches and rate, to compare with.",
    picture="Soft digits, some clear and some in between.",
    like="mnist-vae-16d",
)

LIKELIHOOD = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=40, hidden=(400,)),
        training=TrainingConfig(epochs=500, validation=1000, learning_rate=3e-3, dynamic_binarisation=True),
    ),
    title="A classic: the likelihood of MNIST",
    about="Pixels are drawn black or white anew at every step for 500 epochs, to reach a known likelihood in nats.",
    picture="Soft digits; this recipe is about a number, not about pictures.",
    like="mnist-vae-16d",
)
