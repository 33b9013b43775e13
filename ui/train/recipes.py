"""Which recipe is trained: what is on each card, which are shown first, and what comes of choosing one?"""

from __future__ import annotations

import streamlit as st

from core.datasets import own
from core.jobs.start import why_not
from core.jobs.waiting import Length
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from ui import lasts, state
from ui.components.recipe_cards import Card, recipe_cards
from ui.train import pictures
from ui.train.state import TrainState

OWN = "own"  # the card that has no recipe: the settings follow the images
FIRST = ("digits-2d", "digits-cvae", "mnist-quick", "digits-cgan", OWN)
TITLE, TIME = "My own images", "the time follows from your images"
ABOUT = "Bring a zip of your handwriting or drawings; the settings follow from how many there are."
TICK = 0.4  # seconds between two looks whether the pictures are there
# What a model that is told the class is good for, to whoever was sent to it because another could not do something.
TOLD = "This one is told the class of each image, so that Write can ask it for a character."


def choose() -> None:
    """Draw the cards; begin with what is picked."""
    known, here = state.of(TrainState), _here()
    fitting = [name for name in RECIPES if name not in FIRST and (fits(name) or name == known.recipe)]
    names = [*FIRST, *sorted(fitting, key=lambda name: not RECIPES[name].boxed)]  # first what is for own letters alone
    shown, length = pictures.of_recipes(here) or {}, lasts.lengths()
    cards = [_card(name, shown.get(name, b""), length, here) for name in names if name != OWN]
    cards.insert(FIRST.index(OWN), Card(OWN, TITLE, ABOUT, TIME, "", _own_picture() or b""))
    picked = recipe_cards(cards, chosen=known.recipe, first=len(FIRST), key="recipes")
    if picked and picked.at != known.card_picked:
        known.card_picked = picked.at
        if picked.name in names and picked.name != known.recipe:
            begin(picked.name)
            known.followed = picked.name, ""  # the address, until it is written anew, names what was chosen before
            state.write_address(recipe=picked.name, data="")
            st.rerun()


def wait_for_pictures() -> None:
    """Have the page run again when the pictures are there that its cards lack. To be called when all else is drawn."""
    # It may run the page again at once, and what was pressed for this run would be forgotten.
    if not _all_there():
        st.fragment(_waiting, run_every=TICK)()


def begin(name: str) -> None:
    """Take a recipe's settings for the draft, or wait for the visitor's own images; all widgets begin anew."""
    known = state.of(TrainState)
    known.recipe, known.own, known.linked, known.why = name, name == OWN, "", ""
    if name != OWN:
        known.draft = ready(name)
    known.drafts += 1


def ready(name: str) -> RunConfig:
    """Return a recipe; one about handwriting is to learn from the visitor's newest images, if they have brought any."""
    recipe = RECIPES[name]
    newest = _newest(boxed=recipe.boxed) if recipe.own else ""
    return recipe.run.replace(dataset=own_set(name, newest)) if newest else recipe.run


def own_set(name: str, id: str) -> own.OwnConfig:
    """Return a set of own images as a recipe learns from it: in boxes, where it is for those and the set has them."""
    boxed = name in RECIPES and RECIPES[name].boxed and own.has_boxes(id)
    return own.OwnConfig(id=id, manner="box" if boxed else "as it is")


def good_for(config: RunConfig) -> str:
    """Return in a sentence what a model of these settings can do that others cannot."""
    model = config.model
    if not model.conditional:
        return model.good_for
    return TOLD + (" It " + model.good_for.removeprefix("This one ") if model.duels else "")


def _card(name: str, picture: bytes, length: Length, here: frozenset[str]) -> Card:
    config, recipe = ready(name), RECIPES[name]
    fetched = "" if config.dataset.name in here else f", after a download of {config.dataset.megabytes} MB"
    time = f"about {lasts.in_words(length(config))}{fetched}"
    return Card(name, recipe.title, recipe.about, time, f"train {name}", picture)


def _here() -> frozenset[str]:
    """Return the names of the recipes' data sets that are on this machine."""
    sets = {recipe.run.dataset.name: recipe.run.dataset for recipe in RECIPES.values()}
    return frozenset(name for name, dataset in sets.items() if dataset.here())


def _own_picture() -> bytes | None:
    """Return a picture of the visitor's newest set, empty if they have none, None while it is read."""
    newest = _newest()
    return pictures.of_data(RECIPES[FIRST[0]].run.replace(dataset=own.OwnConfig(id=newest))) if newest else b""


def _newest(*, boxed: bool = False) -> str:
    """Return the id of the set that the visitor brought last, empty if there is none. boxed: of letters in boxes."""
    return next((id for id in own.noted(state.owner()) if not boxed or own.has_boxes(id)), "")


def fits(name: str) -> bool:
    """Return whether a recipe has something to learn from here: data that is not fetched, or a set that it is for."""
    recipe = RECIPES[name]
    if recipe.needs_data and not recipe.run.dataset.here():
        return False
    return not recipe.boxed or bool(_newest(boxed=True) and not why_not(recipe.run))


def _all_there() -> bool:
    return pictures.of_recipes(_here()) is not None and _own_picture() is not None


def _waiting() -> None:
    if _all_there():
        st.rerun()
