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
    menu; sent_back: one that did not was ended for one that does. projector: pages are shown large. address_heard: the
    browser knows how to keep its history, None before the first run; address_next: what is to be written into the
    address once it does; address_then: what stood there; address_last: title and parameters of the page drawn last.
    model: shown on Explore. draft: the training that is being set up, None before the first look; recipe: the card it
    came from, "own" for their own images, "" for none; card_picked: when a card was last picked; why: what the recipe
    that a link named is good for. drafts: how many have been begun, so that each has widgets of its own. own: their own
    images are asked for and not yet here; linked: the set of them that a link named and that is not here yet; brought:
    the set that stands in the uploader; brought_anew: a file and the set that it gave, which was not known before;
    taking: the file of a model that is being taken in. followed: what the address of Train named last, a recipe and a
    set. settings: whether its form is unfolded; new_title: how the next model is to be called. explore_map: name of the
    projection on Explore; explore_settings: what is changed from its defaults, by projection; explore_points: images, 0
    for those kept with the model; explore_colour: the column the map is coloured by, "class" at first;
    explore_clusters: the clusters it is coloured by, a task's JSON, if explore_colour is "clusters". explore_group: the
    group that is shown if explore_colour is "groups", "" for all. explore_replay: the film that is played on it, "" for
    none. explore_seen: key of the map that forms and the newest iterations at the last looks. explore_awaited: key of
    the map looked at last. packing: the images that are being packed as a large zip. compare_left_model and so on: what
    stands on either side of Compare maps, settings as an address has them, and compare_points images of the data.
    sample_by: the strategies on Sample, each as an address has it; sample_map: the map they are shown on; sample_n
    images by each, of the class sample_class ("" for all), drawn with sample_seed; sample_temperature: where its slider
    was let go; sample_image: the image last chosen on the map there, -1 for none. write_model: which model writes on
    Write. notes: sentences to be said in a later run, by place; lingering: sentences that outlive the next runs, by
    place, and since when; seeded: when widgets were told their values, by key. path_images: images that a path passes,
    of the map path_of; path_seed: of random stops. versus_models: ids of the models side by side on Compare models.
    inside_model, inside_part: which network of which model is opened on Look inside. duel_of: the GAN whose duel is
    watched; duel_clock: how; duel_start: from which weights; duel_moves: the steps so far, one letter each;
    duel_written: those in the address; duel_shown: those that were shown last; duel_before: what the steps were before
    each of the last changes.
    """

    token: str = ""
    routed: bool = False
    sent_back: bool = False
    projector: bool = False
    address_heard: bool | None = None
    address_next: dict[str, str] | None = None
    address_then: dict[str, str] = field(default_factory=dict)
    address_last: tuple[str, dict[str, str]] = field(default_factory=lambda: ("", {}))
    model: str = ""
    recipe: str = ""
    card_picked: float = 0.0
    why: str = ""
    linked: str = ""
    brought: str = ""
    brought_anew: tuple[str, str] | None = None
    taking: str = ""
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
    explore_awaited: str = ""
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
        state.token = kept if isinstance(kept, str) and TOKEN.fullmatch(kept) else secrets.token_hex(16)
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
    return address().get(name, "")[:MAX_PARAMETER]


def address() -> dict[str, str]:
    """Return all parameters of the address, as it is or is about to be."""
    waiting = app_state().address_next
    return st.query_params.to_dict() if waiting is None else dict(waiting)


def write_address(**parameters: str) -> None:
    """Put parameters into the address; an empty one goes away. Those not named stay.

    It replaces the page's entry in the browser's history, see assets/arrival.js: Back leaves the page at once.
    """
    before = address()
    kept = {"projector": "on" if app_state().projector else ""}
    after = {name: value for name, value in (before | parameters | kept).items() if value}
    if after != before:
        _put_address(after)  # all at once


def projector() -> bool:
    """Say whether pages are shown large, for a room to see: a link asked for it, or the visitor did.

    A link says `view=projector`. Pads keep their own view there, so that the address goes on with `projector=on`.
    """
    known = app_state()
    if parameter("view") == "projector":
        known.projector = True
        write_address(view="")
    elif parameter("projector") == "on":
        known.projector = True
    elif known.projector:
        write_address()  # another page: its address says it too
    return known.projector


def project(on: bool) -> None:
    """Show pages large, or as usual again. For callbacks."""
    app_state().projector = on
    write_address()


def begin_address(title: str) -> None:
    """Say that the page of that title begins to be drawn.

    In a visit's first run the browser has not heard yet how to keep its history, and would add an entry for what is
    written: it is kept until the next run, which `address_waits` asks for.
    """
    known, now = app_state(), st.query_params.to_dict()
    before, known.address_last = known.address_last, (title, now)
    if known.address_heard is None:
        known.address_heard = st.context.url is None  # no browser, no history
        return
    known.address_heard = True
    waiting, known.address_next = known.address_next, None
    if waiting is not None and now == known.address_then:
        _put_address(waiting)
    elif before[0] == title and before[1] != now:
        st.query_params.from_dict(now)  # a link from a page to itself leaves the browser's address behind


def address_waits() -> bool:
    """Say whether something is to be written into the address in the next run."""
    return app_state().address_next is not None


def _put_address(parameters: dict[str, str]) -> None:
    known, now = app_state(), st.query_params.to_dict()
    if known.address_heard is False:
        known.address_next, known.address_then = (None if parameters == now else parameters), now
    else:
        known.address_last = known.address_last[0], parameters
        st.query_params.from_dict(parameters)


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
