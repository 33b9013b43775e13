"""How do photographs of pages and of printed sheets come in?"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.guard import confined
from core.handwriting.hand import pages, sample, sheets
from core.handwriting.hand.pages import TypedLine
from core.transfer.page import ARRIVING, PHOTO
from core.types import DataError
from ui import forms, notices, state
from ui.shared import background
from ui.shared.awaited import waiting
from ui.shared.pictures import TYPES
from ui.your_hand import hand_menu
from ui.your_hand.state import HandState

TICK = 0.1  # seconds between two looks: it is read in a few
MEGABYTES, SECONDS = 1200, 60  # of a photograph of fifty million pixels
CAMERA = "camera"


def offer(first: bool) -> None:
    """Draw the place for photographs; what is put there becomes a page or sheet of the hand. first: it has none."""
    known = state.of(HandState)
    confined.make_ready("page", {}, megabytes=MEGABYTES)
    with st.container() if first else st.popover("Bring another", icon=":material/add_a_photo:"):
        files = st.file_uploader(
            "Photographs or scans of pages you have written", type=TYPES, accept_multiple_files=True,
            max_upload_size=20, key=f"hand-files-{known.uploads}",
            help="Any paper, any pen, lines from left to right. A printed sheet that was filled in is known by its "
            "marks. A photo from above, in even light, is read best.",
        )  # fmt: skip
        shot = None
        if st.toggle("Use the camera", key=f"hand-camera-{known.uploads}"):
            shot = st.camera_input("A page, flat and as large as it goes", key=f"hand-shot-{known.uploads}")
    if first and sample.here():
        _offer_sample()
    brought = [_Brought(file.file_id, file.name, file.getvalue) for file in (*files, *([shot] if shot else []))]
    if known.sample:
        id = f"sample {known.uploads} {state.owner().mark}"
        brought.append(_Brought(id, sample.NAME, sample.photograph, sample.lines(), sample.WRITER))
    open_ones = [file for file in brought if file.id not in known.taken]
    if open_ones:
        _read_first(open_ones)


def _offer_sample() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="hand-sample"):
        st.image(sample.photograph(), alt="A sheet of paper with eight lines of writing", width=240)
        with st.container(width="stretch"):
            st.markdown(
                "**No page at hand?** Take this one: a small network wrote it, and what it says is typed already."
            )
            st.button("Take the sample page", icon=":material/draw:", on_click=_wish)


def _wish() -> None:
    state.of(HandState).sample = True


@dataclass(frozen=True)
class _Brought:
    """What is to be read. id: of this file in this tab. content: gives its bytes.

    texts: what its lines say, where that is known. writer: what a hand is called that begins with it.
    """

    id: str
    name: str
    content: Callable[[], bytes]
    texts: tuple[TypedLine, ...] = ()
    writer: str = "My hand"


def _read_first(files: Sequence[_Brought]) -> None:
    """Have the first of the files read; when that is done, keep it and draw the page anew."""
    known, file = state.of(HandState), files[0]
    errand = background.errand(("page", file.id), lambda say: _read(file.content(), say), owner=state.owner())
    if not errand.done:
        st.fragment(waiting, run_every=TICK)(errand)
        return
    known.taken = (*known.taken, file.id)
    if errand.error:
        if not isinstance(errand.error, DataError | OSError):
            raise errand.error
        _refused(file.name, errand.error)
    else:
        _take(file, errand.result())
    background.forget(("page", file.id))  # the photograph is kept on the disk, and nowhere else
    if len(files) == 1:
        known.uploads += 1
        known.taken = ()
        known.sample = False
    st.rerun()


def _read(content: bytes, say: background.OnProgress) -> dict[str, Any]:
    return confined.run("page", {}, content, megabytes=MEGABYTES, seconds=SECONDS, on_progress=say)


def _take(file: _Brought, told: dict[str, Any]) -> None:
    files = {name: base64.b64decode(told["files"][name]) for name in ARRIVING if name in told["files"]}
    jpeg = files.pop(PHOTO)
    try:
        hand = hand_menu.begun(file.writer)
        if told["sheet"]:
            sheets.bring(hand.path, file.name, jpeg)
        else:
            w, h = told["size"]
            page = pages.bring(hand.path, file.name, jpeg, (int(w), int(h)), files)
            state.of(HandState).page = page.id
            if file.texts:
                pages.type_lines(page, file.texts)
    except DataError as error:
        _refused(file.name, error)


def _refused(name: str, error: BaseException) -> None:
    notices.linger(f"{forms.plain(name)} cannot be used: {forms.plain(str(error))}", hand_menu.PLACE)
