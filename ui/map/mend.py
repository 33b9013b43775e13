"""How is the ink of a picture that a visitor brings seen, and mended by hand?"""

from __future__ import annotations

import base64
import io
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image, ImageColor

from core import images, strokes
from core.guard import confined
from core.transfer import mending
from core.types import DataError
from ui import forms, state
from ui.components.bare import bare
from ui.map.state import MendState
from ui.shared import background
from ui.shared.awaited import awaited
from ui.shared.pictures import LIMITS, TYPES

ERASER = round(strokes.NIB * strokes.SIDE)  # pixels, at least
TOOLS = {mending.INK: "Draw", mending.PAPER: "Erase"}
COLOURS = {  # ink and paper as the page's own, by day and by night
    False: {mending.INK: "#12141b", mending.PAPER: "#fbf8f2"},
    True: {mending.INK: "#e9e5dc", mending.PAPER: "#12141c"},
}


def brought(noun: str) -> np.ndarray | None:
    """Draw the place for a picture of a `noun`, then its ink, to be mended; return it as uint8 (h, h), bright ink on 0.

    None while there is none; what is wrong with a picture is said.
    """
    known = state.of(MendState)
    # A picture that is taken away by hand goes; one whose uploader is gone, as another tab of the page is open, stays.
    file = st.file_uploader(
        f"A picture of {noun}", type=TYPES, max_upload_size=20, key="mend-file", on_change=_forget,
        help="A photo, a scan or a drawing, dark ink or bright.",
    )  # fmt: skip
    if file is not None and known.file != file.file_id:
        found = _read(file.file_id, file.getvalue())
        if found is None:
            return None
        known.file, known.marks = file.file_id, []
        known.picture, known.pen = found
    return _mended() if known.picture else None


def _read(id: str, data: bytes) -> tuple[bytes, int] | None:
    """Have a picture read elsewhere; return its ink as a PNG, and how wide the strokes are, in pixels.

    None until they are here; meanwhile draw how far it is, or what is wrong with it.
    """
    task = background.errand(("picture", id), partial(_inked, data), owner=state.owner())
    return awaited(task, lambda error: st.warning(f"This picture cannot be used: {forms.plain(str(error))}"))


def _inked(data: bytes, say: background.OnProgress) -> tuple[bytes, int]:
    told = confined.run("picture", {}, data, on_progress=say, **LIMITS)
    return base64.b64decode(told["sheet"]), int(told["pen"])


def _forget() -> None:
    known = state.of(MendState)
    known.file, known.picture, known.marks = "", b"", []


def _mended() -> np.ndarray | None:
    """Draw the ink on a canvas with what mends it; return what it is then, None if nothing is left."""
    known = state.of(MendState)
    with st.container(key="mending", gap="small"):
        tool = st.segmented_control(
            "Pen", TOOLS, default=mending.INK, required=True, format_func=TOOLS.__getitem__, key="mend-tool",
            label_visibility="collapsed",
        )  # fmt: skip
        known.marks = _canvas(tool)
        bare("mending")
        marks = known.marks
        with st.container(horizontal=True):
            st.button(
                "Undo", icon=":material/undo:", key="mend-undo", on_click=_take_back, args=(1,), disabled=not marks
            )
            st.button(
                "Clear", icon=":material/close:", key="mend-clear", on_click=_take_back, args=(len(marks),),
                disabled=not marks, help="The picture as it came.",
            )  # fmt: skip
    with Image.open(io.BytesIO(known.picture)) as picture:
        sheet = np.asarray(picture.convert("L"))
    try:
        sheet = mending.mended(sheet, mending.marks_of(marks))
    except DataError as error:
        st.warning(forms.sentence(error))
    return sheet if sheet.any() else None


def _take_back(n: int) -> None:
    """Take the last n strokes back: a canvas of another key begins with those that are left. For callbacks."""
    known = state.of(MendState)
    known.marks = known.marks[: len(known.marks) - n]
    known.changes += 1


def _canvas(tool: str) -> list[dict[str, Any]]:
    """Draw the canvas, the picture behind it; return the strokes on it, each in "ink" or "paper"."""
    # Here and not above: it declares a component when it is imported, which only works where Streamlit runs.
    from streamlit_drawable_canvas import st_canvas

    known, dark = state.of(MendState), st.context.theme.type == "dark"
    colours = COLOURS[dark]
    key = f"mend-{known.file}-{known.changes}-{dark}"
    if key not in st.session_state:  # it begins, or comes back; it would begin anew if it were told anything else later
        known.begun = [mark | {"stroke": colours[mark["stroke"]]} for mark in known.marks]
    found = st_canvas(
        stroke_width=max(known.pen, ERASER) if tool == mending.PAPER else known.pen,
        stroke_color=colours[tool], background_image=_coloured(known.picture, colours),
        height=strokes.SIDE, width=strokes.SIDE, initial_drawing={"objects": known.begun}, key=key,
    )  # fmt: skip
    told = (found.json_data or {}).get("objects", [])
    kinds = {colour: kind for kind, colour in colours.items()}
    return [mark | {"stroke": kinds[mark["stroke"]]} for mark in told if mark.get("stroke") in kinds]


@st.cache_data(max_entries=64, show_spinner=False)
def _coloured(picture: bytes, colours: dict[str, str]) -> bytes:
    """Return a grey PNG, bright ink on 0, as a PNG in the colours of ink and paper."""
    with Image.open(io.BytesIO(picture)) as image:
        grey = np.asarray(image.convert("L"))[..., None] / 255
    ink, paper = (np.array(ImageColor.getrgb(colours[kind])) for kind in (mending.INK, mending.PAPER))
    return images.to_png((paper + (ink - paper) * grey).round().astype(np.uint8))
