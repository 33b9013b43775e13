"""By which rules is a message set, so that the browser need not be told a second time?

What the modules of core.handwriting.message call a constant, by its own name; the dials with their bounds; and of every
character that a hand lacks, what would cure that.
"""

from __future__ import annotations

import unicodedata
from types import ModuleType
from typing import Any

from core.handwriting.letters.alphabet import extent_of
from core.handwriting.message import (
    choose,
    compose,
    glyph,
    ground,
    hand,
    message,
    missing,
    pens,
    set_words,
    spacing,
    wording,
)
from core.handwriting.message.hand import Hand
from core.handwriting.message.outline import UNIT
from core.handwriting.message.settings import MOST_TEXT, PAPERS, ComposeConfig

NAMES: dict[ModuleType, str] = {
    choose: "PIECE PLACE DOUBT ODD PLAY PLAYFUL USED OFTEN OTHERS JUMP TURN HALF LIFTED MOST",
    set_words: "TURN STRETCH SHEAR AGAIN WORD_RISE RISE UNEVEN LIFTED LEAD LONGEST_LEAD OVERLAP REACH LEVEL "
    "HALF_JOINED CLOSEST LEAST_GAP BESIDE MOST_LIFT",
    spacing: "NEAR APART",
    glyph: "TOP BOTTOM BANDS",
    compose: "SEEN LEAST_LINE INDENT MOST_INDENT STEEPEST UNEVEN ROOM",
    message: "STEPS",
    pens: "SPEED LIFT APART DOWN",
    ground: "SQUARE WIDTH COLOUR",
    missing: "MARK_ABOVE NARROWER BOLDER MOST_BUILT MOST_NAMED",
    wording: "ALIKE SPACES UNSEEN",
    hand: "LONGEST_PIECE",
}
TYPED = ((0x21, 0x250), (0x370, 0x530), (0x1E00, 0x2000), (0x2010, 0x2070), (0x20A0, 0x20C0))  # what people may type


def rules() -> dict[str, Any]:
    """Return all constants, by module and name, and of each dial what JSON Schema says: its bounds, its default."""
    told: dict[str, Any] = {
        module.__name__.rsplit(".", 1)[1]: {name: getattr(module, name) for name in names.split()}
        for module, names in NAMES.items()
    }
    told["outline"] = {"UNIT": UNIT}
    told["settings"] = {"MOST_TEXT": MOST_TEXT, "PAPERS": PAPERS}
    told["dials"] = ComposeConfig.model_json_schema()["properties"]
    return told


def cures_for(hand: Hand) -> dict[str, Any]:
    """Return of each character that a hand lacks and that could be built: {alnum, stands, cures: [{name, parts}]}."""
    have, found = set(hand.signs), {}
    for sign in (chr(code) for low, high in TYPED for code in range(low, high)):
        if sign in have or unicodedata.category(sign)[0] not in "LNPS" or unicodedata.normalize("NFC", sign) != sign:
            continue
        if cures := missing.cures_of(sign, hand):
            found[sign] = {
                "alnum": sign.isalnum(),
                "stands": sign.isalnum() and extent_of(sign)[0] == 0,
                "cures": [{"name": cure.name, "parts": [_told(part) for part in cure.parts]} for cure in cures],
            }
    return found


def _told(part: missing.Part) -> dict[str, Any]:
    """Return what of a part differs from one that is taken as it is."""
    usual = missing.Part(part.of)
    return {name: value for name, value in vars(part).items() if name == "of" or value != getattr(usual, name)}
