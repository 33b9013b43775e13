"""Which images does a visitor give: drawn on the sheet, from a picture, or a sample, one to five of one character?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.images import to_png
from core.one_image import drawn
from core.one_image.intake import MOST_IMAGES, SeveralError
from core.one_image.samples import samples
from core.tasks.one_image.task import images_of, of
from core.types import DataError
from ui import forms, state
from ui.components.sheet import live_strokes
from ui.one_image import picture
from ui.one_image.state import PICTURE, SAMPLE, SHEET, SOURCES, Known, OneImageState
from ui.shared.ink_image import ink_image

WIDE = 322  # pixels that the sheet takes at most
TILE = 84  # pixels of an image that was taken
SAMPLES = "Digits of MNIST's test part, which nothing here has learned from"
LEAVES = "This drawing cannot be used: "


@dataclass(frozen=True)
class Given:
    """What was given. known: the images; current: whether the last of them is what stands on the sheet just now."""

    known: tuple[Known, ...]
    current: bool

    @property
    def images(self) -> np.ndarray:
        """The images, uint8 (m, 28, 28)."""
        return images_of(tuple(one.text for one in self.known))


def show() -> Given:
    """Draw the place to draw, bring or choose an image, and return those that were given so far."""
    known = state.of(OneImageState)
    with st.container(width=WIDE):
        source = st.segmented_control(
            "Source", SOURCES, required=True, label_visibility="collapsed", **state.bind(OneImageState, "source")
        )
        now = {SHEET: _sheet, PICTURE: _picture, SAMPLE: _sample}[source]()
    texts = [one.text for one in known.known]
    if now is not None and now.text not in texts and len(texts) < MOST_IMAGES:
        return Given((*known.known, now), True)
    return Given(known.known, False)


def _sheet() -> Known | None:
    known = state.of(OneImageState)
    try:
        strokes = live_strokes(
            "Write one digit or letter here, as you always do.", key=f"one-image-sheet-{known.name}-{known.sheets}"
        )
        if known.box:
            strokes = drawn.cropped(strokes, known.box)
        return Known(of(drawn.written(strokes)[None])[0], drawn=True) if strokes else None
    except SeveralError as error:
        _parts(strokes, error)
    except DataError as error:
        st.warning(f"{LEAVES}{forms.plain(str(error))}")
    return None


def _parts(strokes: tuple[np.ndarray, ...], error: SeveralError) -> None:
    """Draw the characters that stand beside one another on the sheet, to choose one."""
    st.warning(f"{LEAVES}{forms.plain(str(error))}")
    with st.container(horizontal=True, gap="small"):
        for i, box in enumerate(error.boxes, 1):
            if drawn.cropped(strokes, box):
                st.button(f"Take character {i}", key=f"one-image-part-{i}", on_click=_crop, args=(box,))


def _crop(box: tuple[int, int, int, int]) -> None:
    state.of(OneImageState).box = box


def _picture() -> Known | None:
    image = picture.brought()
    return None if image is None else Known(of(image[None])[0])


def _sample() -> Known | None:
    """Draw a choice of digits, and of some people's."""
    known = state.of(OneImageState)
    st.segmented_control("Digit", list("0123456789"), required=True, **state.bind(OneImageState, "digit"))
    offered = samples(int(known.digit))
    if known.sample >= len(offered):
        known.sample = 0
    st.segmented_control(
        "Written by", range(len(offered)), required=True, format_func=lambda i: f"{i + 1}",
        help=SAMPLES + (", each by another person." if offered[0].writer is not None else "."),
        **state.bind(OneImageState, "sample"),
    )  # fmt: skip
    chosen = offered[known.sample]
    enlarged = chosen.image.repeat(8, 0).repeat(8, 1)
    ink_image(to_png(enlarged), key="one-image-sample", alt=f"The sample, a {chosen.character}", stretch=False)
    return Known(of(chosen.image[None])[0], writer=chosen.writer, others=of(chosen.own))


def keep(now: Known) -> None:
    """Take what is on the sheet, which is then empty for another. For callbacks."""
    known = state.of(OneImageState)
    known.known = (*known.known, now)
    empty()


def empty() -> None:
    """Begin with an empty sheet and no picture. For callbacks."""
    known = state.of(OneImageState)
    known.sheets, known.uploads, known.box = known.sheets + 1, known.uploads + 1, None


def put_back(i: int) -> None:
    """Let go of the image number i of those that were taken. For callbacks."""
    known = state.of(OneImageState)
    known.known = known.known[:i] + known.known[i + 1 :]
