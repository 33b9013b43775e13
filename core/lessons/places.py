"""Where can a link lead, and a step of a lesson take place: which page, what its address says, which parts it has?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.handwriting.message.settings import ComposeConfig
from core.lessons.parts import EVERYWHERE, PARTS, Part


@dataclass(frozen=True)
class PagePlace:
    """What a lesson may say of a page. parameters: of its address; parts: names of those it has, in PARTS."""

    parameters: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


_PAD = (
    "map", "image", "sliders", "random", "play", "reset", "background", "tools", "zoom", "classes", "strokes", "save",
)  # fmt: skip

PAGES: dict[str, PagePlace] = {
    "Home": PagePlace(parts=_PAD),
    "Learn": PagePlace(parts=("lessons", "code")),
    "Explore": PagePlace(("model", "z", "y", "view", "map", "sel"), (*_PAD, "model", "layout", "colour", "panels")),
    "Read": PagePlace(parts=("sheet", "elsewhere", "reading", "told", "sight", "another", "vae", "reader", "picture")),
    "One image": PagePlace(("sample", "vary", "run"), ("source",)),
    "Write": PagePlace(("model",), ("model", "typed", "hands", "wheel", "save")),
    "Look inside": PagePlace(("model", "part"), ("model", "network", "given", "layers")),
    "Sample": PagePlace(
        ("model", "by", "n", "class", "seed", "t", "on"),
        (*_PAD, "model", "settings", "strategies", "samples", "temperature", "shades", "panels"),
    ),
    "Compare models": PagePlace(("models", "z"), ("columns", "walk", "start-pair", "panels")),
    "Compare maps": PagePlace(("model",), ("maps", "travel", "sides", "swap", "settings")),
    "Train": PagePlace(("recipe", "data", "run", "here"), ("recipes", "start", "settings", "place", "balance")),
    "Your hand": PagePlace(("by", "write"), ("door", "upload", "camera", "print")),
    "Library": PagePlace(parts=("upload",)),
}

# What an address can say, on whichever page: a link that says anything else is of another version, or mistyped.
ADDED = re.compile(r"utm_\w+|[a-z]*clid|mc_[ce]id|igshid|si|embed_options")  # by mailers, platforms and Streamlit
PARAMETERS = frozenset((
    "model", "z", "y", "view", "map", "sel", "set", "points", "class", "on", "steps", "guidance", "t0", "colour",
    "model2", "map2", "set2", "models", "u", "patch", "noise", "ends", "duel", "moves", "start", "part", "image",
    "ink", "seed", "label", "off", "pen", "another", "vae", "text", "source", "drawn", "drawn_by", "second_by", "way",
    "film", "font", "other", "hand", "mix", "heat", "rolls", "slant", "weight", "roundness", "size", "sample", "as",
    "vary", "dims", "run", "recipe", "data", "here", "kept", "by", "n", "t", "write", "step", "lesson", "room", "page",
    "exhibit", "host", "login", "projector", "hide", "lock",
    *ComposeConfig.model_fields,
))  # fmt: skip


def script_of(page: str) -> str:
    """Return the script of a page, such as "pages/Look_inside.py"."""
    return f"pages/{page.replace(' ', '_')}.py"


def parts_of(page: str) -> dict[str, Part]:
    """Return the parts that a page has, by name; one that is not in PAGES has what stands around every page."""
    return {name: PARTS[name] for name in (*(PAGES[page].parts if page in PAGES else ()), *EVERYWHERE)}


def strange(parameters: Iterable[str]) -> list[str]:
    """Return which names of an address mean nothing on any page, without what mailers and platforms add to links."""
    return [name for name in parameters if name not in PARAMETERS and not ADDED.fullmatch(name)]
