"""What are VAEs and GANs, what is said of them, and do the two on this page bear it out?"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from core.library.model_card import plain
from core.scores.claims_on_families import CLAIMS, Claim, Pair, pair_of
from core.scores.contest import Contest, contest
from core.scores.enough import objection
from ui import terms
from ui.compare_models import explained, scores, slip
from ui.compare_models.sides import sides
from ui.compare_models.view import VersusView
from ui.sample.board import unbroken

# What is said of a claim on this pair: in words, with a colour and a sign.
HOLDS: dict[bool | None, tuple[str, Literal["green", "orange", "gray"], str]] = {
    True: ("Holds for this pair", "green", ":material/check:"),
    False: ("Does not hold for this pair", "orange", ":material/close:"),
    None: ("Cannot be told for this pair", "gray", ":material/question_mark:"),
}


def show(view: VersusView) -> None:
    """Draw what each kind of model is, then each common claim with what the numbers of this pair say of it."""
    found = contest(sides(view))
    _kinds(found)
    pair = pair_of(found)
    if pair is None:
        kinds = {side.kind for side in found.sides}
        here = f"all of these are {kinds.pop()}s" if len(kinds) == 1 else "there is not one of each here"
        st.info(
            f"What is commonly said sets VAEs against GANs, and {here}. Choose one of each, or train a pair "
            "above, and every claim is checked here against the two. Their numbers stand under Scores.",
            icon=":material/balance:",
        )
        return
    st.subheader("What is said, and what these two say")
    st.caption(_who(pair))
    with st.grid(2, min_column_width=340, gap="small"):
        for name, claim in CLAIMS.items():
            with st.container(border=True, height="stretch", key=f"claim-{name}"):
                _one(view, found, pair, name, claim)


def _kinds(found: Contest) -> None:
    """Draw what the kinds of models on the page are, in the losses of the first of each."""
    kinds = [side.kind for side in found.sides]
    firsts = [found.sides[kinds.index(kind)] for kind in explained.OF if kind in kinds]
    if not firsts:
        return
    with st.grid(len(firsts), min_column_width=340, gap="large"):
        for side in firsts:
            with st.container():
                terms.write(explained.OF[side.kind](side))
    terms.write(explained.PRIORS)
    slip.show(found.sides)


def _who(pair: Pair) -> str:
    vae, gan = pair.sides
    others = " The first of each kind, of those above." if len(pair.contest.sides) > 2 else ""
    who = f"The VAE is {plain(vae.title)}, the GAN {plain(gan.title)}.{others}"
    return f"{who} A claim holds here, or does not, for these two alone."


def _one(view: VersusView, found: Contest, pair: Pair, name: str, claim: Claim) -> None:
    told = claim.check(pair)
    words, colour, icon = HOLDS[told.holds]
    st.badge(words, icon=icon, color=colour)
    st.markdown(f"**{claim.claim}**")
    st.markdown(unbroken(told.text))
    said = set()  # what is to be said of a side that cannot be scored is the same for every strategy
    for side, strategy in told.missing:
        why = objection(view.entries[side].config.dataset)
        if why and why in said:
            continue
        said.add(why)
        scores.ask_for(view, found, side, strategy, key=f"claim-{name}-{side}-{strategy}")
    st.caption(
        f"{unbroken(claim.why)} *{plain(claim.source)}.* What it takes: "
        f"{unbroken(claim.margin[:1].lower() + claim.margin[1:])} See {plain(claim.see)}."
    )
