"""How does a visitor see what a discriminator makes of real images and of drawn ones, live while it learns?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.jobs import run_state
from core.library import Entry
from core.models import AdversarialConfig
from core.training.judged import meaning, verdict, zero
from ui import charts
from ui.cache import one_model


def newest(entry: Entry) -> tuple[dict[str, Any] | None, int]:
    """Return the newest histograms of a run's scores and the steps it has learned for.

    None instead of histograms if it has none: it is no GAN, or has hardly begun.
    """
    rows = one_model.history(entry)
    tick = run_state.read_tick(entry.path) or {}
    if tick.get("judged"):  # newer than the last epoch, while it goes on
        return tick["judged"], tick.get("step", 0)
    return (rows[-1].get("judged"), rows[-1]["step"]) if rows else (None, 0)


def show(entry: Entry) -> None:
    """Draw the scores of real and of drawn images as two histograms, with how to read them."""
    (judged, step), model = newest(entry), entry.config.model
    if judged is None or not isinstance(model, AdversarialConfig):
        return
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    left.plotly_chart(charts.judged(judged, zero(model)), key="judged", config=charts.CONFIG)
    right.markdown(
        f"**How the discriminator judges** {sum(judged['real'])} real images that it has not learned from, and as many "
        f"drawn ones. {meaning(model)}"
    )
    told = verdict(judged, model.loss, step)
    if told:
        right.markdown(told)
    right.caption(
        "Where they lie on top of each other, it cannot tell them apart: the generator has caught up, or this "
        "discriminator is too weak to see what is wrong. The drawn images themselves tell which."
    )
