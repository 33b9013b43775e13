"""Which character is on a picture that a visitor brings, and if there are several, which one do they mean?"""

from __future__ import annotations

import base64
import hashlib
from functools import partial

import numpy as np
import streamlit as st

from core.guard import confined
from ui import forms, state
from ui.one_image.state import OneImageState
from ui.shared import background
from ui.shared.awaited import awaited
from ui.shared.ink_image import ink_image
from ui.shared.pictures import LIMITS, TYPES


def brought() -> np.ndarray | None:
    """Draw the place for a picture; return the character on it, uint8 (28, 28), None while there is none.

    Where there are several, they are shown to choose from; what else is wrong with it is said.
    """
    known = state.of(OneImageState)
    file = st.file_uploader(
        "A picture of one character", type=TYPES, max_upload_size=20, key=f"one-image-file-{known.uploads}",
        on_change=_another, help="A photo, a scan or a drawing, dark ink or bright, with paper around it.",
    )  # fmt: skip
    if file is None:
        return None
    content = file.getvalue()
    key = ("character", hashlib.sha256(content).hexdigest(), known.box)
    task = background.errand(key, partial(_read, content, known.box), owner=state.owner())
    told = awaited(task, lambda error: st.warning(f"This picture cannot be used: {forms.plain(str(error))}"))
    if told is None:
        return None
    if "image" in told:
        if known.box:
            st.button("All of the picture", icon=":material/undo:", key="one-image-whole", on_click=_crop, args=(None,))
        return np.frombuffer(base64.b64decode(told["image"]), np.uint8).reshape(28, 28)
    _choose(told)
    return None


def _read(content: bytes, box: tuple[int, ...] | None, say: background.OnProgress) -> dict:
    return confined.run("character", {"box": box}, content, on_progress=say, **LIMITS)


def _choose(told: dict) -> None:
    """Draw the parts of a picture with several characters, a button each."""
    st.warning(f"This picture cannot be used whole: {forms.plain(told['several'])}")
    with st.container(horizontal=True, gap="small"):
        for i, part in enumerate(told["parts"], 1):
            with st.container(width=110, gap="xsmall"):
                ink_image(base64.b64decode(part["png"]), key=f"one-image-part-{i}", alt=f"Character {i} of the picture")
                st.button(
                    f"Take {i}", key=f"one-image-take-{i}", on_click=_crop, args=(tuple(part["box"]),), width="stretch"
                )


def _crop(box: tuple[int, int, int, int] | None) -> None:
    state.of(OneImageState).box = box


def _another() -> None:
    _crop(None)
