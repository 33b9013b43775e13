"""How does somebody get sheets to print, with the letters and words that they want to write?"""

from __future__ import annotations

import streamlit as st

from core.config import ConfigError
from core.handwriting.hand import sheets
from core.handwriting.sheet.pdf import pdf
from core.handwriting.sheet.plan import SheetPlan
from core.types import DataError
from core.words.text import graphemes
from ui import forms, state
from ui.your_hand import hand_menu
from ui.your_hand.state import HandState

PAPERS = {"a4": "A4", "letter": "Letter"}


def offer() -> None:
    """Draw what is to stand on the sheets, and the PDF of them."""
    known = state.of(HandState)
    with st.expander(
        "Print a sheet to fill in", expanded=known.printing, icon=":material/print:", on_change="rerun",
        key=f"hand-print-{known.printing}",
    ) as box:  # fmt: skip
        if not box.open:
            return
        st.markdown(
            "Every letter has its cells, so that none need be cut or guessed: the surest way for a joined hand. Print "
            "it, write in each cell with a dark pen, and photograph it with all four black squares."
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            paper = st.segmented_control(
                "Paper", list(PAPERS), default="a4", required=True, format_func=PAPERS.__getitem__, key="hand-paper"
            )
            samples = st.number_input("Of each letter", 1, 40, 8, width=140, key="hand-samples")
        st.text_input(
            "Letters", max_chars=600, help="Of any alphabet; an accent goes with its letter.",
            **state.bind(HandState, "letters"),
        )  # fmt: skip
        st.text_input(
            "Words", max_chars=2000, placeholder="quick jazz forty", **state.bind(HandState, "words"),
            help="Written as one, so that your joins are seen. Two to 21 letters each.",
        )  # fmt: skip
        try:
            plan = SheetPlan(
                letters=tuple(graphemes("".join(known.letters.split()))), words=tuple(known.words.split()),
                paper=paper or "a4", samples=int(samples),
            )  # fmt: skip
            data = _pdf(plan)
        except (ConfigError, DataError) as error:
            st.warning(forms.sentence(error))
            return
        n = len(plan.sheets)
        st.download_button(
            f"Download {n} sheet{'' if n == 1 else 's'}", data, "sheets.pdf", "application/pdf", type="primary",
            icon=":material/download:", key="hand-pdf", on_click=_keep, args=(plan,),
        )  # fmt: skip


def ask_for(letters: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Have a sheet with these shown, to be printed. For callbacks."""
    known = state.of(HandState)
    known.letters, known.words = "".join(letters), " ".join(words)
    known.printing, known.step = True, "photo"


@st.cache_data(max_entries=20, show_spinner=False)
def _pdf(plan: SheetPlan) -> bytes:
    return pdf(plan)


def _keep(plan: SheetPlan) -> None:
    """Remember what stands on them: sheets other than the usual ones are read by their plan."""
    if plan.replace(samples=8) in (SheetPlan(), SheetPlan(paper="letter")):
        return
    try:
        sheets.keep_plan(hand_menu.begun().path, plan)
    except DataError:
        return
