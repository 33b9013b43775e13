"""What stands on the page for the reader that was chosen: the sheet and what it reads, or a sentence why not?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.blocks.read import manner_of, read_block
from core.blocks.reader import reader_of
from core.ink import MNIST_SHARE
from core.library import Entry
from core.types import ModelError
from ui import forms, state
from ui.cache import one_model, several_models
from ui.components.read import live_read
from ui.read import another, correct, link, vae

KEY = "read"  # one for all readers: what is drawn stays where the reader changes


def show(reader: Entry) -> None:
    """Draw the sheet, what is read and what is seen; note in the address what was drawn."""
    link.follow()
    block = block_of(reader)
    if block is None:
        st.warning(forms.sentence(ModelError(f"{reader.named} has nothing that a browser can run.")))
        return
    told = live_read(block, key=KEY)
    if told.seen:
        state.write_address(**told.seen.query())
    correct.take(told.changes, reader)
    another.offer(reader, told.another)
    vae.show(reader, told.vae)
    correct.show(reader)
    ink = told.seen.ink if told.seen else state.parameter("ink")
    st.page_link(
        "pages/Look_inside.py", label=f"Look inside this reader{', with the same strokes' if ink else ''}",
        icon=":material/layers:", query_params={"model": reader.id} | ({"ink": ink} if ink else {}),
    )  # fmt: skip


def block_of(reader: Entry) -> bytes | None:
    """Return what the browser needs to read with this reader, None if it cannot run it."""
    network = reader_of(reader)
    if network is None:
        return None
    images = _images(reader)

    def made() -> bytes:
        share, weight = _manner(images) if images else (MNIST_SHARE, None)
        return read_block(network, model=reader.id, title=reader.title, share=share, weight=weight)

    return several_models.read(reader, images, made)


def _manner(images: Entry) -> tuple[float, float | None]:
    try:
        return manner_of(one_model.latents(images).thumbnails())
    except ModelError:  # they are damaged: then MNIST's manner is taken for theirs, too
        return MNIST_SHARE, None


def _images(reader: Entry) -> Entry | None:
    """Return a model that keeps images like those that the reader learned from: their manner is what it knows."""
    for entry in library.list_models(state.owner()):
        same = entry.config.classes == reader.config.classes
        size = entry.config.model.image_size == reader.config.model.image_size
        if same and size and (entry.path / "latents.safetensors").is_file():
            return entry
    return None
