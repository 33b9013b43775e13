"""How did the models side by side learn, and how do they while they are learning?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.jobs import client
from core.library import Entry
from core.library.model_card import plain
from core.models import ModelConfig
from core.training import elbo
from core.types import ModelError
from ui import charts, curves, forms, lasts, notices, state, terms
from ui.cache import one_model
from ui.compare_models.view import VersusView
from ui.shared import training_film
from ui.train import troubles, watch

ENDED = {"stopped": "was stopped", "failed": "could not go on"}
TICK = 0.7  # seconds between two looks at how far they are


def show(view: VersusView) -> None:
    """Draw what the models drew as they learned, in step, and their curves."""
    training_film.show(view.entries, key="versus-reel")
    by = st.segmented_control(
        "Curves over", ("seconds", "images"), default="seconds", required=True, key="versus-curves-over",
        format_func={"seconds": "seconds of learning", "images": "images learned from"}.__getitem__,
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
    left = f", {lasts.in_words(now.seconds_left)} left" if now.seconds_left is not None else ""
    st.progress(min(1.0, now.fraction), f"{plain(entry.title)}: {lasts.in_words(now.seconds)} of learning{left}")
    if entry.owner == state.owner():
        st.button("Stop", key=f"versus-stop-{entry.id}", icon=":material/stop:", on_click=_stop, args=(entry.id,))


def _ended(entry: Entry) -> str:
    why = f": {plain(entry.reason)}" if entry.state == "failed" and entry.reason else "."
    return f"**{plain(entry.title)}** {ENDED.get(entry.state, 'has been trained')}{why}"


def _stop(id: str) -> None:
    try:
        client.stop(id, state.owner())
    except (ModelError, client.JobError, PermissionError) as error:
        notices.say_later(forms.sentence(error))


def _curves(entries: tuple[Entry, ...], by: str) -> None:
    mixed = elbo.incomparable([entry.config for entry in entries])
    if mixed:
        st.caption(mixed)
    with st.grid(len(entries), min_column_width=280, gap="medium"):
        for i, entry in enumerate(entries):
            with st.container():
                _of_one(i, library.find(entry.id), by)


def _of_one(i: int, entry: Entry, by: str) -> None:
    model = entry.config.model
    rows = curves.rows_of(one_model.history(entry), model)
    st.markdown(f"**{plain(entry.title)}**")
    titles = curves.titles_of(rows, model)
    shown = {name: titles[name] for name in model.leading if name in titles}
    chart = charts.losses_over(rows, shown, by, batch=entry.config.training.batch_size)
    st.plotly_chart(chart, key=f"versus-curves-{i}", config=charts.CONFIG)
    troubles.show(rows, entry)
    if model.duels:
        st.caption("Held-out images. The losses of a duel pull at each other: neither has to fall for all to be well.")
    elif not model.objective:
        st.caption("Held-out images. Lower is better of the loss.")
    else:
        known = not rows or elbo.NAME in rows[-1]["validation"]
        st.caption(terms.marked(f"Held-out images, nats per image. {_read_so(model, known)}"))


def _read_so(model: ModelConfig, known: bool) -> str:
    if model.learns_by_elbo:
        return "Lower is better: reconstruction and KL divergence add up to the loss, which is the negative ELBO."
    better = "Lower is better of the negative ELBO, reconstruction and KL divergence each counted once."
    if not known:
        better = "Its negative ELBO, by which it could be compared, is not known."
    return f"{better} The loss it learns by is {model.objective}: not to be compared with one of other weights."
