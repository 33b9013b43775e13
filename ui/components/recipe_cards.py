"""How does a page have one of several cards chosen, each with a picture, a title, a sentence and a time?"""

from __future__ import annotations

import base64
import functools
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ui.components.component import component


@dataclass(frozen=True)
class Card:
    """A card. time: how long it takes, in words; code: its name on the command line; picture: PNG, empty for none."""

    name: str
    title: str
    about: str
    time: str
    code: str
    picture: bytes = b""


@dataclass(frozen=True)
class Pick:
    """A card that was picked. at: when, by the browser's clock: the same pick is reported until another is made."""

    name: str
    at: float


_CARDS = component(
    "latent_ink_cards",
    "train/recipe_cards.js",
    styles=("train/recipe_cards.css",),
    html="""
<fieldset class="recipes">
  <legend>What to train</legend>
  <div class="some"></div>
  <button type="button" class="more" aria-expanded="false">More recipes</button>
  <div class="rest" hidden></div>
</fieldset>
""",
)


def recipe_cards(cards: Sequence[Card], *, chosen: str, first: int, key: str) -> Pick | None:
    """Draw cards, the one named `chosen` marked, and return what was picked last, None if nothing was.

    first: how many are shown before the button that shows the others.
    """
    data = {"chosen": chosen, "first": first, "cards": [_sent(card) for card in cards]}
    picked = _CARDS(key=key, data=data, on_picked_change=lambda: None).picked
    return Pick(str(picked["name"]), float(picked["at"])) if picked else None


@functools.lru_cache(maxsize=256)
def _sent(card: Card) -> dict:
    """Return what the browser hears of a card, the same for all visitors: not to be changed."""
    wide, high = (int.from_bytes(card.picture[at : at + 4], "big") for at in (16, 20))  # of a PNG's first chunk
    return asdict(card) | {"picture": base64.b64encode(card.picture).decode(), "wide": wide, "high": high}
