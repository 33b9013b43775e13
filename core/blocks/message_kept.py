"""Where is the hand of a set of letters kept, ready for the browser, so that it is made once?

A writer is named by the id of its set; where a model draws its letters, behind that stand "~" and 16 hex digits that
name the model and how it draws.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Literal

from pydantic import Field

from core.blocks.message import hand_block, hand_in, stamp, stamp_of
from core.blocks.message_blend import ladder_block, ladder_in
from core.config import Config
from core.datasets import own, stored
from core.files import full_disk_as, write_atomic
from core.handwriting.letters.letter_set import letters_of_set
from core.handwriting.message.blend import TwoHands
from core.handwriting.message.hand import Hand, hand_of
from core.handwriting.message.model_between import Ladder
from core.handwriting.message.model_ink import ModelInkConfig
from core.handwriting.message.sources import hand_from, hands_between
from core.library.folder import find
from core.packed import unpack
from core.sampling import SamplingError
from core.types import DataError, ModelError

DRAWN = re.compile(r"[0-9a-f]{16}")
MOST_DRAWN = 4  # of a set, the newest, that are kept

OnProgress = Callable[[str, float], None]


class DrawnHand(Config):
    """Letters of a hand as a model draws them.

    source: whether they write alone or beside own ink; model: its id; learned: what names its weights as they are now.
    other: id of a set to whose hand they lead (core.handwriting.message.model_between), empty for those of one hand.
    """

    source: Literal["model", "mixed"]
    model: str = Field(max_length=64)
    learned: str = Field("", max_length=80)
    ink: ModelInkConfig = ModelInkConfig()
    other: str = Field("", pattern=f"^$|{own.ID}")

    def writer(self, id: str) -> str:
        """Return what names this writer of the hand of a set."""
        told = json.dumps([stamp(), self.to_json()])
        return f"{id}~{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def set_of(writer: str) -> str:
    """Return the id of the set of a writer."""
    return writer.partition("~")[0]


def signs_of(block: bytes) -> tuple[str, ...]:
    """Return what the hand of a block can write."""
    return tuple(json.loads(unpack(block)["about"])["signs"])


def kept_hand(writer: str) -> bytes | None:
    """Return the block that lies beside a set; None if there is none, or one of another version. Raises DataError."""
    id, _, drawn = writer.partition("~")
    if drawn and not DRAWN.fullmatch(drawn):
        raise DataError(stored.GONE)
    try:
        block = own.hand_of(id, drawn).read_bytes()
    except OSError:
        return None
    return block if stamp_of(block) else None


def opened(id: str, other: str = "") -> Hand | TwoHands | Ladder:
    """Return the hand of a writer, or of two that blend, as the browser has it. Raises DataError if one is gone."""
    blocks = [kept_hand(one) for one in (id, other) if one]
    if None in blocks:
        raise DataError(stored.GONE)
    if not other and (found := ladder_in(blocks[0] or b"")):
        return found
    hands = [hand_in(block) for block in blocks if block is not None]
    return hands[0] if len(hands) == 1 else TwoHands(*hands)


def make_hand(id: str, on_progress: OnProgress = lambda what, share: None) -> None:
    """Make the hand of a set and keep it beside the set's ink; a second for a thousand letters or two.

    Raises DataError if the set keeps no ink, or none to write with, or is gone by now; OSError.
    """
    if not own.ink_of(id).is_file():
        raise DataError("this set keeps no ink: its images are too small to write with. Bring the page anew.")
    block = hand_block(hand_of(letters_of_set(id), on_progress=on_progress))
    with full_disk_as(own.FULL):
        write_atomic(own.hand_of(id), block)
    if not own.ink_of(id).is_file():  # deleted meanwhile
        own.hand_of(id).unlink(missing_ok=True)
        raise DataError(stored.GONE)


def make_drawn(id: str, drawn: DrawnHand, on_progress: OnProgress = lambda what, share: None) -> None:
    """Have a model draw the letters of a set's hand, and keep that beside the set; older ones go. Some seconds.

    Raises DataError if the set's hand is not there, or the model cannot draw it; OSError.
    """
    block = kept_hand(id)
    if block is None:
        raise DataError(stored.GONE)
    other = kept_hand(drawn.other) if drawn.other else None
    if drawn.other and other is None:
        raise DataError(stored.GONE)
    try:
        hand, entry = hand_in(block), find(drawn.model)
        if other:
            made = ladder_block(hands_between(hand, hand_in(other), entry, on_progress=on_progress))
        else:
            made = hand_block(hand_from(drawn.source, hand, entry, drawn.ink, on_progress=on_progress))
    except (ModelError, SamplingError) as error:
        raise DataError(str(error)) from None
    path = own.hand_of(id, drawn.writer(id).partition("~")[2])
    with full_disk_as(own.FULL):
        write_atomic(path, made)
    there = sorted(path.parent.glob(f"{id}.*.drawn"), key=lambda one: one.stat().st_mtime)
    for old in there[:-MOST_DRAWN]:
        old.unlink(missing_ok=True)
    if not all(own.ink_of(one).is_file() for one in (id, drawn.other) if one):  # deleted meanwhile
        path.unlink(missing_ok=True)
        raise DataError(stored.GONE)
