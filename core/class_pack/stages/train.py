"""Train in the pack: a small VAE learns in the page itself, from the digits that come along."""

from __future__ import annotations

from functools import cache

from core.blocks.browser_training import images_block, live_block, plan_block
from core.class_pack.stage import Part, Scene, Stage
from core.training.recipes import RECIPES

RECIPE = "digits-2d"


@cache
def images() -> int:
    """Return from how many images it learns or is tested. Raises DataError."""
    found = RECIPES[RECIPE].run
    return len(found.dataset.load("train", image_size=found.model.image_size))


@cache
def training_block(recipe: str = RECIPE) -> bytes:
    """Return what a browser needs to train a recipe whose images come along. Raises DataError, NotTrainable."""
    found = RECIPES[recipe]
    dataset = found.run.dataset.load("train", image_size=found.run.model.image_size)
    title = found.title.partition(":")[2].strip() or found.title
    return live_block(
        plan_block(found.run, dataset), images_block(dataset), id="0" * 32, title=title[0].upper() + title[1:]
    )


def train() -> Stage:
    """Return the training, behind a button that starts it."""
    return Stage((), (Scene({}, [Part("train", "train", training_block())]),), begins="Start training")
