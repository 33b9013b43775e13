"""A training has ended: what became of it, and what does one do with the model now?"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from core import library
from core.library import Entry
from core.library.model_card import plain
from ui import instead, state
from ui.shared import model_pad
from ui.train import form, recipes, verdict

TRAIN = "pages/Train.py"
LARGE = """
<style>
.st-key-ended button { min-height: 3.25rem; }
.st-key-ended button p { font-size: 1.1rem; font-weight: 600; }
.st-key-ended h2 { padding-top: 0; }
</style>
"""


@dataclass(frozen=True)
class Way:
    """A thing to do with a model. act, about: on its button and below it; page, query: where it is done."""

    act: str
    about: str
    icon: str
    page: str
    query: dict[str, str] = field(default_factory=dict)


def show(entry: Entry, mine: bool) -> None:
    """Draw what became of a training that has ended, and three ways on. mine: it may be trained anew."""
    if not entry.has_weights:
        return
    with st.container(border=True, key="ended"):
        st.html(LARGE)
        verdict.show(entry, mine)
        _what_now(entry)


def _what_now(entry: Entry) -> None:
    st.header("What now?", anchor=False)
    with st.grid(3, min_column_width=150, gap="medium"):
        for i, way in enumerate(_ways(entry)):
            with st.container(gap="xsmall"):
                pressed = st.button(
                    way.act, icon=way.icon, type="secondary" if i else "primary", width="stretch", key=f"now-{i}"
                )
                st.caption(way.about)
            if pressed:
                _go(way)


def _go(way: Way) -> None:
    """Follow a way, also to the page one is on."""
    if way.page == TRAIN:
        form.begin_with(way.query.get("recipe", ""), way.query.get("data", ""))
        state.write_address(run="", **way.query)
        st.rerun()
    st.switch_page(way.page, query_params=way.query)


def _ways(entry: Entry) -> tuple[Way, ...]:
    if not model_pad.can_draw(entry):
        return _inside(entry), _teach(entry), _shelved(entry)
    drag = Way(
        "Drag it", "Wander through what it has learned, with maps and questions.", ":material/explore:",
        "pages/Explore.py", {"model": entry.id},
    )  # fmt: skip
    return drag, _write(entry), _compare(entry)


def _write(entry: Entry) -> Way:
    if not entry.config.model.conditional:
        return _teach(entry)
    return Way(
        "Write in this hand", "Type, and it writes: it was told the class, so it can be asked for any of them.",
        ":material/edit:", "pages/Write.py", {"model": entry.id},
    )  # fmt: skip


def _teach(entry: Entry) -> Way:
    """Return the way to a training of a model that can write, on the same images if they have classes."""
    draws = model_pad.can_draw(entry)
    why = "This model is not told the class, so it cannot write what is asked." if draws else "A reader draws nothing."
    query = instead.query_of("told", entry)
    if query == {"data": recipes.OWN}:
        about = f"{why} Its images have no classes to tell: bring them with one folder for each."
    else:
        about = f"{why} One that is told it can: its settings are ready on Train."
    return Way("Train one that writes", about, ":material/edit:", TRAIN, query)


def _compare(entry: Entry) -> Way:
    other = _fitting(entry)
    if other is None:
        kind, way = ("VAE", "encodes") if entry.config.model.duels else ("GAN", "gan")
        about = f"Train a {kind} beside it, to see what the two families do better."
        return Way("Compare it", about, ":material/balance:", TRAIN, instead.query_of(way, entry))
    return Way(
        "Compare it", f"Side by side with {plain(other.title)}, moved at the same time.", ":material/balance:",
        "pages/Compare_models.py", {"models": f"{entry.id},{other.id}"},
    )  # fmt: skip


def _fitting(entry: Entry) -> Entry | None:
    """Return a model to set beside this one, None where none draws the same classes.

    Rather of the other family, told the same, and of the same images. Letters beside digits would show only that.
    """
    mine = entry.config
    known = [
        other for other in library.list_models(state.owner())
        if other.id != entry.id and model_pad.can_draw(other) and other.has_weights and not other.active
        and other.config.classes == mine.classes
    ]  # fmt: skip

    def fit(other: Entry) -> tuple[bool, ...]:
        theirs = other.config
        return (
            theirs.model.kind != mine.model.kind,
            theirs.model.conditional == mine.model.conditional,
            theirs.dataset == mine.dataset,
            not other.zoo,
        )

    return max(known, key=fit, default=None)


def _inside(entry: Entry) -> Way:
    return Way(
        "Watch it read", "Layer by layer: what it makes of an image on the way to its answer.", ":material/layers:",
        "pages/Look_inside.py", {"model": entry.id},
    )  # fmt: skip


def _shelved(entry: Entry) -> Way:
    return Way(
        "Find it in the library", "How many it reads right, its card, and the file to take home.", ":material/shelves:",
        "pages/Library.py",
    )  # fmt: skip
