"""What does a tab remember of Write?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class WriteState:
    """model: id of the one that writes, empty before the first look. source: of `source.SOURCES`; set: id of one's own.
    other: of a second that blends with it, empty for none.

    followed: the set of a link that was followed.
    """

    model: str = ""
    source: str = "model"
    set: str = ""
    other: str = ""
    followed: str = ""
