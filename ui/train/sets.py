"""Which set of images is learned from: one that is known by name, one of the visitor's own, or one they bring?"""

from __future__ import annotations

import streamlit as st

from core.datasets import DATASETS, DatasetConfig, own
from ui import forms, state
from ui.train import mine


def choose(dataset: DatasetConfig, *, key: str, bring: bool = True) -> DatasetConfig | None:
    """Draw the menu of data sets with the settings of the chosen one; None while there is nothing to train on.

    bring: offer to bring a zip of images, too.
    """
    own_sets = own.noted(state.owner())
    kept_set = own.id_of(dataset)
    known = [name for name, kind in DATASETS.items() if kind.offered]
    # A set that somebody else brought is learned from by whoever has its link; it has no name for them.
    names = [*known, *dict.fromkeys([*own_sets, *filter(None, [kept_set])]), *(["own"] if bring else [])]
    name = st.selectbox(
        "Data", names, names.index(kept_set or dataset.name), key=f"{key}.name",
        format_func=lambda n: own_sets.get(n) or DATASETS.get(n, DATASETS["own"]).title,
    )  # fmt: skip
    if name == "own":
        return mine.bring(key)
    if name not in DATASETS:
        st.caption("Images that you have brought, or had a model draw on Sample.")
        return settings(dataset if name == kept_set else own.OwnConfig(id=name), key=key)
    st.caption(DATASETS[name].about)
    return settings(dataset if dataset.name == name else DATASETS[name](), key=key)


def settings(dataset: DatasetConfig, *, key: str) -> DatasetConfig | None:
    """Draw the settings of a set of images, folded up; None, and a sentence, where they are not valid."""
    hidden = () if own.id_of(dataset) and own.has_boxes(own.id_of(dataset)) else ("manner",)
    return forms.config_form(dataset, key=f"{key}.{dataset.name}", first=(), hidden=hidden)
