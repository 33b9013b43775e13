"""Where do the places of the two maps come from: kept, worked out at once, or ordered and waited for?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from core.blocks.compare_maps import Half, compare_maps_block, same_images
from core.jobs.client import TaskStatus
from core.latents import Latents
from core.projection import PcaConfig
from core.projection.moved import Moved, compare
from core.tasks import MapTask
from core.types import ModelError
from ui import forms, instead, notices
from ui.cache import one_model
from ui.compare_maps import pair
from ui.compare_maps.pair import Pair
from ui.map import forming

TICK = 0.5  # seconds between two looks at a map that forms
PLACE = "compare"  # where a refusal is said


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two maps. name: how it was made; xy: places (n, 2) of the images in latents; scores: as far as known.

    standing_in: whether this is only the plane, shown until the map that is wanted is there.
    """

    name: str
    xy: np.ndarray
    latents: Latents
    scores: Mapping[str, Any]
    standing_in: bool = False


def opened(chosen: Pair) -> list[Side] | None:
    """Return both maps, or what stands in for one that is being made, and say how far that is.

    None if there is nothing to stand in. Raises ModelError, ValueError.
    """
    sides = [_side(task, chosen) for task in chosen]
    missing = [task for task, side in zip(chosen, sides, strict=True) if side is None or side.standing_in]
    waiting = [task for task in dict.fromkeys(missing) if _ordered(task, chosen)]
    refused = notices.said_earlier(PLACE)
    if refused:
        st.warning(refused)
    if waiting:
        st.fragment(_tick, run_every=TICK)(waiting)
    there = [side for side in sides if side is not None]
    return there if len(there) == len(sides) else None


def comparable(chosen: Pair, left: Side, right: Side) -> bool:
    """Say whether both maps show the same images; if not, say why in a sentence, and what can be done."""
    if left.latents is right.latents or same_images(left.latents, right.latents):
        return True
    one, other = (chosen.entry(task) for task in chosen)
    st.info(
        f"{forms.plain(one.title)} and {forms.plain(other.title)} keep different images, so no image has a place on "
        "both maps."
    )
    if one.config.dataset == other.config.dataset and not chosen.left.points:
        count, data = min(len(left.latents), 2000), forms.plain(one.config.dataset.called(one.owner))
        st.button(
            f"Compare them on {count:,} images of {data}", key="same-images", type="primary",
            icon=":material/photo_library:", on_click=pair.show_points, args=(count,),
            help="Both models read the same images of the data they learned from.",
        )  # fmt: skip
    else:
        st.caption(
            f"Choose two models that learned from the same data, or train another on that of {forms.plain(one.title)}."
        )
        instead.offer("encodes", one)
    return False


def block_of(chosen: Pair, left: Side, right: Side) -> tuple[str, bytes, Moved]:
    """Return (id, block for the browser, what moved); id is empty for maps that stand in for others.

    Raises ValueError if a map lies on one spot.
    """
    digest = hashlib.blake2b(left.latents.atlas, digest_size=8)
    for task, side in zip(chosen, (left, right), strict=True):  # a map can be ended early, and later made whole
        digest.update(side.xy.tobytes() + side.name.encode() + chosen.entry(task).title.encode())
    id = "" if left.standing_in or right.standing_in else digest.hexdigest()
    return id, *one_model.compare_maps(digest.hexdigest(), lambda: _packed(id, chosen, left, right))


def _packed(id: str, chosen: Pair, left: Side, right: Side) -> tuple[bytes, Moved]:
    moved = compare(left.xy, right.xy)
    here, there = (
        Half(chosen.entry(task).title, side.name, side.xy, named=not chosen.told(task))
        for task, side in zip(chosen, (left, right), strict=True)
    )
    classes = chosen.entry(chosen.left).config.classes
    return compare_maps_block(here, there, left.latents, classes=classes, id=id, moved=moved), moved


def _side(task: MapTask, chosen: Pair) -> Side | None:
    found, name = one_model.kept_map(task), chosen.name(task)
    if task.projection.at_once and not task.points:  # quicker worked out than read
        latents = one_model.latents(chosen.entry(task))
        return Side(name, task.projection.fit(latents.mu).xy, latents, found.scores if found else {})
    if found is not None:
        return Side(name, found.xy, found.latents, found.scores)
    if task.points:
        return None
    latents = one_model.latents(chosen.entry(task))
    return Side(f"PCA until {name} is there", PcaConfig().fit(latents.mu).xy, latents, {}, standing_in=True)


def _ordered(task: MapTask, chosen: Pair) -> bool:
    """Have a map made unless somebody has; say so, and how to try again, if that went wrong."""
    now = forming.status_of(task)
    if now is None:
        return forming.order(task, place=PLACE)
    if now.state in forming.ACTIVE or one_model.kept_map(task) is not None:  # just done: the next look sees it
        return True
    ends = {"failed": now.reason, "stopped": "It was ended before its first step."}
    said = ends.get(now.state, "What was made of it is gone.")
    st.error(f"There is no {forms.plain(chosen.name(task))} map: {forms.sentence(ModelError(said))}")
    st.button(
        "Try again", key=f"retry-{now.key}", icon=":material/refresh:", on_click=forming.wish, args=(task, PLACE),
    )  # fmt: skip
    return False


def _tick(tasks: list[MapTask]) -> None:
    """Draw how far the maps are; begin the page anew when one is there."""
    found = [(task, now) for task in tasks if (now := forming.status_of(task)) and now.state in forming.ACTIVE]
    if len(found) < len(tasks):
        st.rerun()
    for task, now in found:
        st.progress(min(1.0, now.fraction), _words(task, now))


def _words(task: MapTask, now: TaskStatus) -> str:
    title = task.projection.title
    if now.state == "queued":
        return f"{title}: number {now.position} in the queue." if (now.position or 1) > 1 else f"{title}: next."
    return f"{title}: step {now.iteration} of {now.total}." if now.iteration else f"{title}: getting ready."
