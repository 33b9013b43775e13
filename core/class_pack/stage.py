"""What is on a page of the pack: which components, on which bytes, and what can be chosen beside them?

browser/pack/stage.js shows it. A scene is one state of the choices; what two scenes share is mounted and fetched once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from core.class_pack.shelf import Recipe, Shelf


@dataclass(frozen=True)
class Choice:
    """What can be chosen. name: as an address has it; label: as the page has it. heard: chosen in a component, which
    tells so by this name. again: a button that goes on to the next.
    """

    name: str
    label: str
    heard: bool = False
    again: bool = False


@dataclass(frozen=True)
class Part:
    """A component with its bytes. part: a name in PARTS. key: the same one goes on with other bytes where it stands.

    block: what it is sent. later: what it is sent instead once somebody has touched what takes it, told by `wanted`.
    """

    part: str
    key: str
    block: bytes
    later: bytes | None = None
    wanted: str = ""


@dataclass(frozen=True)
class Scene:
    """One state of the choices: of each by its name the value, and what stands on the page then, from above.

    titles: what values are called, where not by themselves.
    """

    at: dict[str, str]
    parts: Sequence[Part]
    titles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """A page's choices and scenes, the first of which is shown first. begins: what a button says that starts it."""

    choices: tuple[Choice, ...]
    scenes: tuple[Scene, ...]
    begins: str = ""

    @property
    def parts(self) -> set[str]:
        """The components that stand on it."""
        return {part.part for scene in self.scenes for part in scene.parts}

    def laid(self, shelf: Shelf) -> str:
        """Lay the stage and all its bytes by; return its name on the shelf."""
        blocks: dict[bytes, int] = {}
        recipes: list[Recipe] = []

        def number(block: bytes) -> int:
            if block not in blocks:
                blocks[block] = len(recipes)
                recipes.append(shelf.lay(block))
            return blocks[block]

        scenes = []
        for scene in self.scenes:
            parts = []
            for part in scene.parts:
                one: dict[str, Any] = {"part": part.part, "key": part.key, "block": number(part.block)}
                if part.later is not None:
                    one |= {"later": number(part.later), "wanted": part.wanted}
                parts.append(one)
            scenes.append({"at": scene.at, "titles": scene.titles, "parts": parts})
        told = {
            "choices": [asdict(choice) for choice in self.choices],
            "scenes": scenes,
            "blocks": recipes,
            "begins": self.begins,
        }
        return shelf.keep(json.dumps(told, separators=(",", ":")).encode())

    def only(self, wanted: Callable[[dict[str, str]], bool]) -> Stage:
        """Return the stage with some of its scenes."""
        return Stage(self.choices, tuple(scene for scene in self.scenes if wanted(scene.at)), self.begins)
