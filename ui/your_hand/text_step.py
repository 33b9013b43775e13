"""The second step: what does each line say?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.blocks.page import lines_in
from core.handwriting.hand import pages
from core.handwriting.hand.hands import Hand
from core.handwriting.hand.pages import KeptPage
from core.handwriting.hand.reading import Reading, texts_of
from core.handwriting.letters.typed import matched
from core.transfer.page import LINES_BLOCK
from core.types import DataError
from ui import forms, notices, state
from ui.components.page_lines import Texts, live_lines
from ui.your_hand import groups_step, hand_menu, photo_step, words_panel, working
from ui.your_hand.state import BY_GROUPS, NAMINGS, HandState


def show(hand: Hand) -> None:
    """Draw the lines of the page that is looked at with a box each, and how to go on."""
    brought = pages.pages(hand.path)
    if not brought:
        st.info("Letters of printed sheets are known by name: nothing need be typed. Go on to the letters.")
        offer_letters(hand)
        return
    st.segmented_control(
        "Letters get their names", list(NAMINGS), required=True, format_func=NAMINGS.__getitem__,
        label_visibility="collapsed", **state.bind(HandState, "naming"),
    )  # fmt: skip
    if state.of(HandState).naming == BY_GROUPS:
        groups_step.show(hand)
        return
    page = photo_step.chosen(brought)
    reading = working.read(hand, page)
    block = photo_step.block_of(page, LINES_BLOCK)
    if block is None or reading is None:
        return
    if reading.refused:
        st.warning(f"On this photograph nothing could be read: {forms.plain(reading.refused)}")
        return
    texts = texts_of(page, reading)
    told = live_lines(block, page.ops, texts, notes=_notes(block, texts), key=f"hand-lines-{page.id}")
    typed = _typed(page, reading, told.texts)
    _standing(reading, typed)
    if photo_step.done(page, told.ops):
        st.rerun()
    offer_letters(hand)
    words_panel.panel(hand)


def _typed(page: KeptPage, reading: Reading, told: Texts | None) -> list[str]:
    """Keep what was typed and return it, a text for each line."""
    lines = pages.typed_for(page, told.reading, told.texts) if told else None
    if lines is not None and lines != page.texts:
        try:
            pages.type_lines(page, lines)
        except DataError as error:
            notices.linger(forms.sentence(error), hand_menu.PLACE)
    return texts_of(page, reading)


def _notes(block: bytes, texts: Sequence[str]) -> dict[int, str]:
    """Return what is to be said of lines of which not every word typed is one found; nothing where hardly any fits."""
    if not any(text.strip() for text in texts):
        return {}
    try:
        return {one.line: one.said for one in matched(lines_in(block), "".join(f"{text}\n" for text in texts)).remarks}
    except DataError:
        return {}  # nothing is typed to its end yet, or it is said when letters are looked for


def _standing(reading: Reading, typed: Sequence[str]) -> None:
    some = [(n, text) for n, text in zip(reading.words, typed, strict=True) if text.strip()]
    equal = sum(len(text.split()) == n for n, text in some)
    st.caption(
        f"{len(some)} of {len(typed)} lines are typed; in {equal} of them there are as many words as were found. Lines "
        "left empty are left out."
    )


def offer_letters(hand: Hand) -> None:
    """Draw the button that has the letters found, and leads on to them."""
    task = working.letters_task(hand)
    st.button(
        "Find the letters", type="primary", icon=":material/arrow_forward:", key="hand-find", disabled=task is None,
        on_click=_find, args=(hand,), help=None if task else "Type what at least one line says.",
    )  # fmt: skip


def _find(hand: Hand) -> None:
    state.of(HandState).step = "letters"
    working.order_letters(hand)
