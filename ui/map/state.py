"""What does a tab remember of Explore's map, and of a picture whose ink is mended there?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class MapState:
    """Which map is shown, and how.

    map: name of the projection; settings: what is changed from its defaults, by projection; points: images, 0 for those
    kept with the model. colour: the column it is coloured by; clusters: a task's JSON, if that is "clusters"; group:
    the one that is shown if it is "groups", "" for all. replay: the film that is played on it, "" for none. watched:
    key of the map that is waited for; seen: its newest iterations at the last looks; awaited: key of the map looked at
    last. source: what is placed on it, a drawing or a picture.
    """

    map: str = ""
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    points: int = 0
    colour: str = "class"
    clusters: str = ""
    group: str = ""
    replay: str = ""
    watched: str = ""
    seen: tuple[int, ...] = ()
    awaited: str = ""
    source: str = "Draw it"


@dataclass
class MendState:
    """The picture whose ink is mended.

    file: the uploaded file that it is of; picture: its ink as a PNG; pen: how wide its strokes are, in pixels. marks:
    what was drawn on it; begun: what of that its canvas began with; changes: how often a canvas began anew.
    """

    file: str = ""
    picture: bytes = b""
    pen: int = 0
    marks: list[dict[str, Any]] = field(default_factory=list)
    begun: list[dict[str, Any]] = field(default_factory=list)
    changes: int = 0
