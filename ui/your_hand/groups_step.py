"""The second step, where nobody types what a page says: which letter is each group of pieces?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.handwriting.hand import found, unlabelled
from core.handwriting.hand.hands import Hand
from core.handwriting.hand.unlabelled import Pieces
from core.handwriting.unlabelled.session import Session
from core.images import grid, to_png
from core.ink import centred
from core.tasks import HandGroupsTask
from core.types import DataError
from ui import forms, notices, state
from ui.map import forming
from ui.shared.ink_image import ink_image
from ui.your_hand import hand_menu, working
from ui.your_hand.state import HandState

AT_ONCE = 8  # groups that are shown
TILE = 56  # pixels of a piece
PLACE = "hand-groups"


def show(hand: Hand) -> None:
    """Draw the groups that nobody has named, the largest first, or the way to them."""
    stamp, there = unlabelled.stamp_of(hand.path), unlabelled.pieces_of(hand.path)
    if not stamp:
        st.info("There is nothing to group yet: bring a page, and wait until it has been read.")
        return
    if there is None or there.stamp != stamp:
        task = HandGroupsTask(hand=hand.id, stamp=stamp, before=there.stamp if there else "")
        st.markdown(
            "Pieces that look alike are put into groups, and **you name a whole group at once**. It takes about a "
            "minute. Typing the lines is surer: it says of every letter what it is."
        )
        if not working.follow(task, "Grouping the pieces", key=PLACE):
            st.button(
                "Group the pieces", type="primary", icon=":material/workspaces:", key="hand-group",
                on_click=forming.wish, args=(task, PLACE),
            )  # fmt: skip
        return
    session = unlabelled.session_of(hand.path, there)
    _standing(session)
    for number in session.open()[:AT_ONCE]:
        _group(hand, there, session, number)
    _end(hand, there, session)


def _standing(session: Session) -> None:
    together, alone = session.told()
    named = len({**together, **alone})
    st.markdown(
        f"**{named:,} of {session.images:,} pieces** are named, {len(session.open()):,} groups are not. In each row "
        "stand up to five typical pieces of a group and, last, the least typical one."
    )


def _group(hand: Hand, there: Pieces, session: Session, number: int) -> None:
    typical, least = session.shown(number)
    members = len(session.clusters[number])
    shown = [*typical, *([least] if least not in typical else [])]
    tiles = np.stack([centred(there.pieces[k].ink.astype(np.uint8) * 255, TILE) for k in shown])
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"hand-group-{number}"):
        ink_image(
            to_png(grid(tiles, len(shown), gap=6)), key=f"hand-group-ink-{number}", stretch=False,
            alt=f"Pieces of a group of {members}",
        )  # fmt: skip
        key = f"hand-group-name-{number}-{len(session.answers)}"
        st.text_input(
            f"Letter, {members} pieces", key=key, max_chars=8, width=150, on_change=_name,
            args=(hand, there, number, key),
        )  # fmt: skip
        st.button("No letter", key=f"hand-group-none-{number}", on_click=_answer, args=(hand, there, number, ""))
        st.button(
            "Mixed", key=f"hand-group-mixed-{number}", on_click=_mixed, args=(hand, there, number),
            help="It holds several letters: it is parted in two, which are asked for by themselves.",
        )  # fmt: skip


def _end(hand: Hand, there: Pieces, session: Session) -> None:
    named, letters = unlabelled.answers_stamp(there, session), found.letters_of(hand.path)
    task = HandGroupsTask(hand=hand.id, stamp=named, label=True, before=letters.stamp if letters else "")
    if working.follow(task, "Naming the letters", key=f"{PLACE}-label"):
        return
    together, _ = session.told()
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Name all letters so", type="primary", icon=":material/arrow_forward:", key="hand-groups-label",
            disabled=not any(together.values()), on_click=_label, args=(task,),
            help="What is in no group that you have named goes by its looks; the doubtful ones come first then.",
        )  # fmt: skip
        st.button(
            "Take back", icon=":material/undo:", key="hand-groups-undo", disabled=not session.answers,
            on_click=_undo, args=(hand, there),
        )  # fmt: skip


def _label(task: HandGroupsTask) -> None:
    if forming.order(task, place=f"{PLACE}-label"):
        state.of(HandState).step = "letters"


def _name(hand: Hand, there: Pieces, number: int, key: str) -> None:
    text = st.session_state[key].strip()
    if text:
        _answer(hand, there, number, text)


def _answer(hand: Hand, there: Pieces, number: int, text: str) -> None:
    try:
        unlabelled.keep_session(hand.path, unlabelled.session_of(hand.path, there).answer(number, text))
    except DataError as error:
        notices.linger(forms.sentence(error), hand_menu.PLACE)


def _mixed(hand: Hand, there: Pieces, number: int) -> None:
    try:
        unlabelled.keep_session(hand.path, unlabelled.session_of(hand.path, there).mixed(number, there.looks))
    except DataError as error:
        notices.linger(forms.sentence(error), hand_menu.PLACE)


def _undo(hand: Hand, there: Pieces) -> None:
    try:
        unlabelled.keep_session(hand.path, unlabelled.session_of(hand.path, there).undo())
    except DataError as error:
        notices.linger(forms.sentence(error), hand_menu.PLACE)
