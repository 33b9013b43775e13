"""The third step: which letters were found, and which of them are to be put right?"""

from __future__ import annotations

import streamlit as st

from core.handwriting.hand import found
from core.handwriting.hand.found import FoundLetters
from core.handwriting.hand.hands import Hand
from core.handwriting.letters.letters import SURE
from core.handwriting.letters.mends import Mend
from core.types import DataError
from ui import forms, notices, state
from ui.components.letter_sheet import live_letters
from ui.your_hand import hand_menu, working
from ui.your_hand.state import HandState

MOST_REMARKS = 6


def show(hand: Hand) -> None:
    """Draw the letters by class, the doubtful ones first, or how far they are."""
    task, there = working.letters_task(hand), found.letters_of(hand.path)
    if task is None and there is None:
        st.info("There is nothing to find letters by yet: type what at least one line of a page says.")
        return
    old = task is not None and (there is None or there.stamp != task.stamp)
    if task and old and not working.letters(task):
        st.button(
            "Find the letters" if there is None else "Find them anew", key="hand-find-again", type="primary",
            icon=":material/search:", on_click=working.order_letters, args=(hand,),
            help="Pages or their texts were changed. What you have put right stays.",
        )  # fmt: skip
    if there is not None:
        _sheet(hand, there)


def _sheet(hand: Hand, there: FoundLetters) -> None:
    for remark in there.remarks[:MOST_REMARKS]:
        st.caption(forms.plain(remark))
    if len(there.remarks) > MOST_REMARKS:
        st.caption(f"... and {len(there.remarks) - MOST_REMARKS} more.")
    block = found.block_of(hand.path)
    if block is None:
        return
    mends = found.mends_of(hand.path)
    told = live_letters(block, mends, key=f"hand-letters-{hand.id}")
    if _said(hand, mends, told):
        st.rerun()
    doubtful = sum(letter.doubt > SURE for letter in found.settled(there, mends))
    st.caption(
        f"{doubtful:,} {'is' if doubtful == 1 else 'are'} doubtful still. On pages that this was tried on, nearly all "
        "letters that were cut wrongly were among the doubtful ones."
        if doubtful
        else "None is doubtful any more."
    )
    st.button("On to your hand", type="primary", icon=":material/arrow_forward:", key="hand-on", on_click=_on)


def _said(hand: Hand, before: tuple[Mend, ...], told: tuple[Mend, ...]) -> bool:
    """Keep what was said and not kept yet; return whether there was anything."""
    known = {mend.id for mend in before}
    new = [mend for mend in told if mend.id not in known]
    try:
        found.say(hand.path, new)
    except DataError as error:
        notices.linger(forms.sentence(error), hand_menu.PLACE)
        return False
    return bool(new)


def _on() -> None:
    state.of(HandState).step = "hand"
