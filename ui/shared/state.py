"""What does a tab remember that several pages go by?"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class SharedState:
    """model: id of the one that Explore shows and Sample draws from. packing: what is being packed as a large file.

    refined: ids of the models whose pads were asked for sharper pictures.
    """

    model: str = ""
    packing: tuple = ()
    refined: set[str] = field(default_factory=set)
