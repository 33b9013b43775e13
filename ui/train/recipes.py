"""Which recipe is trained: what is on each card, which are shown first, and what comes of choosing one?"""

from __future__ import annotations

import streamlit as st

from core.datasets import own
from core.jobs.waiting import Length
from core.training.recipe_words import RECIPE_WORDS
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from ui import lasts, state
from ui.live.cards import Card, recipe_cards
from ui.train import pictures

OWN = "own"  # the card that has no recipe: the settings follow the images
FIRST = ("digits-2d", "digits-cvae", "mnist-quick", "digits-cgan", OWN)
TITLES = {OWN: "My own images"}
ABOUTS = {OWN: "Bring a zip of your handwriting or drawings; the settings follow from how many there are."}
TICK = 0.4  # seconds between two looks whether the pictures are there
# What a recipe is good for, said to whoever was sent to it because another model could not do something.
GOOD_FOR = {
    "told": "This one is told the class of each image, so that Write can ask it for a character.",
    "gan": "This one is a GAN: no encoder, but sharper ink, and something to set a VAE against.",
    "reads": "This one reads: it tells other models' pads, and their scores, what an image shows.",
    "vae": "This one has an encoder: it can say where an image lies in its latent space.",
}


def choose() -> None:
    """Draw the cards; begin with what is picked."""
    known, length = state.app_state(), lasts.lengths()
    names = [*FIRST, *(name for name in RECIPES if name not in FIRST)]
    cards = [_card(name, length) for name in names]
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
    known = state.app_state()
    known.recipe, known.own, known.linked, known.why = name, name == OWN, "", ""
    if name != OWN:
        known.draft = RECIPES[name]
    known.drafts += 1


def good_for(config: RunConfig) -> str:
    """Return in a sentence what a model of these settings can do that others cannot."""
    if getattr(config.model, "conditional", False):
        return GOOD_FOR["told"]
    return GOOD_FOR[{"gan": "gan", "classifier": "reads"}.get(config.model.family, "vae")]


def _card(name: str, length: Length) -> Card:
    if name == OWN:
        return Card(OWN, TITLES[OWN], ABOUTS[OWN], "the time follows from your images", "", _picture(OWN) or b"")
    words = RECIPE_WORDS[name]
    return Card(name, words.title, words.about, _time(RECIPES[name], length), f"train {name}", _picture(name) or b"")


def _time(config: RunConfig, length: Length) -> str:
    """Say how long a recipe takes here, and what has to be fetched first."""
    fetched = "" if config.dataset.here() else f", after a download of {config.dataset.megabytes} MB"
    return f"about {lasts.in_words(length(config))}{fetched}"


def _picture(name: str) -> bytes | None:
    if name != OWN:
        return pictures.picture_of(name, RECIPES[name])
    newest = next(iter(own.noted(state.owner())), None)
    return pictures.data_picture(RECIPES[FIRST[0]].replace(dataset=own.OwnConfig(id=newest))) if newest else b""


def _all_there() -> bool:
    return all(_picture(name) is not None for name in (OWN, *RECIPES))


def _waiting() -> None:
    if _all_there():
        st.rerun()


def telling(dataset: str) -> str:
    """Return the recipe of a model that is told the class, on that data set if there is one, else the quickest."""
    told = [name for name, run in RECIPES.items() if getattr(run.model, "conditional", False)]
    same = [name for name in told if RECIPES[name].dataset.name == dataset]
    # A duel takes longer and may fail: where a VAE does it, too, a newcomer is led to that.
    return min(same or told, key=lambda name: (RECIPES[name].model.family == "gan", RECIPES[name].dataset.megabytes))
