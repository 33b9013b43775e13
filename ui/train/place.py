"""Where does a training happen: in the visitor's browser, or on the server? Chosen for them, and theirs to change."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.blocks.browser_training import NotTrainable, is_quick, trial_of
from core.datasets import own
from core.jobs import bounds
from core.training.run import RunConfig
from core.types import DataError
from ui import lasts, state
from ui.components.live_training import training_trial
from ui.train import data
from ui.train.state import TrainState

BROWSER, SERVER = "browser", "server"
TITLES = {BROWSER: "In this browser", SERVER: "On the server"}
QUICK = 60.0  # seconds up to which a browser trains unless it is told otherwise
KEY = "place"
STAYS = (
    "Nothing of what it learns goes to the server unless you keep it. A reload loses a second at most; closing the tab "
    "stops it, and Train then offers it again in this browser."
)
HOW = (
    "In this browser: from a few steps that it has just tried. On the server: from the number of images, the size of "
    "the network and how fast that machine multiplies, or has trained before. Waiting is for trainings that were "
    "ordered earlier."
)
OWN_IMAGES = (
    "Your images are on the server since you brought them; to be learned from here, they are sent to this browser."
)


@dataclass(frozen=True)
class Chosen:
    """Where it is to be trained, BROWSER or SERVER; how long it takes there, and what follows from that, in words."""

    where: str
    times: str
    follows: str = ""

    def say_times(self) -> None:
        st.caption(f"{self.times}.", help=HOW)

    def say_what_follows(self) -> None:
        if self.follows:
            st.caption(self.follows)


def choose(config: RunConfig, seen: data.Look) -> Chosen:
    """Draw where it may be trained, if there is a choice, and return what is chosen."""
    try:
        trial = trial_of(config, seen.n, seen.classes)
    except (NotTrainable, DataError) as error:
        why = str(error) if isinstance(error, NotTrainable) else ""
        return Chosen(SERVER, f"About {_on_server(config, seen)}", " ".join(filter(None, (why, _ends(config, seen)))))
    known, here = state.of(TrainState), _measured(trial)
    quick = is_quick(config, seen.n, len(seen.classes)) if here is None else 0 < here < QUICK
    st.session_state[KEY] = known.place or (BROWSER if quick else SERVER)
    where = st.segmented_control(
        "Where it trains", list(TITLES), format_func=TITLES.__getitem__, key=KEY, label_visibility="collapsed",
        on_change=_noted, required=True,
    ) or SERVER  # fmt: skip
    times = f"{_in_browser(here)}, or about {_on_server(config, seen)}"
    return Chosen(where, times, follows(config) if where == BROWSER else _ends(config, seen))


def _noted() -> None:
    state.of(TrainState).place = st.session_state[KEY]


def _measured(trial: dict) -> float | None:
    """Return the seconds that the browser needs, 0 where it cannot, None before it has tried."""
    known = state.of(TrainState)
    if trial["of"] not in known.measured and (told := training_trial(trial, key="trial")) is not None:
        known.measured[told[0]] = told[1]
    return known.measured.get(trial["of"])


def _in_browser(seconds: float | None) -> str:
    if seconds is None:
        return "In this browser as soon as it has tried a few steps"
    return f"About {lasts.in_words(seconds)} in this browser" if seconds else "This browser could not try it"


def _on_server(config: RunConfig, seen: data.Look) -> str:
    told = lasts.expected(config, seen)
    others = f" with {told.ahead} waiting" if told.ahead else ""
    waits = f", of which about {lasts.in_words(told.waiting)} until its turn" if told.waiting >= 1 else ""
    return f"{lasts.in_words(told.training + told.waiting)} on the server{others}{waits}"


def _ends(config: RunConfig, seen: data.Look) -> str:
    most = bounds.seconds()
    if lasts.expected(config, seen).training <= most:
        return ""
    return f"It is ended after {lasts.in_words(most)}, and keeps what it learned."


def follows(config: RunConfig) -> str:
    """Say what follows from training in the browser."""
    return f"{STAYS} {OWN_IMAGES}" if own.id_of(config.dataset) else STAYS
