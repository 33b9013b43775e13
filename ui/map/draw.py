"""Where on the map does an image land that somebody draws by hand, or brings?"""

from __future__ import annotations

import hashlib

import numpy as np
import streamlit as st

from core import images, ink
from core.networks.encoder import drawing_block
from core.types import DataError, ModelError
from core.words.nouns import noun_of, one
from ui import forms, instead, state
from ui.cache import one_model
from ui.components.channel import channel
from ui.components.sheet import live_sheet
from ui.map import mend
from ui.map.state import MapState
from ui.map.view import MapView
from ui.shared.ink_image import ink_image

WIDE = 322  # pixels that the sheet takes at most
SEEN = 168  # pixels of the picture of what the model sees, about
SOURCES = ("Draw it", "Bring a picture")
INVITATION = "Draw in the square, with mouse, pen or finger: when you lift it, the drawing takes its place on the map."
BRING = (
    "The ink of your picture takes its place on the map; what should not be in it can be erased, what is missing drawn."
)


def show(view: MapView) -> None:
    """Draw a sheet, or a picture's ink; what is on it is shown as the model sees it, and sent to the pad."""
    try:
        encoder = one_model.encoder(view.entry)
    except ModelError as error:
        st.warning(forms.sentence(error))
        return
    if encoder is None:
        st.info("This model came without the way from an image to its latents, so a drawing has no place on its map.")
        instead.offer("encodes", view.entry)
        return
    with st.container(horizontal=True, gap="medium"):  # below one another where there is no room beside
        with st.container(width=WIDE):
            source = st.segmented_control(
                "Source", SOURCES, required=True, label_visibility="collapsed", **state.bind(MapState, "source")
            )
            if source == SOURCES[0]:
                drawing = sheet(f"sheet-{view.entry.id}")
            else:
                drawing = mend.brought(one(noun_of(view.entry.config.classes)))
        with st.container(width="stretch"):
            if drawing is None:
                st.markdown(INVITATION if source == SOURCES[0] else BRING)
            else:
                _placed(view, drawing, encoder)


def seen_as(drawing: np.ndarray, view: MapView) -> np.ndarray:
    """Bring a drawing, bright ink on 0, to the manner of the model's own images: uint8 (h, h). Raises DataError."""
    size = view.entry.config.model.image_size
    return ink.normalise_ink(drawing, size, share=one_model.ink_share(view.latents, key=view.task.key()))


def sheet(key: str) -> np.ndarray | None:
    """Draw a sheet to draw on; return what is drawn as uint8 (h, h), bright ink on 0, None where that is nothing.

    Where the browser tells of no drawing, that is said.
    """
    try:
        return live_sheet("Draw here with mouse, pen or finger.", key=key)
    except DataError as error:
        st.warning(forms.sentence(error))
        return None


def _placed(view: MapView, drawing: np.ndarray, encoder: bytes) -> None:
    try:
        image = seen_as(drawing, view)
    except DataError as error:
        st.warning(forms.sentence(error))
        return
    st.markdown("What the model sees")
    zoom = max(1, SEEN // image.shape[0])
    # Enlarged here: pixels shall be seen as pixels.
    png, alt = images.to_png(image.repeat(zoom, 0).repeat(zoom, 1)), "The drawing as the model sees it"
    ink_image(png, key=f"seen-{view.entry.id}", alt=alt, stretch=False)
    side = f"{image.shape[0]} x {image.shape[0]} pixels"
    st.caption(
        f"Scaled and centred like the images it has learned from, {side}. Its encoder runs in your browser; the ring "
        "on the map marks where the drawing lands."
    )
    if view.entry.config.model.conditional:
        st.caption(
            "This model is also told the class: what a reader of its classes reads in the drawing, if there is one."
        )
    id = hashlib.sha256(image.tobytes()).hexdigest()[:16]
    channel(drawing_block(image, encoder, model=view.entry.id, id=id), key=f"drawing-{view.entry.id}")
