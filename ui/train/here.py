"""How is a training shown that goes on in the visitor's browser, and how does its model come into the library?"""

from __future__ import annotations

import hashlib
import re
import secrets

import streamlit as st

from core import library
from core.blocks.browser_training import live_block
from core.guard import confined
from core.library import Entry
from core.owner import Owner
from core.training.run import RunConfig
from core.types import DataError, ModelError
from ui import forms, state
from ui.cache import browser_training
from ui.components.live_training import Learned, live_training, title_of, trainings_here
from ui.shared import background
from ui.shared.awaited import awaited, waiting
from ui.train import ended, place
from ui.train.state import Begun, TrainState

ID = re.compile(r"[0-9a-f]{32}")
UNKNOWN = "A training in this browser"
KEPT = "It is in the Library. What now is asked below."
LIMITS = {"megabytes": 1500, "seconds": 120}  # torch and a model of 8 MB
WHERE = "It trains in this browser."


def wanted() -> str:
    """Return the id of the training in this browser that the address names, empty if it names none."""
    id = state.parameter("here")
    return id if ID.fullmatch(id) else ""


def get_ready(config: RunConfig) -> None:
    """Have the images packed that a training in the browser is to be sent, before it is started."""
    _packed(config)


def begin(config: RunConfig, title: str) -> None:
    """Let the page show a training of these settings in the browser, and run again."""
    known = state.of(TrainState)
    title = title or library.fresh_title(config, state.owner())
    known.here, known.new_title = Begun(secrets.token_hex(16), title, config), ""
    state.write_address(here=known.here.id, kept="", recipe="", data="")
    st.rerun()


def offer_unfinished() -> None:
    """List the trainings that this browser keeps, each with a way to go on with it."""
    known, picked = state.of(TrainState), trainings_here(key="trainings-here")
    if picked and picked[1] != known.here_picked:
        known.here_picked = picked[1]
        if ID.fullmatch(picked[0]):
            state.write_address(here=picked[0], kept="", recipe="", data="")
            st.rerun()


def show(id: str) -> None:
    """Show the training of that id, from its first step or from what the browser keeps of it."""
    begun = state.of(TrainState).here
    begun = begun if begun and begun.id == id else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = begun.title if begun else title_of(f"here-{id}")
        st.title(forms.plain(title) or UNKNOWN, width="stretch")
        st.button("Train another", icon=":material/add:", type="tertiary", on_click=_leave)
    st.caption(f"{WHERE} {place.follows(begun.config) if begun else place.STAYS}")
    block = _block(begun) if begun else live_block(id=id)
    learned = live_training(block, key=f"here-{id}")
    _keep(learned)


def _leave() -> None:
    state.write_address(here="", kept="")


def _packed(config: RunConfig) -> background.Errand:
    return background.errand(("browser training", config.to_json()), lambda say: browser_training.ready(config))


def _block(begun: Begun) -> bytes | None:
    """Return what the browser is sent, None while it is made ready."""
    errand = _packed(begun.config)
    if not errand.done:
        st.fragment(waiting, run_every=0.1)(errand)
        return None
    try:
        errand.result()
    except (DataError, OSError) as error:
        st.error(forms.sentence(error))
        return None
    return live_block(*browser_training.blocks(begun.config), id=begun.id, title=begun.title)


def _keep(learned: Learned | None) -> None:
    """Take what was learned into the library if that is wanted, and lead on from there."""
    known = state.of(TrainState)
    if learned is not None:
        known.keeping = learned.title, learned.block
    if known.keeping is not None:
        _take_in(Learned(*known.keeping))
    entry = _kept()
    if entry is not None and known.keeping is None:
        st.success(f"{forms.plain(entry.title)} is in the Library.")
        ended.show(entry, mine=True)


def _take_in(learned: Learned) -> None:
    known, owner = state.of(TrainState), state.owner()
    key = ("trained", hashlib.sha256(learned.block).hexdigest(), learned.title, owner.mark)
    errand = background.errand(key, lambda say: _taken_in(learned, owner, say), owner=owner)
    found = awaited(errand, lambda error: st.error(f"It cannot be kept: {forms.sentence(error)}"))
    if errand.done:
        known.keeping = None
    if errand.error:
        background.forget(key)
    if found is not None:
        state.write_address(kept=found)
        st.toast(KEPT, icon=":material/check_circle:")
        st.rerun()


def _taken_in(learned: Learned, owner: Owner, say: background.OnProgress) -> str:
    settings = {"owner": owner.mark, "title": learned.title}
    return confined.run("trained", settings, learned.block, on_progress=say, **LIMITS)


def _kept() -> Entry | None:
    """Return the model that was made of this training, None if there is none, or none any more."""
    try:
        entry = library.find(state.parameter("kept"))
    except ModelError:
        return None
    return entry if entry.owner == state.owner() else None
