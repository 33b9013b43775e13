"""Which trainings are known to give good models? A name, everything needed to run it, and what is said of it."""

from __future__ import annotations

from core.training.recipes import beginning, classics, handwriting, zoo
from core.training.recipes.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    "digits-2d": beginning.MAP,
    "mnist-quick": beginning.QUICK,
    "digits-cvae": beginning.ASKED,
    "digits-cgan": beginning.DUEL,
    "digits-flow": beginning.STEPS,
    "mnist-vae-2d": zoo.VAE_2D,
    "mnist-ae-2d": zoo.AE_2D,
    "mnist-vae-16d": zoo.VAE_16D,
    "mnist-cvae": zoo.CVAE,
    "mnist-gan": zoo.GAN,
    "mnist-cgan": zoo.CGAN,
    "mnist-classifier": zoo.CLASSIFIER,
    "mnist-flow": zoo.FLOW,
    "mnist-flow-quick": beginning.STEPS_QUICK,
    "letters-cvae": zoo.LETTERS,
    "classic-14x14": classics.SMALL,
    "conv-2d-150": classics.LONG,
    "gan-basic": classics.GAN,
    "cgan-advanced": classics.CGAN,
    "pytorch-example": classics.PYTORCH,
    "mnist-likelihood": classics.LIKELIHOOD,
    "my-hand": handwriting.HAND,
    "my-hand-scratch": handwriting.HAND_ALONE,
    "my-hand-flow": handwriting.HAND_FLOW,
    "handwriting-128": handwriting.VAE,
    "handwriting-cvae-128": handwriting.CVAE,
    "handwriting-gan": handwriting.GAN,
    "handwriting-cgan": handwriting.CGAN,
    "words-128": handwriting.WORDS,
}

__all__ = ["RECIPES", "Recipe"]
