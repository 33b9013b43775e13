"""Do the models draw images of their own? The training images that are nearest to what each draws."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from core import images as pixels
from core.library import Entry
from core.library.model_card import plain
from core.scores.nearest_training import Nearest
from core.tasks import NearestTask
from core.tasks.nearest import open_nearest
from core.types import ModelError
from core.words.text import isolated
from ui import forms
from ui.compare_models.sides import ask_all, each
from ui.compare_models.view import VersusView
from ui.shared.ask_worker import under_way
from ui.shared.ink_image import ink_image

PAPER = 6  # pixels between a drawn image and those that it is compared with
FEW = 20  # real images; being nearer than all of fewer happens by chance more often than 1 time in 20
ZOOM = 2


def show(view: VersusView) -> None:
    """Draw what each model draws from its prior, with the nearest training images and how near they are."""
    st.markdown(
        "Each row begins with an image that the model has just drawn; behind it stand the three training images that "
        "are nearest to it, pixel by pixel. A model that gave back what it learned would stand beside itself."
    )
    entries = tuple({entry.id: entry for entry in view.entries}.values())
    tasks = _tasks(entries)
    try:
        found = [open_nearest(task) for task in tasks]
    except ModelError as error:
        st.error(forms.sentence(error))
        return
    ask_all(tasks, [one is not None for one in found], "Look for them", key="nearest-ask", icon=":material/search:",
            help="A worker goes through all training images; it takes some seconds a model.")  # fmt: skip
    each(entries, partial(_one, tasks, found))
    if all(found):
        st.caption(
            "Distances are Euclidean, of pixels from 0 (paper) to 1 (ink). The measure to hold them against is the "
            "distance of real test images, which no model has seen: a copy is nearer than nearly all of those. A "
            "blurred or plain image is near to many, so that a small distance alone proves nothing."
        )


def _tasks(entries: tuple[Entry, ...]) -> list[NearestTask]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = st.number_input(
            "Noise", 0, 2**31 - 1, 0, key="nearest-seed", width=140, help="Another one, other images."
        )
        told = [entry for entry in entries if entry.config.model.conditional]
        names = [name for name in told[0].config.classes] if told else []
        asked = st.selectbox("Class", ["all", *names], key="nearest-class", width=140) if names else "all"
    return [
        NearestTask(
            model=entry.id, seed=int(seed),
            label=entry.config.classes.index(asked) if entry in told and asked in entry.config.classes else None,
        )
        for entry in entries
    ]  # fmt: skip


def _one(tasks: list[NearestTask], found: list[Nearest | None], i: int, entry: Entry) -> None:
    st.markdown(f"**{plain(entry.title)}**")
    seen = found[i]
    if seen is None:
        under_way(tasks[i], key=f"nearest-ask-{i}")
        return
    st.markdown(_sentence(seen))
    with st.grid(2, min_column_width=150, gap="small"):
        for row in range(len(seen.drawn)):
            with st.container():
                _row(seen, row, entry, key=f"nearest-{tasks[i].key()}-{row}")


def _sentence(found: Nearest) -> str:
    """Say how near all of them are, beside real images."""
    usual, copies, m = float(np.median(found.distances[:, 0])), int(found.copies.sum()), len(found.drawn)
    t = len(found.yardstick)
    real = f"those of unseen real images {found.median:.2f}"
    if t == 1:
        real = f"that of the only unseen real image {found.median:.2f}"
    text = f"Their nearest training images are {usual:.2f} away, the median of {m}; {real}. "
    than = "all but 1 in 100 real images are" if found.tells_hundredths else f"all {t} unseen real images are"
    than = "it is" if t == 1 else than
    if not copies:
        return f"{text}None is nearer than {than}."
    return f"{text}{copies} of {m} {'is' if copies == 1 else 'are'} nearer than {than}.{'' if t > FEW else _FEW}"


def _row(found: Nearest, row: int, entry: Entry, *, key: str) -> None:
    drawn, near = found.drawn[row], found.images[row]
    paper = np.zeros((len(drawn), PAPER), np.uint8)
    strip = np.concatenate([drawn, paper, *(side for image in near for side in (image, paper[:, :1]))], 1)
    classes, label = entry.config.classes, int(found.labels[row])
    asked = f", asked for as {isolated(classes[label])}" if label >= 0 else ""
    kinds = [isolated(classes[kind]) if kind >= 0 else "unlabelled" for kind in found.kinds[row]]
    apart = ", ".join(f"{kind} at {distance:.2f}" for kind, distance in zip(kinds, found.distances[row], strict=True))
    ink_image(pixels.to_png(strip, levels=16), key=key, zoom=ZOOM, alt=f"Drawn image{asked}; nearest: {apart}")
    share, t = float(found.shares[row]), len(found.yardstick)
    nearer = f"{share:.0%} of real images are nearer".replace("%", " %")
    if not found.tells_hundredths:
        count = round(share * t)
        nearer = f"{count} of {t} real images {'is' if count == 1 else 'are'} nearer"
    st.caption(f"{found.distances[row, 0]:.2f} away; {nearer}")


_FEW = " With so few real images to hold them against, that is no sign of a copy."
