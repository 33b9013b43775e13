"""What does this tab remember of Learn?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class LearnState:
    """pack: whether the class pack is wanted."""

    pack: bool = False
