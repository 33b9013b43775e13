"""Twenty things are said for teaching with a VAE's images: which of them does this very run bear out?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from core.one_image.claims import FAILS, HOLDS, UNTOLD, Claim, Mark, counted, summary
from core.one_image.table import Table
from ui.sample.board import unbroken

SHOWN: dict[Mark, tuple[str, Literal["green", "orange", "gray"], str]] = {
    HOLDS: ("Holds in this run", "green", ":material/check:"),
    FAILS: ("Fails in this run", "orange", ":material/close:"),
    UNTOLD: ("Cannot be told", "gray", ":material/question_mark:"),
}
# benchmarks/one_image.py, docs/measured.md: digit 2, one image each of 16 writers, three seeds, 95 % over the writers.
MEASURED = "own real images -.027 (-.059 to +.006), AUC -.003 (-.009 to +.002)"
WORDS: dict[Mark, str] = {HOLDS: "hold", FAILS: "fail", UNTOLD: "cannot be told"}


def headline(made: Table) -> str:
    """Return what the run says of the claim that all hangs on, with its interval, whatever it is."""
    return f"**{unbroken(summary(made))}**"


def show(claims: Sequence[Claim]) -> None:
    """Draw all claims in order, each with what the run makes of it and by which numbers."""
    st.subheader("Twenty claims", anchor=False)
    counts = counted(list(claims))
    st.markdown(
        "A VAE of one image's variations, it is said, makes better material to learn from than the variations. Of the "
        f"twenty claims made for that, in this run {', '.join(f'{n} {WORDS[mark]}' for mark, n in counts.items())}."
    )
    marks = st.pills(
        "Show", [mark for mark in SHOWN if counts[mark]], selection_mode="multi", key="one-image-marks",
        format_func=lambda mark: f"{SHOWN[mark][0]}, {counts[mark]}", help="Nothing chosen: all of them.",
    )  # fmt: skip
    with st.grid(2, min_column_width=320, gap="small"):
        for claim in claims:
            if not marks or claim.mark in marks:
                with st.container(border=True, height="stretch", key=f"one-image-claim-{claim.number}"):
                    words, colour, icon = SHOWN[claim.mark]
                    st.badge(words, icon=icon, color=colour)
                    st.markdown(f"**{claim.number}. {claim.says}**")
                    st.markdown(unbroken(claim.why))
    st.caption(
        f"One run of one hand tells little. Over 16 writers of MNIST, one 2 each, three seeds, VAE less variations: "
        f"{MEASURED}, 95 % over the writers. Images that a VAE of the variations draws train no better than the "
        "variations."
    )
