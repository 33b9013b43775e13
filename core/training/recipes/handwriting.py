"""How is one's own handwriting learned? Where none is there, the small digits stand in for it."""

from __future__ import annotations

from dataclasses import replace

from core.datasets import DATASETS
from core.models import ConvVaeConfig, FlowConfig
from core.training.recipes import zoo
from core.training.recipes.classics import TUTORIAL, tutorial
from core.training.recipes.recipe import Recipe
from core.training.run import RunConfig, TrainingConfig

_digits = DATASETS["digits"]

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


VAE = Recipe(
    RunConfig(
        dataset=_digits(),
        model=_LARGE.replace(finish=True),
        training=TrainingConfig(epochs=50, batch_size=32, learning_rate=1e-3, schedule="constant"),
    ),
    title="Handwriting, 128 pixels",
    about="A large VAE learns your own letters; until you bring some, the small digits stand in, enlarged.",
    picture="Large, soft reconstructions; in 64 latent dimensions many draws of the prior lie in between letters.",
    own=True,
)

CVAE = Recipe(
    RunConfig(
        dataset=_digits(),
        model=_LARGE.replace(conditional=True, class_at="dense"),
        training=TrainingConfig(epochs=50, batch_size=32, learning_rate=1e-3, schedule="constant"),
    ),
    title="Handwriting you ask for, 128 pixels",
    about="A large VAE, told which letter it sees: bring a folder for each. Until then the small digits stand in.",
    picture="Large, soft reconstructions; of few images, many draws of the prior are of no class at all.",
    own=True,
)

GAN = Recipe(
    RunConfig(dataset=_digits(), model=TUTORIAL, training=tutorial(200, 64, 0.1, (1, 5, 20, 50, 100))),
    title="Handwriting by a duel, 28 pixels",
    about="The GAN of many tutorials on your own letters; until you bring some, on the small digits.",
    picture="Crisp strokes late in the training, noise and checkerboards early on.",
    like="mnist-gan",
    own=True,
)

CGAN = Recipe(
    RunConfig(
        dataset=_digits(),
        model=zoo.CGAN.run.model,
        training=TrainingConfig(epochs=100, batch_size=64, learning_rate=2e-3, schedule="linear"),
    ),
    title="Handwriting you ask for, by a duel",
    about="A small GAN, told which letter to draw: bring a folder for each. Until then the small digits stand in.",
    picture="Crisp strokes; of a letter that is there a few times only, the same few shapes over and over.",
    like="mnist-cgan",
    own=True,
)

WORDS = Recipe(
    RunConfig(
        dataset=_digits(),
        model=_LARGE.replace(finish=True),
        training=TrainingConfig(epochs=100, batch_size=32, learning_rate=1e-3, schedule="constant"),
    ),
    title="Whole words, 128 pixels",
    about="A large VAE learns images of whole words, which you bring; until then the small digits stand in, enlarged.",
    picture="Large, soft reconstructions; in 64 latent dimensions many draws of the prior lie in between words.",
    own=True,
)

_STEPS = TrainingConfig(epochs=15, batch_size=64, epoch_images=2560, learning_rate=3e-3)

HAND = Recipe(
    RunConfig(dataset=_digits(), model=zoo.LETTERS.run.model, training=_STEPS, start="letters-cvae"),
    title="The model of your hand",
    about="A model that knows the letters of many hands learns yours: seconds, told the letter, and Write can use it.",
    picture="Letters near your own ones are yours; many draws of the prior are no clear letters.",
    like="letters-cvae",
    own=True,
    boxed=True,
)

HAND_ALONE = replace(
    HAND,
    run=HAND.run.replace(start="", training=_STEPS.replace(epochs=40)),
    title="Your hand, from nothing",
    about="The same model without what others wrote: to see what it is worth to begin with the letters of many hands.",
)

HAND_FLOW = Recipe(
    RunConfig(
        dataset=_digits(),
        model=FlowConfig(conditional=True, early=-1.0, guidance=1.5),  # the network of `mnist-flow`
        training=_STEPS.replace(epochs=20, learning_rate=2e-3, schedule="linear"),
        start="mnist-flow",
    ),
    title="A flow of your hand",
    about="A flow that knows the strokes of digits learns your letters, from some 300 on, and draws them from noise.",
    picture="Letters as varied as your own; fewer are read as asked than of a VAE that draws near your own ones.",
    own=True,
    boxed=True,
)
