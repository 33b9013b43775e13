"""What does a tab remember of Write?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class WriteState:
    """model: id of the one that writes, empty before the first look."""

    model: str = ""
