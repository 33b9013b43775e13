"""Which line of a VAE's loss is wrong? A common slip as an exercise, with the numbers that follow from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from core.library.model_card import plain
from core.scores.contest import Side

LINES = r"""1   z = mu + exp(logvar / 2) * eps
2   reconstruction = -sum(x * log(x_hat) + (1 - x) * log(1 - x_hat))
3   kl = 0.5 * sum(1 + logvar - mu**2 - exp(logvar))
4   loss = reconstruction + kl"""
REPLIES = {
    1: "Line 1 is right: it draws z from the image's Gaussian, with the chance in eps, so that slopes pass through mu "
    "and logvar.",
    2: "Line 2 is right: minus the log of the chance that the pixels x have under the decoder's x_hat; never below 0.",
    3: "**Line 3 it is.** The divergence of $\\mathcal{N}(\\mu, \\sigma^2)$ from $\\mathcal{N}(0, 1)$ is "
    "$\\frac{1}{2}(\\mu^2 + \\sigma^2 - 1 - \\log \\sigma^2)$, a dimension; line 3 has its negative.",
    4: "**Nearly.** With a minus in line 4 the loss would be right. But what line 3 calls kl is none: a divergence is "
    "never below 0, and this is never above.",
}
WRONG = (3, 4)  # lines: the sign is turned in the one or in the other
BEGUN, RATE, STEPS = (1.0, 0.5), 0.1, (10, 50)  # mu and sigma of a dimension, and how it is followed


@dataclass(frozen=True)
class Place:
    """A dimension of an image's Gaussian: mean mu, standard deviation sigma."""

    mu: float
    sigma: float

    @property
    def kl(self) -> float:
        """KL divergence from N(0, 1), in nats. Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B."""
        return 0.5 * (self.mu**2 + self.sigma**2 - 1 - 2 * math.log(self.sigma))


def followed(place: Place, steps: int, *, rate: float = RATE, sign: int = 1) -> Place:
    """Walk down sign times the KL divergence by gradient steps in mu and log sigma^2; -1 is the slip."""
    mu, logvar = place.mu, 2 * math.log(place.sigma)
    for _ in range(steps):
        mu, logvar = mu - sign * rate * mu, logvar - sign * rate * 0.5 * (math.exp(logvar) - 1)
    return Place(mu, math.exp(logvar / 2))


def show(sides: tuple[Side, ...]) -> None:
    """Draw the lines, ask which is wrong, and answer with what follows for the first VAE of these; none without one."""
    vae = next((side for side in sides if side.kind == "VAE"), None)
    if vae is None:
        return
    with st.expander("An exercise: which line is wrong?", icon=":material/bug_report:"):
        st.markdown("A VAE's loss for one image, as code. The training runs, and the loss falls. One line is wrong:")
        st.code(LINES, language="python", wrap_lines=True)  # a phone is narrower than line 2
        chosen = st.segmented_control(
            "The wrong line", list(REPLIES), format_func=lambda line: f"Line {line}", key="slip-line"
        )
        if chosen:
            st.markdown(REPLIES[chosen])
        if chosen in WRONG:
            st.markdown(f"{_followed()}\n\n{of_model(vae)}".strip())
        elif chosen:
            st.caption("Look on: what should each of the two parts be, if a VAE knew nothing, and what if it knew all?")


def _followed() -> str:
    """Say where a dimension goes by the right term alone, and by the slip alone."""
    begun = Place(*BEGUN)
    right, slipped = ([followed(begun, steps, sign=sign) for steps in STEPS] for sign in (1, -1))
    return (
        f"**What a training does with it.** Take a dimension with μ = {begun.mu:g} and σ = {begun.sigma:g}, and follow "
        f"that term alone. By the right one, {STEPS[0]} steps of size {RATE:g} bring it to {_named(right[0])}, and "
        f"{STEPS[1]} to {_named(right[1])}: to the prior. By the slip they bring it to {_named(slipped[0])}, and to "
        f"{_named(slipped[1])}: away from it and ever faster, as the term has no lowest value. Images become points "
        "far apart, a $z$ from the prior lies among none of them, and the loss falls below 0, where no sum of line 2 "
        "and a divergence can be. That is the sign to look for."
    )


def _named(place: Place) -> str:
    return f"μ = {place.mu:.3g}, σ = {place.sigma:.2g}"


def of_model(side: Side) -> str:
    """Say what the slip would make of a model's own loss, held out, in nats; empty where its history does not tell."""
    found = side.history[-1].get("validation", {}) if side.history else {}
    reconstruction, kl = found.get("reconstruction"), found.get("kl")
    if not isinstance(reconstruction, float | int) or not isinstance(kl, float | int):
        return ""
    if not math.isfinite(reconstruction) or not math.isfinite(kl):
        return ""
    text = (
        f"**In numbers of {plain(side.title)}.** On images held out, its reconstruction is {reconstruction:.1f} nats "
        f"and its KL divergence {kl:.1f}"
    )
    if kl < 0.05:
        return f"{text}: its latents tell nothing, so that the sign of it would hardly show."
    return (
        f"{text}, together {reconstruction + kl:.1f}. With the slip line 4 says {reconstruction - kl:.1f}, "
        f"{2 * kl:.1f} nats too few: a wrong model that looks like a better one."
    )
