"""How good are messages in a hand: of own ink, of the model that is chosen, of a model of other hands?"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core import library
from core.handwriting.message.worth import Row
from core.tasks import WorthTask
from core.tasks.message import MODEL, MOST_HANDS
from core.types import ModelError
from ui import forms, state
from ui.message import sets
from ui.message.source import INK, drawn_by
from ui.message.state import SourceState
from ui.shared.ask_worker import ask

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
    with st.expander("How good is it?"):
        task, title = _task(id)
        rows = task.rows()
        if rows is None:
            of_model = " and those of the model" if task.model else ""
            ask(task, "Measure it", key="measure-hand", icon=":material/straighten:",
                help=f"Messages of own letters{of_model} are read. A minute or a few.")  # fmt: skip
        else:
            _table(tuple(replace(row, name=title) if row.name == MODEL else row for row in rows))
        st.markdown(HOW)


def _task(id: str) -> tuple[WorthTask, str]:
    """Return what would measure a hand as it is written with now, and the title of the model that draws."""
    known = state.of(SourceState)
    others = tuple(other for other in sets.with_ink(state.owner()) if other != id)[:MOST_HANDS]
    plain = WorthTask(set=id, others=others)
    if known.source == INK or not known.model:
        return plain, ""
    try:
        entry = library.find(known.model)
    except ModelError:
        return plain, ""
    return plain.replace(model=entry.id, ink=drawn_by(entry).ink), entry.title


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
