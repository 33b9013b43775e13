"""What does a tab remember of Look inside?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class InsideState:
    """model: id of the one that is opened, empty before the first look; part: which of its networks."""

    model: str = ""
    part: str = ""
