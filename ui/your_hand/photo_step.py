"""The first step: which photographs are there, where is the sheet on them, and what on it is ink?"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import streamlit as st

from core.handwriting.hand import alike, pages, sheets
from core.handwriting.hand.hands import Hand
from core.handwriting.hand.pages import KeptPage
from core.handwriting.hand.reading import Reading
from core.handwriting.hand.sheets import KeptSheet
from core.handwriting.ops import Op, Turn
from core.transfer.page import PHOTO_BLOCK
from core.types import DataError
from ui import forms, notices, state
from ui.components.page_photo import live_photo
from ui.your_hand import bring, hand_menu, working
from ui.your_hand.state import HandState


def show(hand: Hand) -> None:
    """Draw the pages and sheets there are, and the one that is looked at."""
    brought, printed = pages.pages(hand.path), sheets.sheets(hand.path)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        page = chosen(brought) if brought else None
        bring.offer(first=False)
    if printed:
        _sheets(hand, printed)
    if page is None:
        return
    reading = working.read(hand, page)
    block = block_of(page, PHOTO_BLOCK)
    if block is None:
        return
    told = live_photo(block, page.ops, key=f"hand-photo-{page.id}")
    if reading:
        _says(reading)
        _standing(page, reading)
    if doubt := alike.doubt_of(hand.path):
        st.info(forms.plain(doubt))
    with st.container(horizontal=True, gap="small"):
        _page_buttons(hand, page)
    if done(page, told):
        st.rerun()


def _page_buttons(hand: Hand, page: KeptPage) -> None:
    st.button(
        "It is a printed sheet", icon=":material/grid_on:", key=f"hand-is-sheet-{page.id}", type="tertiary",
        on_click=_take_for_sheet, args=(hand, page), help="One that was filled in, whose black squares were not seen.",
    )  # fmt: skip
    st.button(
        "Remove this page", icon=":material/delete:", key=f"hand-remove-{page.id}", type="tertiary",
        on_click=_remove, args=(hand, page), help="Its photograph and its text go for good.",
    )  # fmt: skip


def chosen(brought: Sequence[KeptPage]) -> KeptPage:
    """Draw the choice of a page where there are several, and return it."""
    known = state.of(HandState)
    names = {page.id: f"{n}  {page.source}" for n, page in enumerate(brought, 1)}
    if known.page not in names:
        known.page = brought[-1].id
    if len(brought) > 1:
        st.pills(
            "Page", list(names), required=True, label_visibility="collapsed",
            format_func=lambda id: forms.plain(names[id]), **state.bind(HandState, "page"),
        )  # fmt: skip
    return next(page for page in brought if page.id == known.page)


def block_of(page: KeptPage, name: str) -> bytes | None:
    """Return what the browser shows of a page, None as long as it was not read."""
    try:
        return (page.path / name).read_bytes()
    except FileNotFoundError:
        return None


def done(page: KeptPage, told: Sequence[Op]) -> bool:
    """Make the changes that were not made yet; return whether there were any."""
    known = {op.id for op in page.ops}
    new = [op for op in told if op.id not in known]
    try:
        pages.do(page, new)
    except DataError as error:
        notices.linger(forms.sentence(error), hand_menu.PLACE)
        return False
    return bool(new)


def _says(reading: Reading) -> None:
    if reading.refused:
        st.warning(
            f"On this photograph nothing could be read: {forms.plain(reading.refused)} Show where the sheet is by its "
            "four corners, or have fainter ink count by the slider."
        )
        return
    lines, words = len(reading.words), sum(reading.words)
    st.markdown(
        f"**{lines:,} line{'' if lines == 1 else 's'}** and **{words:,} word{'' if words == 1 else 's'}** were found."
    )


def _standing(page: KeptPage, reading: Reading) -> None:
    """Say that a page seems to lie on its side, or upside down, beside the button that turns it."""
    if reading.refused or not (reading.sideways or reading.upside_down):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="hand-standing"):
        st.markdown(
            "**Its lines seem to run up and down**, as on a photograph that lies on its side."
            if reading.sideways
            else "**More of its ink reaches below the lines than above**, as on a page that is upside down.",
            width="stretch",
        )
        quarters = 1 if reading.sideways else 2
        st.button(
            "Turn it by a quarter" if reading.sideways else "Turn it upside down", icon=":material/rotate_right:",
            key=f"hand-turn-{page.id}", on_click=_turn, args=(page, reading, quarters),
        )  # fmt: skip


def _turn(page: KeptPage, reading: Reading, quarters: int) -> None:
    done(page, [Turn(secrets.token_hex(8), reading.id, quarters)])


def _sheets(hand: Hand, printed: Sequence[KeptSheet]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="hand-sheets"):
        one = len(printed) == 1
        st.markdown(f"**{len(printed)} photograph{'' if one else 's'} of printed sheets**: letters are known by name.")
        for sheet in printed:
            st.button(
                forms.plain(sheet.source), icon=":material/close:", key=f"hand-sheet-out-{sheet.id}", type="tertiary",
                on_click=_remove_sheet, args=(hand, sheet), help="Remove this photograph for good.",
            )  # fmt: skip


def _take_for_sheet(hand: Hand, page: KeptPage) -> None:
    try:
        sheets.taken_for_sheet(hand.path, page)
    except DataError as error:
        notices.say_later(forms.sentence(error), hand_menu.PLACE)


def _remove(hand: Hand, page: KeptPage) -> None:
    try:
        pages.remove(hand.path, page)
    except DataError as error:
        notices.say_later(forms.sentence(error), hand_menu.PLACE)


def _remove_sheet(hand: Hand, sheet: KeptSheet) -> None:
    try:
        sheets.remove(hand.path, sheet)
    except DataError as error:
        notices.say_later(forms.sentence(error), hand_menu.PLACE)
