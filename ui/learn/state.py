"""What does this tab remember of Learn?"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class LearnState:
    """pack: whether the class pack is wanted. seen: the tabs that were open once."""

    pack: bool = False
    seen: set[str] = field(default_factory=set)
