"""Which flow draws what is on the sheet as another class, and when does the browser get it?"""

from __future__ import annotations

from core import library
from core.blocks.as_another import as_another_block
from core.library import Entry
from core.types import ModelError
from ui import state
from ui.cache import several_models
from ui.components.channel import channel
from ui.read.state import ReadState


def offer(reader: Entry, kept: float) -> None:
    """Tell the sheet of a flow of the reader's classes; send its network, and note it in the address, once asked for.

    kept: how much of the drawing is kept, as the browser last told, 0 before. Without such a flow nothing is offered.
    """
    flow = library.redrawer_for(reader.config.classes, reader.config.model.image_size, state.owner())
    if flow is None:
        return
    known = state.of(ReadState)
    known.another = known.another or kept > 0 or bool(state.parameter("another"))
    if kept > 0:
        state.write_address(another=f"{kept:g}")
    try:
        block = several_models.as_another(flow, known.another, lambda: _block(flow, known.another))
    except (ModelError, ValueError):
        return
    channel(block, key="read-another")


def _block(flow: Entry, whole: bool) -> bytes:
    return as_another_block(
        library.browser_bin(flow) if whole else None,
        flow=flow.id,
        title=flow.title,
        classes=flow.config.classes,
        image_size=flow.config.model.image_size,
    )
