"""Who is visiting, what have they set, and what does the address say? The only file that touches Streamlit's state."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.library import owner_hash
from core.training.run import RunConfig

STATE = "latent_ink"
COOKIE = "latent_ink_visitor"
TOKEN = re.compile(r"[0-9a-f]{32}")
MAX_PARAMETER = 400  # characters; no link of ours comes near
LINGER = 10.0  # seconds: by then the browser has reported whatever it reports of its own accord

# The browser keeps the first token it is given. Two tabs opened at the same moment are given two: the later one finds
# the cookie of the earlier and reports it back, so that both belong to one visitor.
_REMEMBER = st.components.v2.component(
    "remember_visitor",
    html="<span hidden></span>",
    js="""
export default function ({ data, setStateValue }) {
  const kept = document.cookie.match(new RegExp("(?:^|; )" + data.cookie + "=([0-9a-f]{32})"));
  if (kept && kept[1] !== data.token) setStateValue("kept", kept[1]);
  if (kept) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${data.cookie}=${data.token}; Path=/; Max-Age=31536000; SameSite=Strict${secure}`;
}
""",
)


@dataclass
class AppState:
    """What one browser tab remembers from page to page.

    token: the visitor's secret; it never appears in a page or a link. routed: this run came by app.py, and so has a
    menu. model: shown on Explore. draft: the training that is being set up, None before the first look; recipe: the
    card it came from, "own" for their own images, "" for none; card_picked: when a card was last picked; why: what the
    recipe that a link named is good for. drafts: how many have been begun, so that each has widgets of its own. own:
    their own images are asked for and not yet here; linked: the set of them that a link named and that is not here yet;
    brought: the set that stands in the uploader. followed: what the address of Train named last, a recipe and a set.
    settings: whether its form is unfolded; new_title: how the next model is to be called. explore_map: name of the
    projection on Explore; explore_settings: what is changed from its defaults, by projection; explore_points: images on
    the map, 0 for those kept with the model; explore_colour: the column the map is coloured by, "class" at first;
    explore_clusters: the clusters it is coloured by, a task's JSON, if explore_colour is "clusters". explore_group: the
    group that is shown if explore_colour is "groups", "" for all. explore_replay: the film that is played on it, "" for
    none. explore_seen: key of the map that forms and the newest iterations at the last looks. packing: the images that
    are being packed as a large zip. compare_left_model and so on: what stands on either side of Compare maps, settings
    as an address has them, and compare_points images of the data. sample_by: the strategies on Sample, each as an
    address has it; sample_map: the map they are shown on; sample_n images by each, of the class sample_class ("" for
    all), drawn with sample_seed; sample_temperature: where its slider was let go; sample_image: the image last chosen
    on the map there, -1 for none. write_model: which model writes on Write. notes: sentences to be said in a later run,
    by place; lingering: sentences that outlive the next runs, by place, and since when; seeded: when widgets were told
    their values, by key. path_images: images that a path passes, of the map path_of; path_seed: of random stops.
    versus_models: ids of the models side by side on Compare models. inside_model, inside_part: which network of which
    model is opened on Look inside. duel_of: the GAN whose duel is watched; duel_clock: how; duel_start: from which
    weights; duel_moves: the steps so far, one letter each; duel_written: those in the address; duel_shown: those that
    were shown last; duel_before: what the steps were before each of the last changes.
    """

    token: str = ""
    routed: bool = False
    model: str = ""
    recipe: str = ""
    card_picked: float = 0.0
    why: str = ""
    linked: str = ""
    brought: str = ""
    followed: tuple[str, str] = ("", "")
    settings: bool = False
    new_title: str = ""
    draft: RunConfig | None = None
    drafts: int = 0
    own: bool = False
    explore_map: str = ""
    explore_settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    explore_points: int = 0
    explore_colour: str = "class"
    explore_clusters: str = ""
    explore_group: str = ""
    explore_replay: str = ""
    explore_seen: tuple = ()
    compare_left_model: str = ""
    compare_left_map: str = ""
    compare_left_set: str = ""
    compare_right_model: str = ""
    compare_right_map: str = ""
    compare_right_set: str = ""
    compare_points: int = 0
    sample_by: tuple[str, ...] = ()
    sample_map: str = ""
    sample_n: int = 36
    sample_class: str = ""
    sample_seed: int = 4  # by which 36 draws from the zoo's model of 16 dimensions come to what thousands do
    sample_temperature: float = 1.0
    sample_image: int = -1
    write_model: str = ""
    inside_model: str = ""
    inside_part: str = ""
    path_of: str = ""
    path_images: tuple[int, ...] = ()
    path_seed: int = 0
    versus_models: tuple[str, ...] = ()
    duel_of: str = ""
    duel_clock: str = "run"
    duel_start: str = "untrained"
    duel_moves: str = ""
    duel_written: str = ""
    duel_shown: str = ""
    duel_before: tuple[str, ...] = ()
    packing: tuple = ()
    notes: dict[str, str] = field(default_factory=dict)
    lingering: dict[str, tuple[str, float]] = field(default_factory=dict)
    seeded: dict[str, float] = field(default_factory=dict)


def app_state() -> AppState:
    """Return this tab's state, made at the first call."""
    if STATE not in st.session_state:
        st.session_state[STATE] = AppState()
    return st.session_state[STATE]


def bind(name: str) -> dict[str, Any]:
    """Return the key and callback that tie a widget to a field of AppState, on whatever page it is drawn.

    The field stays the truth: it seeds the widget before it is drawn and takes its value when it changes.
    """
    key, state, now = f"bound_{name}", app_state(), time.monotonic()
    # Told again for some seconds: of two runs in quick succession a busy browser draws the second only, and would show
    # the widget's own default, report it with whatever comes next, and so overwrite the field.
    differs = st.session_state.get(key) != getattr(state, name)
    if differs or now - state.seeded.get(key, -LINGER) < LINGER:
        st.session_state[key] = getattr(state, name)
        if differs:
            state.seeded[key] = now

    def noted() -> None:
        if st.session_state[key] is not None:  # what a browser reports of a choice that it was not told yet
            setattr(app_state(), name, st.session_state[key])

    return {"key": key, "on_change": noted}


def visitor() -> str:
    """Return the visitor's secret token, 32 hex digits: the browser's cookie, else one made for this tab."""
    state = app_state()
    if not state.token:
        kept = st.context.cookies.get(COOKIE, "")
        state.token = kept if TOKEN.fullmatch(kept) else secrets.token_hex(16)
    return state.token


def owner() -> str:
    """Return the hash under which the library keeps what this visitor owns."""
    return owner_hash(visitor())


def remember_visitor() -> None:
    """Have the browser keep the visitor's token for a year. Draws nothing that can be seen."""
    token = visitor()
    if st.context.cookies.get(COOKIE) == token:
        return
    kept = _REMEMBER(
        key="remember_visitor", data={"cookie": COOKIE, "token": token}, height=1, on_kept_change=lambda: None
    ).kept
    if kept and TOKEN.fullmatch(kept) and kept != token:
        app_state().token = kept


def parameter(name: str) -> str:
    """Return a parameter of the address, empty if it is not there; cut at 400 characters."""
    return st.query_params.get(name, "")[:MAX_PARAMETER]


def write_address(**parameters: str) -> None:
    """Put parameters into the address; an empty one goes away. Those not named stay."""
    before = st.query_params.to_dict()
    after = {name: value for name, value in (before | parameters).items() if value}
    if after != before:
        st.query_params.from_dict(after)  # all at once: each change is a step of the browser's back button


def clear_address() -> None:
    """Take all parameters out of the address, also those a link to this same page has left standing there."""
    st.query_params.clear()


def say_later(text: str, place: str = "toast") -> None:
    """Keep a sentence for the next run of this tab, such as after a dialog has closed."""
    app_state().notes[place] = text


def said_earlier(place: str = "toast") -> str:
    """Return what `say_later` kept for that place, once."""
    return app_state().notes.pop(place, "")


def linger(text: str, place: str) -> None:
    """Have a sentence said by every run of the next seconds.

    A page runs anew without a hand at work: the pad reports where it begins, the browser whose it is. What is said in
    the first run only, such as what is wrong with a link, would go before anybody has read it.
    """
    app_state().lingering[place] = text, time.monotonic()


def lingering(place: str) -> str:
    """Return what `linger` keeps for that place, empty if that is nothing or a while ago."""
    text, since = app_state().lingering.get(place, ("", 0.0))
    return text if text and time.monotonic() - since < LINGER else ""
