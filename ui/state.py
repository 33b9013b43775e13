"""Who is visiting, what does the address say, and where is kept what a tab remembers? It knows no page."""

from __future__ import annotations

import re
import secrets
import sys
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import streamlit as st
from pydantic import BaseModel
from streamlit.components import v2
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.config import ConfigError
from core.host import login
from core.owner import Owner

COOKIE = "latent_ink_visitor"
TOKEN = re.compile(r"[0-9a-f]{32}")
MAX_PARAMETER = 400  # characters; no link of ours comes near
LINGER = 10.0  # seconds: by then the browser has reported whatever it reports of its own accord

# The browser keeps the first token it is given. Two tabs opened at the same moment are given two: the later one finds
# the cookie of the earlier and reports it back, so that both belong to one visitor.
_REMEMBER = v2.component(
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


Page = TypeVar("Page")
_found: weakref.WeakKeyDictionary[object, dict[type, Any]] = weakref.WeakKeyDictionary()  # by the state of a script


@dataclass
class Visit:
    """Who is visiting in this tab, and what its address says; a page keeps what is its own in a class of its own.

    token: the visitor's secret; it never appears in a page or a link. projector: pages are shown large. embedded: they
    stand in a frame of another page, from the first one on. address_heard: the browser knows how to keep its history,
    None before the first run; address_next: what is to be written into the address once it does; address_then: what
    stood there; address_last: title and parameters of the page drawn last. told: when widgets were last told their
    values, by key, in seconds of the clock.
    """

    token: str = ""
    projector: bool = False
    embedded: bool = False
    address_heard: bool | None = None
    address_next: dict[str, str] | None = None
    address_then: dict[str, str] = field(default_factory=dict)
    address_last: tuple[str, dict[str, str]] = field(default_factory=lambda: ("", {}))
    told: dict[str, float] = field(default_factory=dict)


def of(kind: type[Page]) -> Page:
    """Return what this tab remembers of one kind, from page to page: made without arguments when first asked for.

    kind: a dataclass whose fields all have defaults, wherever it is defined.
    """
    here = _found_here()
    found: Any = here.get(kind)
    if found is None:
        key = key_of(kind)
        found = st.session_state.get(key)
        if type(found) is not kind:
            found = st.session_state[key] = kind() if found is None else _carried(found, kind)
        here[kind] = found
    return cast("Page", found)


def _found_here() -> dict[type, Any]:
    """Return what the script that runs has found already, by its kind: pages ask fifty times, and a look is dear."""
    context = get_script_run_ctx()
    return {} if context is None else _found.setdefault(context.session_state, {})


def key_of(kind: type, name: str = "") -> str:
    """Return the key under which a kind is kept, or a widget that is bound to its field `name`."""
    return ".".join(filter(None, (kind.__module__, kind.__qualname__, name)))


def _carried(before: object, kind: type[Page]) -> Page:
    """Return a new one with what was remembered before its file was edited and loaded anew, as `make dev` does."""
    now = kind()
    for name in vars(now).keys() & vars(before).keys():
        with suppress(ValueError):  # a setting that is not valid any more
            setattr(now, name, _anew(getattr(before, name)))
    return now


def _anew(value: Any) -> Any:
    """Return settings as their class is now: one of before the edit takes nothing of after it."""
    kind = type(value)
    now: Any = getattr(sys.modules.get(kind.__module__), kind.__qualname__, kind)
    known = now is kind or not isinstance(value, BaseModel)
    return value if known else now.model_validate_json(value.model_dump_json())


def bind(kind: type, name: str) -> dict[str, Any]:
    """Return the key and callback that tie a widget to a field of what the tab remembers, on whatever page it is drawn.

    The field stays the truth: it seeds the widget before it is drawn and takes its value when it changes.
    """
    key, value, told, now = key_of(kind, name), getattr(of(kind), name), of(Visit).told, time.monotonic()
    # Told again for some seconds: of two runs in quick succession a busy browser draws the second only, and would show
    # the widget's own default, report it with whatever comes next, and so overwrite the field.
    differs = st.session_state.get(key) != value
    if differs or now - told.get(key, -LINGER) < LINGER:
        st.session_state[key] = value
        if differs:
            told[key] = now

    def noted() -> None:
        if st.session_state[key] is not None:  # what a browser reports of a choice that it was not told yet
            setattr(of(kind), name, st.session_state[key])

    return {"key": key, "on_change": noted}


def owner() -> Owner:
    """Return who is visiting. Here their secret is hashed: no other file sees it."""
    return Owner.of(_token())


def logged_in() -> bool:
    """Say whether somebody has logged in, where everybody has to. In a frame of a page that is not ours nobody has."""
    return bool(_account())


def _account() -> str:
    """Return the secret of the account that is logged in, 64 hex digits; empty if none is."""
    try:
        if not login.asked() or embedded() or st.user.get("provider") != login.provider():
            return ""
    except ConfigError:  # the host's log says so
        return ""
    return login.secret_of(st.user.to_dict())


def _token() -> str:
    """Return the visitor's secret token, 32 hex digits: the browser's cookie, else one made for this tab.

    Where everybody has to log in it is the account's, 64 digits, or one that is forgotten with the tab.
    """
    known = of(Visit)
    if not known.token and login.asked():
        known.token = _account() or secrets.token_hex(16)
    if not known.token:
        # In a frame of a page that is not ours one is nobody yet: whoever made it could have a click taken for another.
        kept = "" if embedded() else st.context.cookies.get(COOKIE, "")
        known.token = kept if isinstance(kept, str) and TOKEN.fullmatch(kept) else secrets.token_hex(16)
    return known.token


def remember_visitor() -> None:
    """Have the browser keep the visitor's token for a year. Draws nothing that can be seen."""
    token = _token()
    if login.asked() or embedded() or st.context.cookies.get(COOKIE) == token:
        return
    kept = _REMEMBER(
        key="remember_visitor", data={"cookie": COOKIE, "token": token}, height=1, on_kept_change=lambda: None
    ).kept
    if kept and TOKEN.fullmatch(kept) and kept != token:
        of(Visit).token = kept


def parameter(name: str) -> str:
    """Return a parameter of the address, empty if it is not there; cut at 400 characters."""
    return address().get(name, "")[:MAX_PARAMETER]


def address() -> dict[str, str]:
    """Return all parameters of the address, as it is or is about to be."""
    waiting = of(Visit).address_next
    return st.query_params.to_dict() if waiting is None else dict(waiting)


def write_address(**parameters: str) -> None:
    """Put parameters into the address; an empty one goes away. Those not named stay.

    It replaces the page's entry in the browser's history, see browser/base/arrival.js: Back leaves the page at once.
    """
    before = address()
    kept = {"projector": "on" if of(Visit).projector else ""}
    after = {name: value for name, value in (before | parameters | kept).items() if value}
    if after != before:
        _put_address(after)  # all at once


def projector() -> bool:
    """Say whether pages are shown large, for a room to see: a link asked for it, or the visitor did.

    A link says `view=projector`. Pads keep their own view there, so that the address goes on with `projector=on`.
    """
    known = of(Visit)
    if parameter("view") == "projector":
        known.projector = True
        write_address(view="")
    elif parameter("projector") == "on":
        known.projector = True
    elif known.projector:
        write_address()  # another page: its address says it too
    return known.projector


def embedded() -> bool:
    """Say whether the page stands in a frame of another page: its address says `embed=true`."""
    known = of(Visit)
    known.embedded = known.embedded or bool(st.context.is_embedded)
    return known.embedded


def projected() -> bool:
    """Say whether pages are shown large just now."""
    return of(Visit).projector


def project(on: bool) -> None:
    """Show pages large, or as usual again. For callbacks."""
    of(Visit).projector = on
    write_address()


def begin_address(title: str) -> None:
    """Say that the page of that title begins to be drawn.

    In a visit's first run the browser has not heard yet how to keep its history, and would add an entry for what is
    written: it is kept until the next run, which `address_waits` asks for.
    """
    known, now = of(Visit), st.query_params.to_dict()
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
    return of(Visit).address_next is not None


def _put_address(parameters: dict[str, str]) -> None:
    known, now = of(Visit), st.query_params.to_dict()
    if known.address_heard is False:
        known.address_next, known.address_then = (None if parameters == now else parameters), now
    else:
        known.address_last = known.address_last[0], parameters
        st.query_params.from_dict(parameters)
