"""What does a tab remember of Compare maps?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class CompareMapsState:
    """What stands on either side: a model, a map of it, and that map's settings as an address has them.

    points: images of the data on both, 0 for those kept with the models.
    """

    left_model: str = ""
    left_map: str = ""
    left_set: str = ""
    right_model: str = ""
    right_map: str = ""
    right_set: str = ""
    points: int = 0
