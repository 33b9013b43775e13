"""What does the writer know of a model's hand, and how is what it does not know yet found out?"""

from __future__ import annotations

import streamlit as st

from core.library import Entry
from core.sampling.prior import nearer
from core.tasks import DirectionsTask
from core.tasks.directions import open_directions
from core.types import ModelError
from core.writing import Directions
from ui import forms
from ui.cache import several_models
from ui.map import forming
from ui.shared.ask_worker import ask
from ui.write.place import HOTTEST

COOL = 0.5  # times the usual noise: half way to the neatest


def directions_of(entry: Entry) -> Directions | None:
    """Return the latent directions of a model as it is now, None while they are not measured."""
    if not entry.has_weights:
        return None
    try:
        return open_directions(entry)
    except ModelError as error:
        st.warning(forms.sentence(error))
        return None


def neatness(d: int) -> str:
    """Say what scaling the noise by T does with a model of d latent dimensions."""
    near, far = nearer(COOL * d**0.5, d), 1 - nearer(HOTTEST * d**0.5, d)
    return (
        "scales the noise by T, a temperature: towards 0 all hands write alike, as the centre of the prior has it. Of "
        f"what the model is given at T = 1, {d} numbers, {_share(near)} lies no farther from the centre than a usual "
        f"draw does at T = {COOL:g}, and {_share(far)} as far out as at T = {HOTTEST:g}: the smaller these shares, the "
        "more it has to guess there. (The truncation trick of Brock et al. 2019, "
        "[arXiv:1809.11096](https://arxiv.org/abs/1809.11096), is another thing: it draws anew what lies too far out.)"
    )


def _share(share: float) -> str:
    text = "less than 0.1 %" if share < 0.001 else f"{100 * share:.{1 if share < 0.1 else 0}f} %"
    return text.replace(" %", "\u00a0%")


def block_of(entry: Entry, directions: Directions | None) -> bytes | None:
    """Return the writer's block, None and a sentence where there is nothing to write with yet."""
    if entry.active and not (entry.path / "browser.bin").is_file():
        st.info("This model has only begun to learn: it writes as soon as it has weights.")
        return None
    try:
        return several_models.write(entry, directions)
    except (ModelError, ValueError) as error:
        st.warning(forms.sentence(error))
        return None


def measure(entry: Entry, directions: Directions | None) -> None:
    """Have the directions measured where they are not, once the model learns no more, and show how far that is."""
    if directions is not None or not entry.has_weights:
        return
    if entry.active:
        st.caption("It is still learning: its slant and weight are measured when it has learned to the end.")
        return
    task = DirectionsTask(model=entry.id)
    if forming.status_of(task) is None:
        forming.order(task, place="directions")  # whoever opens the page wants to lean
    ask(
        task, "Measure slant and weight", key="directions", icon=":material/format_italic:",
        help="A worker writes a few thousand characters, measures each, and finds the latent directions. Seconds.",
    )  # fmt: skip
