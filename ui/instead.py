"""A model cannot do what is asked of it: what would one be like that can, and where is it made?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core import library
from core.datasets import own
from core.library import Entry
from core.models import ModelConfig
from core.training.recipes import RECIPES
from core.types import ModelError
from ui import forms, notices, state

TRAIN = "pages/Train.py"


@dataclass(frozen=True)
class Way:
    """A kind of model that can do something. can: whether one can; words: what makes it one; link: where to, in words.

    suited: whether the recipe that follows the visitor's own data is of this kind. classes: whether its data need them.
    """

    can: Callable[[ModelConfig], bool]
    words: str
    link: str
    suited: bool = False
    classes: bool = False


WAYS: dict[str, Way] = {
    "told": Way(
        lambda model: model.draws and model.conditional,
        "A model that was trained with its images' classes (*conditional*) can be asked for one of them.",
        "Train one that is told the class",
        suited=True,
        classes=True,
    ),
    "encodes": Way(
        lambda model: model.draws and model.encodes,
        "A VAE has an encoder beside its decoder, and keeps where images lie in its latent space.",
        "Train a VAE",
        suited=True,
    ),
    "gan": Way(lambda model: model.duels, "A GAN draws too, and learns another way.", "Train a GAN"),
    "draws": Way(lambda model: model.draws, "A VAE, a GAN or a flow draws.", "Train one that draws", suited=True),
    "reads": Way(
        lambda model: model.reads,
        "A classifier of the same classes, trained on images of the same size, reads what is drawn.",
        "Train one that reads",
        classes=True,
    ),
}
WITHOUT_CLASSES = "The images that this model learned from have no classes: bring them with one folder for each."


def offer(way: str, entry: Entry | None = None, *, key: str = "") -> None:
    """Say in a sentence what a model is like that can do it, with a link to where one is made, its settings chosen.

    entry: the model that cannot; the other one learns from the same images where that is possible. key: tells two such
    links on one page apart.
    """
    wanted = WAYS[way]
    words, link, query = wanted.words, wanted.link, query_of(way, entry)
    if query == {"data": "own"}:
        words, link = f"{words} {WITHOUT_CLASSES}", "Bring images with classes"
    with st.container(key=f"instead-{way}{key}", gap="xsmall"):
        st.caption(words)
        st.page_link(TRAIN, label=link, icon=":material/school:", query_params=query)


def query_of(way: str, entry: Entry | None = None) -> dict[str, str]:
    """Return what the address of Train is to say, so that a model of this kind is begun: recipe, data, or both."""
    # A link to somebody's run is no leave to learn from their own images.
    theirs = entry is not None and entry.config.dataset.name == "own" and entry.owner != state.owner()
    wanted, dataset = WAYS[way], entry.config.dataset if entry and not theirs else None
    recipe = recipe_of(way, dataset.name if dataset and dataset.here() else "")
    # Brought with a model, a set stays behind.
    if entry is None or not isinstance(dataset, own.OwnConfig) or not dataset.here():
        return {"recipe": recipe}
    if wanted.classes and len(entry.config.classes) < 2:
        return {"data": "own"}
    return {"data": dataset.id} if wanted.suited else {"recipe": recipe, "data": dataset.id}


def recipe_of(way: str, dataset: str = "") -> str:
    """Return the name of a recipe that makes such a model: on that data if there is one, else the one that is quickest.

    dataset: a name in DATASETS, empty for any.
    """
    fits = [name for name, recipe in RECIPES.items() if WAYS[way].can(recipe.run.model)]
    same = [name for name in fits if RECIPES[name].run.dataset.name == dataset]
    # A duel takes longer and can fail: where a VAE does it, too, a newcomer is led to that; and the digits are at hand.
    return min(same or fits, key=lambda name: (RECIPES[name].run.model.duels, RECIPES[name].run.dataset.megabytes))


def refuse(reason: str, place: str, *, way: str = "", entry: Entry | None = None) -> None:
    """Have `refused` say for a while that a link cannot be followed, and how to get what can be."""
    notices.linger(reason, place)
    notices.linger(f"{way} {entry.id if entry else ''}", f"{place} instead")


def refused(place: str, shown: str = "") -> None:
    """Draw what `refuse` keeps for that place, if anything; shown: title of the model that stands there now."""
    reason = notices.lingering(place)
    if not reason:
        return
    st.warning(f"{reason} Here is {forms.plain(shown)} instead." if shown else reason)
    way, _, id = notices.lingering(f"{place} instead").partition(" ")
    if way:
        offer(way, _found(id), key=f"-{place.replace(' ', '-')}")


def forget(place: str) -> None:
    """Say no more what was refused there: the visitor has chosen something else."""
    notices.linger("", place)


def _found(id: str) -> Entry | None:
    try:
        return library.find(id) if id else None
    except ModelError:
        return None
