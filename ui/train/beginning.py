"""With which weights does a training begin: drawn by chance, or those of a model that has learned already?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.training.run import RunConfig
from core.types import ModelError
from ui import forms

CHANCE = "Drawn by chance: it learns from nothing"


def choose(config: RunConfig, usual: str, *, key: str) -> str:
    """Draw the choice where a recipe or the draft begins with a model, and return its id; empty for chance.

    usual: the id of the model that the recipe begins with.
    """
    ids = list(dict.fromkeys(id for id in (usual, config.start) if id))
    if not ids:
        return ""
    return st.selectbox(
        "First weights", [*ids, ""], [*ids, ""].index(config.start), key=f"{key}.start", format_func=_named,
        help="What it begins with. The network is that model's own, so that settings of the model cannot change then, "
        "but for those that only say how it learns; classes that are new to it begin from the mean of all.",
    )  # fmt: skip


def said(config: RunConfig) -> str:
    """Say in a sentence with what a run begins; empty where that is chance."""
    return f"It begins with what *{_title(config.start)}* has learned." if config.start else ""


def _named(id: str) -> str:
    return f"What {_title(id)} has learned" if id else CHANCE


def _title(id: str) -> str:
    try:
        return forms.plain(library.find(id).title)
    except ModelError:
        return "a model that is gone"
