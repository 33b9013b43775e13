"""How were the models trained that ship in the zoo?"""

from __future__ import annotations

from core.datasets import DATASETS
from core.models import ClassifierConfig, ConvVaeConfig, FlowConfig, GanConfig, MlpVaeConfig
from core.training.recipes.recipe import Recipe
from core.training.run import RunConfig, TrainingConfig

_mnist, _letters = DATASETS["mnist"], DATASETS["letters"]


VAE_2D = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=2, hidden=(256, 128), activation="silu"),
        training=TrainingConfig(epochs=30, validation=1000, learning_rate=3e-3),
    ),
    title="All of MNIST on one map",
    about="A VAE brings 59,000 handwritten digits onto a plane: the map that Home opens with.",
    picture="Clear but soft digits, one morphing into the next wherever you drag.",
    like="mnist-vae-2d",
)

AE_2D = Recipe(
    VAE_2D.run.replace(model=VAE_2D.run.model.replace(beta=0.0)),
    title="The same map without a KL divergence",
    about="An autoencoder: the map's network with beta 0, so that digits may lie on the plane wherever they like.",
    picture="Soft digits where images lie, and in the gaps between them what is no digit.",
    like="mnist-ae-2d",
)

VAE_16D = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=ConvVaeConfig(latent_dim=16, filters=(16, 32, 64), dense=128, batch_norm=True),
        training=TrainingConfig(epochs=18, validation=1000, learning_rate=4e-3),
    ),
    title="Finer digits, 16 latent dimensions",
    about="A convolutional VAE on MNIST keeps slant, weight and loops of each digit in 16 numbers.",
    picture="Reconstructions keep the hand; of those drawn from the prior, some lie in between digits.",
    like="mnist-vae-16d",
)

CVAE = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=MlpVaeConfig(latent_dim=8, hidden=(256, 128), activation="silu", conditional=True),
        training=TrainingConfig(epochs=30, validation=1000, learning_rate=3e-3),
    ),
    title="A hand that writes numbers",
    about="A VAE on MNIST is told the digit, so that what is left for its 8 numbers is the hand.",
    picture="Soft digits of the class that you ask for, leaning and thickening as you drag.",
    like="mnist-cvae",
)

GAN = Recipe(
    RunConfig(
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
    title="A duel on MNIST",
    about="A generator and a discriminator learn from MNIST, without being told which digit is which.",
    picture="Digits as crisp as real ink; of a hundred, about a dozen are no clear ones.",
    like="mnist-gan",
)

CGAN = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=GanConfig(conditional=True, discriminator_filters=(24, 48)),
        training=TrainingConfig(epochs=12, validation=1000, learning_rate=2e-3, schedule="linear"),
    ),
    title="A duel that is told the digit",
    about="The same duel on MNIST, with both sides told the class: what to draw is settled, how to draw it is learned.",
    picture="Digits of the class that you ask for, as crisp as real ink.",
    like="mnist-cgan",
)

CLASSIFIER = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=ClassifierConfig(),
        training=TrainingConfig(epochs=12, validation=1000, learning_rate=3e-3),
    ),
    title="A digit reader",
    about="A convolutional network learns to read digits; it draws none, and tells other models' pads what they show.",
    picture="No pictures: a reader names what it sees and how sure it is.",
    like="mnist-classifier",
)

FLOW = Recipe(
    RunConfig(
        dataset=_mnist(),
        model=FlowConfig(conditional=True, early=-1.0, average=0.999),
        training=TrainingConfig(epochs=24, validation=1000, learning_rate=2e-3, schedule="linear"),
    ),
    title="From noise to MNIST's digits",
    about="A flow on MNIST learns to turn noise into the digit that it is told, a step at a time.",
    picture="Digits of the class that you ask for, in many hands: less grey than a VAE's, more than real ink.",
    like="mnist-flow",
)

LETTERS = Recipe(
    RunConfig(
        dataset=_letters(),
        # Of few letters a usual beta lets the latents collapse: the mean letter of each class is what is drawn then.
        model=MlpVaeConfig(
            image_size=32, latent_dim=16, hidden=(192, 128), activation="silu", conditional=True, beta=0.25
        ),
        training=TrainingConfig(epochs=40, learning_rate=3e-3),
    ),
    title="Letters of many hands, by class",
    about="A VAE is told the letter or digit, so that what is left for its 16 numbers is how somebody writes it.",
    picture="Letters of the class that you ask for, close to the originals; many draws of the prior are not clear.",
    like="letters-cvae",
    needs_data=True,
)
