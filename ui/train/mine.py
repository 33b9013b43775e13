"""Which of their own images does a visitor train on: a set they brought earlier, or a zip they bring now?"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.card import plain
from core.datasets import DATASETS, DatasetConfig, own
from core.types import DataError
from ui import errands, forms, state
from ui.data import SIZES, waiting

ANOTHER = "another"
MOST_NOTES = 4  # sentences on what was left out of an upload


@dataclass(frozen=True)
class Upload:
    """What became of an upload: the id it is kept under, and sentences on what was left out or noticed."""

    id: str
    n: int
    notes: tuple[str, ...]


def choose(kept: DatasetConfig | None, *, key: str) -> DatasetConfig | None:
    """Draw the visitor's sets and the place to bring another; None while there is nothing to train on.

    kept: the set that the draft has, if it has one.
    """
    kept_id = kept.id if kept and kept.name == "own" else ""
    known, names = state.app_state(), own.noted(state.owner())
    # What has just been brought stands in the uploader, with how it was read; it joins the menu when that has gone.
    ids = [id for id in dict.fromkeys([*names, *filter(None, [kept_id])]) if id != known.brought]
    chosen = ANOTHER
    if ids:
        usual = kept_id if kept_id in ids else ANOTHER if known.brought else ids[0]
        chosen = st.selectbox(
            "Your images", [*ids, ANOTHER], [*ids, ANOTHER].index(usual), key=f"{key}.set",
            format_func=lambda id: "Bring others" if id == ANOTHER else names.get(id, DATASETS["own"].title),
        )  # fmt: skip
    if chosen != ANOTHER:
        known.brought = ""
        return kept if chosen == kept_id else DATASETS["own"](id=chosen)
    return bring(key)


def bring(key: str) -> DatasetConfig | None:
    """Draw the place for a zip and how it is to be read; return the set that came of it, None before there is one."""
    known = state.app_state()
    file = st.file_uploader(
        "A zip of images, one folder for each class, or all in one place", type="zip", key=f"{key}.file",
        max_upload_size=20, help="PNG, JPEG, HEIC, WebP, GIF or BMP, of any size.",
    )  # fmt: skip
    with st.expander("How they are read"):
        left, right = st.columns(2)
        manner = left.segmented_control(
            "Prepare", ("mnist", "as is"), default="mnist", required=True, key=f"{key}.manner",
            format_func={"mnist": "Like MNIST", "as is": "Only resize"}.get,
            help="Like MNIST: the ink is cut out, scaled and centred.",
        )  # fmt: skip
        size = right.selectbox("Image size", SIZES, key=f"{key}.size", help="Side of the prepared images, in pixels.")
    if file is None:
        known.brought = ""
        return None
    name, content = file.name.rsplit(".", 1)[0][:40] or "upload", file.getvalue()
    task = errands.errand(
        ("upload", file.file_id, manner, size), lambda say: _taken_in(content, name, manner, size, say)
    )
    if not task.done:
        st.fragment(waiting, run_every=0.4)(task)
        return None
    if task.error:
        if not isinstance(task.error, (DataError, OSError)):
            raise task.error
        st.error(forms.sentence(task.error))
        return None
    upload: Upload = task.result()
    known.brought = upload.id
    own.note(upload.id, name, state.owner())  # not before: a set that is noted stands in the menu
    for note in upload.notes[:MOST_NOTES]:
        st.caption(plain(note))
    if len(upload.notes) > MOST_NOTES:
        st.caption(f"... and {len(upload.notes) - MOST_NOTES} more.")
    return DATASETS["own"](id=upload.id)


def _taken_in(content: bytes, name: str, manner: str, size: int, say: errands.OnProgress) -> Upload:
    from core.datasets.folder import read_folder

    report = read_folder(content, name=name, manner=manner, image_size=size, on_progress=say)
    return Upload(own.save(report.dataset), len(report.dataset), (*report.remarks, *report.skipped))
