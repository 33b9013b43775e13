"""What is there of a hand, what is missing, and which words would fill it if somebody wrote them?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.datasets import own
from core.handwriting.letters.coverage import WANTED, Asked, Coverage, coverage, words_for
from core.types import DataError
from core.words.text import isolated
from ui import forms, state
from ui.components.letters_board import letters_board
from ui.shared import balance
from ui.your_hand.state import OTHERS, PAD, HandState, YourHandState

MOST_OF_EACH = 40

ToSheet = Callable[[tuple[str, ...], tuple[str, ...]], None]


@dataclass
class CoverageState:
    """wanted: how many of each character are enough. balanced: id of the set that was balanced last, or empty."""

    wanted: int = WANTED
    balanced: str = ""


def show(id: str, *, texts: Sequence[str] = (), to_sheet: ToSheet | None = None) -> None:
    """Draw what there is of a hand, of whichever way its letters came, and what to write next.

    id: of an own set whose classes are characters. texts: what its owner has typed, in any alphabet: its words may be
    asked for. to_sheet: a callback that is given letters and words to be printed; None where nothing prints them.
    """
    try:
        counts, examples = _seen(id)
    except (DataError, OSError) as error:
        st.warning(forms.sentence(error))
        return
    known = state.of(CoverageState)
    found = coverage(counts, known.wanted)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.markdown(_sum(found), width="stretch")
        st.number_input(
            "Enough of each", 1, MOST_OF_EACH, width=150, **state.bind(CoverageState, "wanted"),
            help="From about five of each on, a model learns something of how your letters vary.",
        )  # fmt: skip
    letters_board(found, examples, key="hand-board")
    _next(found, tuple(texts), to_sheet)
    balance.panel(own.OwnConfig(id=id), key="hand", on_made=_made)
    _leads(known.balanced)


def _made(id: str) -> None:
    state.of(CoverageState).balanced = id


def _leads(id: str) -> None:
    """Say where the set is that was balanced, and what it is good for."""
    if not id or not own.has(id, state.owner()):
        return
    name = own.noted(state.owner()).get(id, own.OwnConfig.title)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="hand-balanced"):
        st.markdown(f"**{forms.plain(name)}** is among your own images.", width="stretch")
        st.page_link("pages/Train.py", label="Teach a model", icon=":material/school:", query_params={"data": id})


def _sum(found: Coverage) -> str:
    """Say how far it is on the whole."""
    n, kinds = sum(found.counts.values()), len(found.counts)
    letters = f"**{n:,} letter{'' if n == 1 else 's'}** of {kinds} kind{'' if kinds == 1 else 's'}"
    return f"{letters}: {100 * found.share:.0f} % of what is asked for, {found.wanted} of each character."


def _next(found: Coverage, texts: tuple[str, ...], to_sheet: ToSheet | None) -> None:
    lacking = found.missing + found.few
    if not lacking:
        st.success(f"Of every character there are {found.wanted} or more.")
        return
    asked = _asked(lacking, tuple(sorted(found.counts.items())), found.wanted, texts)
    if asked.words:
        st.subheader(f"{_number(len(asked.words))} that would fill most of it", anchor=False)
        st.code("  ".join(asked.words), language=None, wrap_lines=True)
        st.caption(_gives(found, asked))
    if asked.alone:
        st.caption(f"In no word that is known here, to be written by themselves: {_listed(asked.alone)}")
    with st.container(horizontal=True, gap="medium"):
        if to_sheet:
            st.button(
                "Put them on a sheet to print", key="hand-missing-sheet", icon=":material/print:", on_click=to_sheet,
                args=(lacking, tuple(word for word in asked.words if len(word) > 1)),
            )  # fmt: skip
        st.button(
            "Write what is missing on the pad", key="hand-missing-pad", icon=":material/draw:", on_click=_to_pad,
            args=(lacking,),
        )  # fmt: skip


def _to_pad(characters: tuple[str, ...]) -> None:
    """Have the pad ask for characters, on the page's other way. For callbacks."""
    state.of(HandState).door = PAD
    asked = state.of(YourHandState)
    asked.alphabet, asked.others = OTHERS, "".join(characters)


def _number(n: int) -> str:
    words = ("One word", "Two words", "Three words", "Four words", "Five words", "Six words", "Seven words")
    words += ("Eight words", "Nine words", "Ten words", "Eleven words", "Twelve words")
    return words[n - 1] if n <= len(words) else f"{n} words"


def _gives(found: Coverage, asked: Asked) -> str:
    """Say what there would be once the words are written."""
    after = coverage(
        {c: found.counts.get(c, 0) + asked.gives.get(c, 0) for c in {*found.counts, *asked.gives}}, found.wanted
    )
    left = tuple(c for c in found.missing if c not in asked.gives)
    rest = f" Still missing then: {_listed(left)}" if left else " Nothing would be missing then."
    before, then = (f"{100 * one.share:.0f}" for one in (found, after))
    return f"Written once, on a page or on a sheet, they bring it from {before} to {then} %.{rest}"


def _listed(characters: Sequence[str]) -> str:
    return " ".join(forms.plain(isolated(c)) for c in characters)


@st.cache_data(max_entries=20, show_spinner=False)
def _asked(lacking: tuple[str, ...], counts: tuple[tuple[str, int], ...], wanted: int, texts: tuple[str, ...]) -> Asked:
    return words_for(lacking, dict(counts), wanted=wanted, texts=texts)


@st.cache_data(max_entries=20, show_spinner=False)
def _seen(id: str) -> tuple[dict[str, int], dict[str, np.ndarray]]:
    """Return how many images a set has of each class, and the least doubtful of each, uint8 (h, h)."""
    dataset, records = own.load(id), own.records_of(id)
    if dataset.labels is None:
        raise DataError("these images have no labels: nobody can tell which letters there are.")
    told = [one.get("doubt") for one in records] or [None] * len(dataset)
    doubt = np.array([one if isinstance(one, (int, float)) else 0.0 for one in told], float)
    counts = np.bincount(dataset.labels, minlength=len(dataset.classes))
    least = {}
    for k, name in enumerate(dataset.classes):
        places = np.flatnonzero(dataset.labels == k)
        if len(places):
            least[name] = dataset.images[places[np.argmin(doubt[places])]]
    return {name: int(n) for name, n in zip(dataset.classes, counts, strict=True) if n}, least
