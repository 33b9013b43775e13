"""What has become of a training, or is becoming of it, and what is to be trained next?"""

from __future__ import annotations

import streamlit as st

from core.jobs import client
from core.library import Entry
from core.training.outcome import outcome_of
from core.training.run import RunConfig
from core.training.trouble import COLLAPSE, trouble_in
from core.types import ModelError
from ui import forms, lasts, notices, state
from ui.cache import one_model

MARKS = {
    "well": ":material/check_circle:",
    "overfitted": ":material/trending_up:",
    "too short": ":material/timer:",
    "collapsed": ":material/horizontal_rule:",
}
SAID = (COLLAPSE,)  # troubles that are a verdict of their own once a training has ended


def show(entry: Entry, mine: bool) -> None:
    """Say what became of a training, or what is becoming of it, with the settings to train by next if there are better.

    mine: it may be trained anew.
    """
    rows = one_model.history(entry)
    found = outcome_of(rows, entry.config)
    # What is too short so far may still become long enough; and what has run away is in trouble, whatever its length.
    if found is None or (entry.active and found.kind != "overfitted"):
        return
    if any(trouble.title not in SAID for trouble in trouble_in(rows, entry.config.model)):
        return
    early = " It can be stopped now: on images held out it gets worse." if entry.active else ""
    st.markdown(f"{MARKS[found.kind]} **{found.title}.** {found.about} {found.advice}{early}")
    if found.better and mine and not entry.active:
        seconds = lasts.lengths()(found.better)
        st.button(
            f"Train it so, about {lasts.in_words(seconds)}", key="train-better", icon=":material/replay:",
            on_click=_train, args=(found.better,),
        )  # fmt: skip


def _train(config: RunConfig) -> None:
    """Start a training and show it. For callbacks."""
    try:
        run = client.submit(config.replace(classes=(), left_out=0), state.owner())
    except (ModelError, client.JobError) as error:
        notices.say_later(forms.sentence(error))
    else:
        state.write_address(run=run)
