"""What does a tab remember of messages?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class MessageState:
    """paper: whether files have the paper, white with its lines, or ink alone."""

    paper: bool = True
