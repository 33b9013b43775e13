"""How likely is an image by a model that goes back to noise: how is that asked for, and how is the answer said?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.library import Entry
from core.models.refiner import bits_a_pixel, noise_levels
from core.scores.strangers import Costs
from core.tasks import LikelihoodTask
from core.tasks.likelihood import open_likelihood
from core.types import ModelError
from ui import forms, lasts
from ui.shared.ask_worker import ask

DRAWS = 16  # of noise and probes, for a single drawing


def found_or_asked(task: LikelihoodTask, entry: Entry, label: str, *, key: str) -> Costs | None:
    """Return what was found; before that draw a button that has it worked out, with about how long that takes."""
    try:
        found = open_likelihood(task)
        if found is None:
            length = lasts.in_words(task.seconds(entry, lasts.paces_here()))
            ask(task, f"{label} (about {length})", key=f"{key}-{task.key()}", icon=":material/balance:",
                help="A worker goes back to noise and adds up what the way squeezes and stretches.")  # fmt: skip
    except ModelError as error:
        st.warning(forms.sentence(error))
        return None
    return found


def of_drawing(entry: Entry, image: str, *, key: str) -> None:
    """Say what a drawing costs a model, an InvertTask's `image`, or offer to find out; beside usual ones, if known."""
    if not entry.config.model.prices:
        st.markdown("**How likely is it?** Not to be had: this model never learned without being told a class.")
        return
    task = LikelihoodTask(model=entry.id, image=image, draws=DRAWS)
    found = found_or_asked(task, entry, "How likely is it?", key=key)
    if found is None:
        return
    cost, error = float(found.of(0)[0]), found.error(0)
    text = f"**How likely is it?** Told no class, it costs this model **{cost:,.0f} ± {error:,.0f} nats**"
    st.markdown(f"{text}{_beside_usual(entry, cost)}.")
    took = lasts.in_words(found.seconds)
    st.caption(f"{meaning(entry, cost)} {took} for {DRAWS} draws of noise; ± is their standard error.")


def meaning(entry: Entry, nats: float) -> str:
    """Say what such a number is, for an image that costs so many nats."""
    pixels = entry.config.model.image_size**2
    bits, own = (bits_a_pixel(some, pixels) for some in (nats, 0.0))
    return (
        f"Nats that it takes to tell the image by this model to somebody who is content with it under noise of "
        f"{noise_levels():.0f} of 255 grey levels. As a density of the noised image, in grey levels, {bits:.2f} bits a "
        f"pixel, of which the noise itself takes {own:.2f}."
    )


def strangers(entry: Entry) -> LikelihoodTask:
    """Return the task that asks a model about images of its kind, and about strangers."""
    return LikelihoodTask(model=entry.id)


def _beside_usual(entry: Entry, cost: float) -> str:
    known = open_likelihood(strangers(entry))
    if known is None:
        return ""
    of = known.of(0)
    own = known.kinds[0][0].lower() + known.kinds[0][1:]
    return f"; more than {int(np.sum(of < cost))} of {len(of)} {own}, which cost {of.min():,.0f} to {of.max():,.0f}"
