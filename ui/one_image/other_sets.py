"""How is the table filled with other sets, or more seeds?"""

from __future__ import annotations

import streamlit as st

from core.one_image.sets import SETS, offered
from core.tasks.one_image.task import MOST_SEEDS
from core.types import ModelError
from ui.one_image import start
from ui.one_image.run import Run


def offer(run: Run) -> None:
    """Draw the choice of sets and seeds, folded up; other ones are another run."""
    task = run.task
    with st.expander("Other sets, other seeds", icon=":material/tune:"):
        there = _there(task.character)
        asked = st.pills(
            "Sets", list(there), selection_mode="multi", default=[name for name in task.sets if name in there],
            format_func=lambda name: SETS[name].title, key=f"one-image-sets-{run.key}",
        )  # fmt: skip
        seeds = st.number_input("Seeds", 1, MOST_SEEDS, task.seeds or 3, key=f"one-image-seeds-{run.key}", width=140)
        st.caption("\n".join(f"- {SETS[name].title}: {SETS[name].about}" for name in there))
        sets = tuple(name for name in SETS if name in asked)
        same = sets == tuple(name for name in SETS if name in task.sets) and seeds == task.seeds
        st.button(
            "Fill the table with these", key="one-image-fill", icon=":material/table_rows:", disabled=not sets or same,
            on_click=start.again, args=(run,), kwargs={"sets": sets, "seeds": int(seeds)},
            help="All of it is taught anew, and stands at an address of its own.",
        )  # fmt: skip


def _there(character: str) -> list[str]:
    """Return the sets that can be had for a character here."""
    try:
        why = offered(character)
    except ModelError:  # the model of many hands is not here
        return [name for name in SETS if not SETS[name].needs_style]
    return [name for name in SETS if not why[name]]
