"""What does a tab remember of the Read page?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class ReadState:
    """reader, vae: ids of the model that reads and of the one that shows where drawings lie, empty at first.

    picked: the id of the VAE that the browser last reported as chosen. brought: the strokes of the last picture, see
    core.blocks.read.brought_block, empty before the first; pictures: how many there were. changes: those to
    the corrections that were made.
    """

    reader: str = ""
    vae: str = ""
    picked: str = ""
    brought: bytes = b""
    pictures: int = 0
    changes: tuple[str, ...] = ()
    another: bool = False
