"""Where is the hand of a set of letters kept, ready for the browser, so that it is made once?"""

from __future__ import annotations

from collections.abc import Callable

from core.blocks.message import hand_block, hand_in, stamp_of
from core.datasets import own, stored
from core.files import full_disk_as, write_atomic
from core.handwriting.letters.letter_set import letters_of_set
from core.handwriting.message.blend import TwoHands
from core.handwriting.message.hand import Hand, hand_of
from core.types import DataError

OnProgress = Callable[[str, float], None]


def kept_hand(id: str) -> bytes | None:
    """Return the block that lies beside a set; None if there is none, or one of another version. Raises DataError."""
    try:
        block = own.hand_of(id).read_bytes()
    except OSError:
        return None
    return block if stamp_of(block) else None


def opened(id: str, other: str = "") -> Hand | TwoHands:
    """Return the hand of a set, or of two that blend, as the browser has it. Raises DataError if one is gone."""
    blocks = [kept_hand(one) for one in (id, other) if one]
    if None in blocks:
        raise DataError(stored.GONE)
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
