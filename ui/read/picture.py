"""How do the strokes of a picture that a visitor brings get onto the sheet?"""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.blocks.read import brought_block
from core.guard import confined
from ui import forms, state
from ui.components.channel import channel
from ui.read.state import ReadState
from ui.shared import background
from ui.shared.awaited import awaited
from ui.shared.pictures import LIMITS, TYPES

FILE, CAMERA = "File", "Camera"


def offer(room: DeltaGenerator) -> None:
    """Draw into `room` what opens the place for a picture; its strokes then go to the sheet, and the place closes.

    What is wrong with a picture is said there, and the sheet stays as it is.
    """
    known = state.of(ReadState)
    # Of another key it is another one, which is closed and empty.
    with room.popover("Picture", icon=":material/add_a_photo:", key=f"read-picture-{known.pictures}"):
        found = _brought(known)
    if found is not None:
        known.brought, known.pictures = found, known.pictures + 1
        st.rerun()


def deliver() -> None:
    """Send the strokes of the last picture to the sheet, which takes each once."""
    if block := state.of(ReadState).brought:
        channel(block, key="read-brought")


def _brought(known: ReadState) -> bytes | None:
    """Draw the choice of a picture; return its strokes as the sheet takes them, None while there are none."""
    source = st.segmented_control(
        "From", (FILE, CAMERA), default=FILE, required=True, label_visibility="collapsed",
        key=f"read-from-{known.pictures}",
    )  # fmt: skip
    if source == CAMERA:
        file = st.camera_input("A photo of what is written", key=f"read-camera-{known.pictures}")
    else:
        file = st.file_uploader(
            "A picture of what is written", type=TYPES, max_upload_size=20, key=f"read-file-{known.pictures}",
            help="One character or a number of up to six, dark ink or bright, with paper around it. A picture can also "
            "be pasted on this page, or dropped on the sheet.",
        )  # fmt: skip
    if file is None:
        return None
    task = background.errand(("writing", file.file_id), partial(_read, file.getvalue()), owner=state.owner())
    found = awaited(task, lambda error: st.warning(f"This picture cannot be used: {forms.plain(str(error))}"))
    return None if found is None else brought_block(found, id=file.file_id)


def _read(data: bytes, say: background.OnProgress) -> list[list[float]]:
    return confined.run("writing", {}, data, on_progress=say, **LIMITS)
