"""Where can a step of a lesson take place: on which page, at which address, with which of its parts lit up?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PagePlace:
    """What a lesson may say of a page. parameters: of its address; marks: names of its parts that can be lit up."""

    parameters: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


_PAD = ("map", "image", "sliders", "random", "play", "background")

PAGES: dict[str, PagePlace] = {
    "Home": PagePlace(marks=_PAD),
    "Learn": PagePlace(),
    "Explore": PagePlace(("model", "z", "y", "view", "map", "sel"), _PAD),
    "Read": PagePlace(marks=("sheet", "reading", "vae")),
    "One image": PagePlace(("sample", "vary", "run")),
    "Write": PagePlace(("model",)),
    "Look inside": PagePlace(("model", "part"), ("layers",)),
    "Sample": PagePlace(("model", "by", "n", "class", "seed", "t", "on"), ("samples", "temperature", "shades")),
    "Compare models": PagePlace(("models", "z"), ("columns",)),
    "Compare maps": PagePlace(("model",), ("maps",)),
    "Train": PagePlace(("recipe", "data", "run", "here"), ("recipes", "start")),
    "Your hand": PagePlace(("by", "write")),
    "Library": PagePlace(),
}


def script_of(page: str) -> str:
    """Return the script of a page, such as "pages/Look_inside.py"."""
    return f"pages/{page.replace(' ', '_')}.py"
