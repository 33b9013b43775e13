"""Which of a visitor's sets can be written with, and is the hand of one ready?"""

from __future__ import annotations

from core.blocks.message_blend import blend_block
from core.blocks.message_kept import kept_hand, set_of
from core.datasets import own
from core.owner import Owner
from core.tasks import CuresTask, OwnHandTask
from ui import state
from ui.shared.ask_worker import have


def with_ink(owner: Owner) -> dict[str, str]:
    """Return the sets of a visitor that keep their ink, id -> name, the newest first."""
    return {id: name for id, name in own.noted(owner).items() if own.ink_of(id).is_file()}


def hand_of(id: str) -> bytes | None:
    """Return the block of a set's hand; while a worker makes it, draw how far that is, or why it cannot, and None."""
    block = kept_hand(id)
    if block is None:  # never made, or it went with a version that made hands otherwise
        have(OwnHandTask(set=id), "Make the hand ready", key=f"hand-ready-{id}", icon=":material/draw:")
    return block


def blend_of(writer: str, other: str) -> bytes | None:
    """Return the block of two writers' hands that blend, which are there; None, and how far it is, until it is there.

    writer, other: ids of sets, or what names those whose letters a model has drawn.
    """
    first, second = kept_hand(writer), kept_hand(other)
    if first is None or second is None:  # they have gone this very moment
        return None
    task = CuresTask(writer=writer, other=other)
    cures = task.kept()
    if cures is None:
        have(task, "Blend them", key=f"hand-cures-{writer}-{other}", icon=":material/join:")
        return None
    return blend_block(first, second, names(set_of(writer), set_of(other)), cures.decode())


def names(id: str, other: str) -> tuple[str, str]:
    """Return what the hands of two sets are called."""
    noted = own.noted(state.owner())
    return noted.get(id, "the first"), noted.get(other, "the second")
