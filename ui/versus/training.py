"""How did the models side by side learn, and how do they while they are learning?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.card import plain
from core.jobs import client
from core.library import Entry
from core.training.trouble import trouble_in
from core.types import ModelError
from ui import cached, charts, forms, reel, state, watch
from ui.versus.view import VersusView

LEADING = {"gan": ("discriminator", "generator", "diversity")}
USUAL = ("loss", "reconstruction", "kl")
ENDED = {"stopped": "was stopped", "failed": "could not go on"}
TICK = 0.7  # seconds between two looks at how far they are


def show(view: VersusView) -> None:
    """Draw what the models drew as they learned, in step, and their curves."""
    reel.show(view.entries, key="versus-reel")
    by = st.segmented_control(
        "Curves over", ("seconds", "images"), default="seconds", required=True, key="versus-curves-over",
        format_func={"seconds": "seconds of learning", "images": "images learned from"}.get,
    )  # fmt: skip
    active = any(entry.active for entry in view.entries)
    st.fragment(_curves, run_every=watch.CURVES if active else None)(view.entries, by)


def standing(entries: tuple[Entry, ...]) -> None:
    """Draw how far each model is that still learns, with a button to stop it; and why one could not go on."""
    if any(entry.active for entry in entries):
        st.fragment(_standing, run_every=TICK)(entries)
        return
    for entry in entries:
        if entry.state == "failed":
            st.error(_ended(entry))


def _standing(entries: tuple[Entry, ...]) -> None:
    with st.grid(len(entries), min_column_width=260, gap="medium"):
        for entry in entries:
            with st.container():
                _one(entry)


def _one(entry: Entry) -> None:
    try:
        now = client.status(entry.id) if not entry.zoo else None
    except ModelError:
        st.rerun()  # deleted meanwhile: the page says so
    if now is None or not entry.active:
        st.markdown(_ended(entry))
        return
    if now.state != entry.state:
        st.rerun()
    left = f", {watch.lasts(now.seconds_left)} left" if now.seconds_left is not None else ""
    st.progress(min(1.0, now.fraction), f"{plain(entry.title)}: {watch.lasts(now.seconds)} of learning{left}")
    if entry.owner == state.owner():
        st.button("Stop", key=f"versus-stop-{entry.id}", icon=":material/stop:", on_click=_stop, args=(entry.id,))


def _ended(entry: Entry) -> str:
    why = f": {plain(entry.reason)}" if entry.state == "failed" and entry.reason else "."
    return f"**{plain(entry.title)}** {ENDED.get(entry.state, 'has been trained')}{why}"


def _stop(id: str) -> None:
    try:
        client.stop(id, state.visitor())
    except (ModelError, client.JobError, PermissionError) as error:
        state.say_later(forms.sentence(error))


def _curves(entries: tuple[Entry, ...], by: str) -> None:
    with st.grid(len(entries), min_column_width=280, gap="medium"):
        for i, entry in enumerate(entries):
            with st.container():
                _of_one(i, library.find(entry.id), by)


def _of_one(i: int, entry: Entry, by: str) -> None:
    rows, family = cached.history(entry), entry.config.model.family
    st.markdown(f"**{plain(entry.title)}**")
    names = LEADING.get(family, USUAL)
    batch = entry.config.training.batch_size
    chart = charts.losses_over(rows, names, by, batch=batch)
    st.plotly_chart(chart, key=f"versus-curves-{i}", config=charts.CONFIG)
    for trouble in trouble_in(rows, entry.config.model):
        st.warning(f"**{trouble.title}.** {trouble.about} {trouble.advice}", icon=":material/trending_down:")
    if family == "gan":
        st.caption("Held-out images. The losses of a duel pull at each other: neither has to fall for all to be well.")
    else:
        st.caption("Held-out images, nats per image. Lower is better: reconstruction and KL divergence add up to it.")
