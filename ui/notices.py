"""How is a sentence said by a later run of a page, or by all runs of a while?"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ui.state import LINGER, of


@dataclass
class Notices:
    """later: sentences to be said in a later run, by place; lingering: those that outlive some runs, and since when."""

    later: dict[str, str] = field(default_factory=dict)
    lingering: dict[str, tuple[str, float]] = field(default_factory=dict)


def say_later(text: str, place: str = "toast") -> None:
    """Keep a sentence for the next run of this tab, such as after a dialog has closed."""
    of(Notices).later[place] = text


def said_earlier(place: str = "toast") -> str:
    """Return what `say_later` kept for that place, once."""
    return of(Notices).later.pop(place, "")


def linger(text: str, place: str) -> None:
    """Have a sentence said by every run of the next seconds.

    A page runs anew without a hand at work: the pad reports where it begins, the browser whose it is. What is said in
    the first run only, such as what is wrong with a link, would go before anybody has read it.
    """
    of(Notices).lingering[place] = text, time.monotonic()


def lingering(place: str) -> str:
    """Return what `linger` keeps for that place, empty if that is nothing or a while ago."""
    text, since = of(Notices).lingering.get(place, ("", 0.0))
    return text if text and time.monotonic() - since < LINGER else ""
