"""What is the browser to do when a page arrives, and when may the address be written?"""

from __future__ import annotations

from ui import shelf, state
from ui.components.component import component

_ARRIVE = component(
    "page_arrival",
    "base/arrival.js",
    html="<span hidden></span>",
)


def arrive(title: str, large: bool) -> None:
    """Have the browser go to the heading of a page that is new to it and keep the history short. Draws nothing.

    large: it is shown large, without the menu.
    """
    # A training begins on the page it is set up on, and one's own images are brought there; which ones they are changes
    # below the heading, where the visitor should be left.
    page = f"{title} {state.parameter('run')} {bool(state.parameter('data'))}"
    data = {"page": page, "waiting": False, "large": large}
    _ARRIVE(key="arrival", data=data, height=1, on_unfetched_change=shelf.close)


def settle() -> None:
    """Once all is drawn: have the page run again if its address waits for the browser. Draws nothing."""
    if state.address_waits():
        _ARRIVE(key="arrival-waits", data={"waiting": True}, height=1, on_here_change=lambda: None)
