"""How does a visitor see what a discriminator makes of real images and of drawn ones, live while it learns?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.jobs import run_state
from core.library import Entry
from core.training.judged import MEANING, ZERO, verdict
from ui import cached, charts


def newest(entry: Entry) -> dict[str, Any] | None:
    """Return the newest histograms of a run's scores, None if it has none: it is no GAN, or has hardly begun."""
    rows = cached.history(entry)
    found = (run_state.read_tick(entry.path) or {}).get("judged")  # newer than the last epoch, while it goes on
    return found or (rows[-1].get("judged") if rows else None)


def show(entry: Entry) -> None:
    """Draw the scores of real and of drawn images as two histograms, with how to read them."""
    judged, loss = newest(entry), getattr(entry.config.model, "loss", "")
    if judged is None or loss not in MEANING:
        return
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    left.plotly_chart(charts.judged(judged, ZERO[loss]), key="judged", config=charts.CONFIG)
    right.markdown(
        f"**How the discriminator judges** {sum(judged['real'])} real images that it has not learned from, and as many "
        f"drawn ones. {MEANING[loss]}"
    )
    right.markdown(verdict(judged, loss))
    right.caption("Where they lie on top of each other, it cannot tell them apart: the generator has caught up.")
