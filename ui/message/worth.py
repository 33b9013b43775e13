"""How good are messages in a hand: of own ink, of the model that is chosen, of a model of other hands?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import library
from core.blocks.message import hand_in
from core.blocks.message_kept import kept_hand
from core.datasets import stored
from core.handwriting.letters import reader as readers
from core.handwriting.message.model_ink import ModelInkConfig
from core.handwriting.message.sources import ink_of
from core.handwriting.message.worth import Row, worth
from core.sampling import SamplingError
from core.types import DataError, ModelError
from ui import forms, state
from ui.message import sets
from ui.message.source import INK, drawn_by
from ui.message.state import SourceState
from ui.shared import background
from ui.shared.awaited import awaited

MOST_HANDS = 4  # others, that it is told apart from
HOW = (
    "- **Read as asked**: letters of six sentences, by readers that were taught the hand's own letters but for a "
    "fifth, and read what is of that fifth, or most like it.\n"
    "- **From the nearest own letter**: how far a letter's shape is from the own one it is most like, as a share of "
    "how far own letters of a character are from the next. What is less than half of that away is a **copy**.\n"
    "- **Variety**: how much letters of a character differ, as a share of how much own ones do.\n"
    "- **Taken for this hand**: of lines, by a network that tells your hands apart, where there are three or more."
)


def show(id: str) -> None:
    """Draw a button that has messages of a hand measured, and the table of what came of it."""
    known = state.of(SourceState)
    with st.expander("How good is it?"):
        ways = _ways()
        key = "worth of a hand", id, *((title, model, ink) for title, (model, ink) in ways.items())
        name = str(hash(key))
        if name not in known.measured:
            with_model = "" if known.source == INK else " and those of the model"
            st.button("Measure it", icon=":material/straighten:", key="measure-hand", on_click=_want, args=(name,),
                      help=f"Messages of own letters{with_model} are read. A minute or a few.")  # fmt: skip
        else:
            others = [other for other in sets.with_ink(state.owner()) if other != id][:MOST_HANDS]
            do = partial(measured, id, ways, others)
            task = background.errand((*key, *others), do, owner=state.owner())
            rows = awaited(task, lambda error: st.error(forms.sentence(error)))
            if rows:
                _table(rows)
        st.markdown(HOW)


def measured(
    id: str, ways: dict[str, tuple[str, ModelInkConfig]], others: list[str], say: background.OnProgress
) -> tuple[Row, ...]:
    """Return what messages of a hand are worth, a row for own ink and for each way a model draws. Raises DataError."""
    block = kept_hand(id)
    if block is None:
        raise DataError(stored.GONE)
    hand = hand_in(block)
    hands = {other: hand_in(found) for other in others if (found := kept_hand(other))}
    try:
        inks = {title: ink_of(library.find(model), hand, ink) for title, (model, ink) in ways.items()}
    except (ModelError, SamplingError) as error:
        raise DataError(str(error)) from None
    return worth(hand, inks, readers.shipped() if readers.here() else None, others=hands, on_progress=say)


def _ways() -> dict[str, tuple[str, ModelInkConfig]]:
    known = state.of(SourceState)
    if known.source == INK or not known.model:
        return {}
    try:
        entry = library.find(known.model)
    except ModelError:
        return {}
    return {entry.title: (entry.id, drawn_by(entry).ink)}


def _table(rows: tuple[Row, ...]) -> None:
    own, with_whose, told = rows[0], any(row.whose for row in rows), []
    for row in rows:
        line = {"Letters": row.name, "Read as asked": _share(row.read)}
        if len(rows) > 1 and row.shapes:
            line |= {"From the nearest own letter": f"{row.shapes.apart:.2f}", "Copies": _share(row.shapes.copies),
                     "Variety": f"{row.shapes.variety:.2f}"}  # fmt: skip
        if with_whose:
            line["Taken for this hand"] = _share(row.whose.right) if row.whose else ""
        told.append(line)
    st.dataframe(told, hide_index=True, width="stretch")
    st.caption(f"The hand's own letters, as they were written, by the same readers: {_share(own.floor)}.")
    for said in filter(None, (row.says() for row in rows)):
        st.caption(forms.plain(said))


def _share(value: float) -> str:
    return f"{value:.0%}"


def _want(name: str) -> None:
    known = state.of(SourceState)
    known.measured = (*known.measured, name)[-20:]
