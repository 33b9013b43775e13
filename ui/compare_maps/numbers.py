"""How far can each of the two maps be believed, and how far do they agree?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.jobs import client
from core.projection.moved import Moved
from core.tasks import MapTask
from core.types import ModelError
from ui import state
from ui.compare_maps.pair import Pair
from ui.compare_maps.sides import Side
from ui.map import forming

TICK = 1.0  # seconds between two looks at a map that is being measured
TRUST = (
    "1 if the nearest images on the map are the nearest in latent space too; less, the more strangers are among them "
    "(Venna & Kaski 2001), k = {k}."
)
COMMON = (
    "Of the {k} nearest images on the left map, how many are among the {k} nearest on the right, on average. Between "
    "two maps without anything in common it would be about {chance:.1%}."
)
HALFWAY = (
    "Half of the images lie farther from their other place than this, once one map is laid on the other by Procrustes. "
    "1 is as far as an image lies from the middle of the map, on average (root mean square)."
)


def show(chosen: Pair, left: Side, right: Side, moved: Moved) -> None:
    """Draw the numbers; those still being measured appear when they are known."""
    waiting = [task for task, side in zip(chosen, (left, right), strict=True) if not _known(side)]
    ordered = [task for task in dict.fromkeys(waiting) if _asked(task)]
    st.fragment(_numbers, run_every=TICK if ordered else None)(left, right, moved, ordered)


def _numbers(left: Side, right: Side, moved: Moved, waiting: list[MapTask]) -> None:
    if waiting and not any(_under_way(task) for task in waiting):
        st.rerun()
    k = moved.k
    with st.grid(4, min_column_width=140):
        for name, side in (("left", left), ("right", right)):
            value = f"{side.scores['trustworthiness']:.3f}" if _known(side) else "-"
            st.metric(f"Trustworthiness, {name}", value, help=TRUST.format(k=side.scores.get("k", 15)))
        chance = k / max(1, len(left.latents) - 1)
        st.metric("Neighbours in common", f"{moved.in_common:.0%}", help=COMMON.format(k=k, chance=chance))
        st.metric("Half moved more than", f"{np.median(moved.distance):.2f} spreads", help=HALFWAY)


def _known(side: Side) -> bool:
    return "trustworthiness" in side.scores


def _asked(task: MapTask) -> bool:
    """Have a map measured after everybody's other work, and return whether that is under way."""
    if _under_way(task):
        return True
    if forming.status_of(task) is not None:  # measured without a number to show for it, failed or stopped
        return False
    try:
        client.submit_task(task, state.owner(), background=True)
    except (ModelError, client.JobError):
        return False  # a number less; who wants more maps is told that there is no room
    return True


def _under_way(task: MapTask) -> bool:
    now = forming.status_of(task)
    return now is not None and now.state in forming.ACTIVE
