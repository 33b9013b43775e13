"""What are VAEs and GANs, what is said of them, and do the two on this page bear it out?"""

from __future__ import annotations

import streamlit as st

from core.card import plain
from core.scoring.claims import CLAIMS, Claim, Pair, pair_of
from core.scoring.versus import Contest, contest
from ui.sample.board import unbroken
from ui.versus import explained, scores, slip
from ui.versus.sides import sides
from ui.versus.view import VersusView

# What is said of a claim on this pair: in words, with a colour and a sign.
HOLDS = {
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
        st.info(
            f"What is commonly said sets VAEs against GANs, and all of these are {kinds.pop()}s. Choose one of each, "
            "or train a pair above, and every claim is checked here against the two. Their numbers stand under Scores.",
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
    firsts = [found.sides[kinds.index(kind)] for kind in ("VAE", "GAN") if kind in kinds]
    with st.grid(len(firsts), min_column_width=340, gap="large"):
        for side in firsts:
            with st.container():
                st.markdown(explained.of_gan(side) if side.kind == "GAN" else explained.of_vae(side))
    st.markdown(explained.PRIORS)
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
    for side, strategy in told.missing:
        scores.ask_for(view, found, side, strategy, key=f"claim-{name}-{side}-{strategy}")
    st.caption(
        f"{unbroken(claim.why)} *{plain(claim.source)}.* What it takes: "
        f"{unbroken(claim.margin[:1].lower() + claim.margin[1:])} See {plain(claim.see)}."
    )
