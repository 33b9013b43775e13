"""What does a tab remember that several pages go by?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class SharedState:
    """model: id of the one that Explore shows and Sample draws from. packing: what is being packed as a large file."""

    model: str = ""
    packing: tuple = ()
