"""How far are images varied, what does that look like, and are they still read as what they are?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import images as pixels
from core.augmentation import AUGMENTATIONS, GENTLE, AugmentationConfig, shown
from core.config import bounds
from core.datasets import DatasetConfig, own
from core.datasets.balance import Reads
from core.handwriting.letters.varied import reads_of
from core.owner import Owner
from core.types import ImageDataset
from ui import forms, state
from ui.shared import background
from ui.shared.awaited import awaited
from ui.shared.ink_image import ink_image

SEEN, ROWS = 10, 2  # images of a strip, and strips of the last one
ZOOM = 1.6
JUDGED = 300  # images by which it is told how many are still read
ENOUGH = 0.95
SHOWN_SIDE = 40  # pixels


@dataclass(frozen=True)
class Strips:
    """What ways do to some images. plain: PNG of them as they are; each: of one range alone, by way and range.

    together: of all at once. read: share that a reader still reads, of those whose own image it does; None without one.
    """

    plain: bytes
    each: dict[tuple[str, str], bytes]
    together: bytes
    read: float | None
    reader: str


def choose(dataset: DatasetConfig, ways: tuple[AugmentationConfig, ...], *, key: str) -> tuple[AugmentationConfig, ...]:
    """Draw pictures of what ways do, and their ranges where they are asked for; return the ways as they are set.

    ways: as they were set before.
    """
    pictures, places = st.container(gap="xsmall"), {}
    found = _set(ways, places, key) if st.toggle("Set how far they are varied", key=f"{key}.set") else ways
    owner = state.owner()
    with pictures:
        look = awaited(
            background.errand(("varied", dataset, found, owner), partial(_strips, dataset, found, owner)),
            lambda error: st.error(forms.sentence(error)),
        )
        if look:
            _strip(look.plain, "As they are", f"{key}.plain", said=True)
            _strip(look.together, "Varied", f"{key}.together", said=True)
            st.caption(_said(look))
    each = look.each if look else {}
    for at, place in places.items() if each else ():
        with place:
            _strip(each[at], f"{forms.label(at[1])} alone", f"{key}.strip.{'.'.join(at)}")
    return found


def _set(
    ways: tuple[AugmentationConfig, ...], places: dict[tuple[str, str], DeltaGenerator], key: str
) -> tuple[AugmentationConfig, ...]:
    """Draw which ways there are, and their ranges."""
    before = {way.name: way for way in ways}
    chosen = st.multiselect(
        "Ways", list(AUGMENTATIONS), [name for name in AUGMENTATIONS if name in before], key=f"{key}.ways",
        format_func=lambda name: AUGMENTATIONS[name].title,
        help="Turning, leaning and another pen keep a letter what it is; light and blur are for photographs.",
    )  # fmt: skip
    kept = tuple(before.get(name) or AUGMENTATIONS[name]() for name in chosen) or GENTLE
    return tuple(_ranges(way, places, key) for way in kept)


def _ranges(way: AugmentationConfig, places: dict[tuple[str, str], DeltaGenerator], key: str) -> AugmentationConfig:
    """Draw a slider for each range of a way; add a place for a strip beside each to `places`."""
    values = {}
    for name in shown.ranges(way):
        field = type(way).model_fields[name]
        low, high = (float(limit or 0) for limit in bounds(field))
        left, right = st.columns((2, 3), gap="medium", vertical_alignment="center")
        with left:
            values[name] = st.slider(
                forms.label(name), low, high, float(getattr(way, name)), step=high / 100,
                key=f"{key}.{way.name}.{name}", help=field.description,
            )  # fmt: skip
        places[way.name, name] = right.container()
    return way.replace(**values)


def _strip(png: bytes, what: str, key: str, *, said: bool = False) -> None:
    if said:
        st.caption(what)
    ink_image(png, key=key, alt=f"Some of the images: {what.lower()}", zoom=ZOOM, stretch=False)


def _said(look: Strips) -> str:
    if look.read is None:
        return "No reader that is here knows these classes as they are written here: look at the pictures yourself."
    said = f"{look.reader[:1].upper()}{look.reader[1:]} still takes {100 * look.read:.0f} % of them for what they are."
    if look.read < ENOUGH:
        said += f" Classes of which it takes fewer than {100 * ENOUGH:.0f} % are varied less, or not at all."
    return forms.plain(said)


def records_of(dataset: DatasetConfig) -> tuple[Mapping[str, Any], ...]:
    """Return what is known of an own set's images, none of others."""
    return own.records_of(own.id_of(dataset)) if own.id_of(dataset) else ()


def judge(dataset: DatasetConfig, images: ImageDataset, owner: Owner) -> tuple[Reads, str] | None:
    """Return who reads these images, and what it is called."""
    return reads_of(images, records_of(dataset), owner)


def whole(dataset: DatasetConfig, say: background.OnProgress) -> ImageDataset:
    """Return what is balanced: an own set, which keeps what was made of one image together, else its training part."""
    plain = isinstance(dataset, own.OwnConfig) and dataset == own.OwnConfig(id=dataset.id)
    return own.load(own.id_of(dataset)) if plain else dataset.load("train", on_progress=say)


def _strips(
    dataset: DatasetConfig, ways: tuple[AugmentationConfig, ...], owner: Owner, say: background.OnProgress
) -> Strips:
    """Vary some images. For an errand."""
    all_of_it = whole(dataset, say)
    say("Varying some images", 0.5)
    places = _some(all_of_it, JUDGED)
    few = all_of_it.images[places[: SEEN * ROWS]]
    each = {
        (way.name, name): _png(shown.varied(few[:SEEN], [shown.alone(way, name)]))
        for way in ways
        for name in shown.ranges(way)
    }
    together = _png(shown.varied(few, ways))
    who, read = judge(dataset, all_of_it, owner), None
    if who and all_of_it.labels is not None:
        sure = who[0](all_of_it.images[places], places) == all_of_it.labels[places]
        if sure.any():
            again = who[0](shown.varied(all_of_it.images[places], ways), places) == all_of_it.labels[places]
            read = float(again[sure].mean())
    return Strips(_png(few[:SEEN]), each, together, read, who[1] if who else "")


def _some(images: ImageDataset, most: int) -> np.ndarray:
    """Return places of images, as many classes as there are first, int64 (m,)."""
    rng = np.random.default_rng(0)
    order = rng.permutation(len(images))
    if images.labels is None:
        return order[:most]
    seen: dict[int, int] = {}
    turn = []
    for n in order:
        turn.append(seen.get(int(images.labels[n]), 0))
        seen[int(images.labels[n])] = turn[-1] + 1
    return order[np.argsort(turn, kind="stable")][:most]


def _png(images: np.ndarray) -> bytes:
    side = min(images.shape[1], SHOWN_SIDE)
    return pixels.to_png(pixels.grid(pixels.resize(images, side), SEEN, gap=2))
