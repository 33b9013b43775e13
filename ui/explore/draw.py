"""Where on the map does an image land that somebody draws by hand?"""

from __future__ import annotations

import hashlib

import numpy as np
import streamlit as st

from core import images, ink
from core.export.encoder import drawing_block
from core.types import DataError, ModelError
from ui import cached, forms, instead
from ui.explore.view import MapView
from ui.ink import ink_image
from ui.live.channel import channel

SIDE = 280  # pixels of the canvas
SEEN = 168  # pixels of the picture of what the model sees, about
PEN = 20  # as thick as MNIST's strokes once the drawing is scaled down
INVITATION = "Draw in the square, with mouse, pen or finger: when you lift it, the drawing takes its place on the map."


def show(view: MapView) -> None:
    """Draw a canvas; what is drawn on it is shown as the model sees it, and sent to the pad."""
    try:
        encoder = cached.encoder(view.entry)
    except ModelError as error:
        st.warning(forms.sentence(error))
        return
    if encoder is None:
        st.info("This model came without the way from an image to its latents, so a drawing has no place on its map.")
        instead.offer("encodes", view.entry)
        return
    left, right = st.columns([1, 2], gap="large")
    with left:
        st.space("small")  # the canvas' tools hang above it
        drawing = canvas(f"canvas-{view.entry.id}")
    with right:
        _placed(view, drawing, encoder)


def seen_as(drawing: np.ndarray, view: MapView) -> np.ndarray:
    """Bring a drawing, bright ink on 0, to the manner of the model's own images: uint8 (h, h). Raises DataError."""
    size = view.entry.config.model.image_size
    return ink.normalise_ink(drawing, size, share=cached.ink_share(view.latents, key=view.task.key()))


def canvas(key: str) -> bytes | None:
    """Draw a canvas; return what is drawn on it as a PNG on transparent paper, None before the first stroke."""
    # Here and not above: it declares a component when it is imported, which only works where Streamlit runs.
    from streamlit_drawable_canvas import st_canvas

    dark = st.context.theme.type == "dark"
    return st_canvas(
        stroke_width=PEN,
        stroke_color="#f2f0ea" if dark else "#1c1d22",
        background_color="",  # transparent, so that the strokes are what is not
        height=SIDE,
        width=SIDE,
        return_image_data=True,
        key=key,
    ).image_bytes


def _placed(view: MapView, drawing: bytes | None, encoder: bytes) -> None:
    try:
        strokes = ink.strokes(drawing) if drawing else np.zeros((1, 1), np.uint8)
        if not strokes.any():
            st.markdown(INVITATION)
            return
        image = seen_as(strokes, view)
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
