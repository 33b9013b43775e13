"""What does a tab remember of the library?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class LibraryState:
    """taking: the uploaded file of a model that is being taken in, "" for none; taken: how many were."""

    taking: str = ""
    taken: int = 0
