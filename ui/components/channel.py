"""How does a page send a pad what changes beside its weights: a layout, a colour, frames of a map that forms?"""

from __future__ import annotations

from ui.components.component import component

_CHANNEL = component(
    "latent_ink_channel",
    "pad/channel.js",
)


def channel(block: bytes | None, *, key: str) -> None:
    """Hand a block to the pad that shows its model, on this page, whether the pad is there already or comes later.

    block: from core.blocks.layout or core.networks.encoder.drawing_block; the same bytes are sent once. None says
    nothing. key: one for each kind of block and each pad, such as "layout-" and the model's id. It takes no room.
    """
    _CHANNEL(key=key, data=block)
