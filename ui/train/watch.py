"""What does a visitor see of a run: where it stands, how it learns, and the pad on its newest weights?"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from core import library
from core.jobs import client
from core.library import Entry
from core.library.model_card import plain
from core.transfer.archive import without_place
from core.types import ModelError
from ui import charts, curves, forms, notices, state, terms
from ui.cache import one_model
from ui.components.progress import standing
from ui.lasts import in_words as lasts
from ui.lasts import waiting_left
from ui.shared import model_pad, training_film
from ui.shared.duel import panel as duel
from ui.shared.ink_image import ink_image
from ui.train import discriminator, ended, troubles, verdict

STANDING, CURVES, JUDGED, PAD = 1.0, 2.0, 2.0, 2.0  # seconds between looks: a class may be watching
FIRST_PAD = 0.3  # while there is no picture yet
BADGES: dict[str, tuple[str, Literal["gray", "blue", "green", "orange", "red"]]] = {
    "queued": ("waiting", "gray"),
    "running": ("training", "blue"),
    "done": ("done", "green"),
    "stopped": ("stopped", "orange"),
    "failed": ("failed", "red"),
}
ENDS = {"done": "Trained to the end.", "stopped": "Stopped; its weights are kept.", "failed": "Failed."}
SAID = {  # to who listens to the page
    "queued": "waits for its turn.",
    "running": "has begun to train.",
    "done": "has learned to the end. What now is asked below.",
    "stopped": "is stopped, and its weights are kept.",
    "failed": "has failed to train.",
}
REMEDIES = (
    ("memory", "Try a smaller batch or a smaller model."),
    ("finite", "Try a learning rate a third as high."),
    ("labels", "Choose data with labels, or switch conditional off."),
    ("disk", "Delete models you no longer need in the library, then resume."),
    ("download", "Choose the digits, which need no download."),
)


def wanted() -> Entry | None:
    """Return the run that the address names, None if it names none, or one that is not there: that is said."""
    id = state.parameter("run")
    if not id:
        return None
    try:
        return library.find(id)
    except ModelError as error:
        st.warning(forms.sentence(error) + " You can start another one here.")
        return None


def watch(entry: Entry) -> None:
    """Show a run, live while it trains; only its owner gets the buttons that move it."""
    mine = entry.owner == state.owner()
    # Parts that come and go have containers of their own: whatever else moved down a place would be made anew, and the
    # pad would forget where it is being dragged.
    with st.container():
        _header(entry, mine)
    _live(_standing, STANDING, entry)
    with st.container():
        if entry.state == "failed":
            _failed(entry, mine)
        elif not entry.active:
            ended.show(entry, mine)
    if model_pad.can_draw(entry):
        waits = not model_pad.is_drawn(entry)
        _live(_pad, FIRST_PAD if waits else PAD, entry, waits)
    if entry.config.model.duels:
        _live(discriminator.show, JUDGED, entry)
    _live(_curves, CURVES, entry)
    if model_pad.can_draw(entry):
        st.subheader("The film of training", anchor=False)
        st.caption("What it draws from the same noise at about sixty moments, more of them at first.")
        training_film.show([entry], key="film")
    duel.show(entry)
    with st.expander("All settings of this run"):
        # The id of a set is the right to see it, and to learn from it.
        # Without colours, which are too pale to be read by day.
        st.code((entry.config if mine else without_place(entry.config)).to_json(), language=None)


def offer_unfinished() -> None:
    """List the visitor's runs that are under way, each with a way to it."""
    runs = [entry for entry in library.models_of(state.owner()) if entry.active]
    for entry in runs[:5]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            text, colour = BADGES[entry.state]
            st.badge(text, color=colour)
            st.markdown(plain(entry.title), width="stretch")
            # A link to the page one is on would change what it shows and leave its address behind.
            st.button(
                "Watch",
                key=f"watch-{entry.id}",
                icon=":material/visibility:",
                on_click=state.write_address,
                kwargs={"run": entry.id},
            )


def _live(draw, every: float, entry: Entry, *more) -> None:
    """Draw a part of the page, again and again while the run goes on."""
    st.fragment(draw, run_every=every if entry.active else None)(entry, *more)


def _header(entry: Entry, mine: bool) -> None:
    st.title(plain(entry.title))
    with st.container(horizontal=True, vertical_alignment="center"):
        text, colour = BADGES[entry.state]
        st.badge(text, color=colour)
        if mine and entry.active:
            st.button("Stop", key="stop", icon=":material/stop:", on_click=_move, args=(client.stop, entry.id))
        if mine and entry.state in ("stopped", "failed"):
            st.button(
                "Resume", key="resume", icon=":material/play_arrow:", on_click=_move, args=(client.resume, entry.id)
            )
        st.button(
            "Train another", icon=":material/add:", type="tertiary", on_click=state.write_address, kwargs={"run": ""}
        )
    if entry.active and mine:
        st.caption("It goes on if you close this page. Whoever has the address can watch; only you can stop it.")
    elif entry.active:
        st.caption("You are watching somebody's training: only its owner can stop it.")


def _move(how, id: str) -> None:
    try:
        how(id, state.owner())
    except (ModelError, client.JobError, PermissionError) as error:
        notices.say_later(forms.sentence(error))


def _standing(entry: Entry) -> None:
    try:
        now = client.status(entry.id)
        text = _progress_text(now)
    except ModelError:
        st.rerun()  # deleted meanwhile: the page says so
    if now.state != entry.state:
        st.rerun()
    standing(
        f"Training of {entry.named}", text, share=min(1.0, now.fraction) if entry.active else None,
        said=f"{entry.named}: {SAID[now.state]}", key=f"standing-{entry.id}",
    )  # fmt: skip
    if entry.active:
        left = "-" if now.seconds_left is None else lasts(now.seconds_left)
        with st.grid(4, min_column_width=130):
            # Where the time decides, the number of epochs is one that is never reached.
            epochs = str(now.epoch) if entry.config.training.seconds else f"{now.epoch} of {now.epochs}"
            st.metric("Epoch", epochs)
            st.metric("Images a second", f"{now.images_per_second:,.0f}" if now.images_per_second else "-")
            st.metric("Trained for", lasts(now.seconds) if now.seconds else "-")
            st.metric("Time left", left, help="By the pace so far.")


def _progress_text(now: client.Status) -> str:
    if now.state == "queued":
        place = f"Number {now.position} in the queue." if now.position and now.position > 1 else "Next in the queue."
        wait = waiting_left(now.id)
        about = f" About {lasts(wait)} until its turn." if wait >= 1 else ""
        return f"{place}{about} The first one after a start waits a few seconds for the engine to warm up."
    if now.state == "running" and not now.images_per_second:
        return "Getting ready: reading the data and building the network."
    if now.state == "running":
        return "Training."
    took = f" {now.epoch:,} epoch{'' if now.epoch == 1 else 's'} in {lasts(now.seconds)}" if now.seconds else ""
    pace = f", {now.images_per_second:,.0f} images a second." if took and now.images_per_second else "." if took else ""
    return f"{ENDS[now.state]}{took}{pace}"


def _pad(entry: Entry, waits: bool) -> None:
    entry = library.find(entry.id)  # the classes are noted when the data has been read, after the page was drawn
    model_pad.show(entry, key=f"live-{entry.id}", in_address=False)  # its weights change: no link leads back
    if waits and model_pad.is_drawn(entry):
        st.rerun()  # the first picture is there: from now on there is less hurry


def _curves(entry: Entry) -> None:
    model = entry.config.model
    rows = curves.rows_of(one_model.history(entry), model)
    st.caption(terms.marked(f"{model.measured}, epoch by epoch. {curves.how_measured(model)}"))
    if entry.active:
        verdict.show(entry, mine=False)
    troubles.show(rows, entry, said=() if entry.active else verdict.SAID)
    with st.grid(3, min_column_width=260, gap="medium"):
        for name, title in curves.titles_of(rows, model).items():
            if rows or not entry.active:
                st.plotly_chart(charts.loss_curve(rows, name, title), key=f"curve-{name}", config=charts.CONFIG)
            else:  # an empty chart would load all of Plotly before the first picture could be drawn
                st.skeleton(charts.HEIGHT)
    picture = library.preview(entry)
    if not rows:
        return
    per_dim = rows[-1]["validation"].get("kl_per_dim")
    left, right = st.columns([3, 2], gap="large")
    if picture:
        with left:
            st.caption(model.pictured)
            ink_image(picture, key="preview", alt=model.picture_alt)
    if per_dim and len(per_dim) > 1:
        right.plotly_chart(charts.kl_bars(per_dim), key="kl-per-dim", config=charts.CONFIG)


def _failed(entry: Entry, mine: bool) -> None:
    remedy = next((advice for word, advice in REMEDIES if word in entry.reason), "")
    st.error(f"It failed: {plain(entry.reason)} {remedy}".strip())
    if mine and entry.has_weights:
        st.caption("What it had learned by its last epoch is kept, and it can go on from there.")
