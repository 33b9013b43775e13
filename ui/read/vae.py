"""Which VAE shows where a drawing lies, and what does the browser need of it?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.blocks.inside_of_model import posterior_network
from core.blocks.read_vae import read_vae_block
from core.library import Entry
from core.types import ModelError
from ui import forms, instead, state
from ui.cache import one_model, several_models
from ui.components.channel import channel
from ui.read.state import ReadState

FIRST = "mnist-vae-2d"
PLACE = "read vae"  # of what is said about a link


def show(reader: Entry, picked: str) -> None:
    """Send the chosen VAE to the sheet; where none takes such images, or a link's does not, say so and how to get one.

    picked: the id of the one that was chosen in the browser last, or empty.
    """
    offered, known = offers(reader), state.of(ReadState)
    if picked and picked != known.picked:
        known.picked = picked
        if picked in offered:  # what a browser reports may be anything
            known.vae = picked
            instead.forget(PLACE)
            state.write_address(vae=picked)
    elif wanted := state.parameter("vae"):
        _follow(wanted, reader, offered)
    if not offered:
        size = reader.config.model.image_size
        st.caption(f"No VAE in the library takes images of {size} x {size} pixels, as this reader does.")
        instead.offer("encodes", reader, key="-read")
        return
    first = FIRST if FIRST in offered else next(iter(offered))
    if known.vae not in offered:
        known.vae = first
    if known.vae != first:
        state.write_address(vae=known.vae)
    instead.refused(PLACE, offered[known.vae].title)
    try:
        channel(block_of(offered[known.vae], offered), key="read-vae")
    except (ModelError, ValueError) as error:
        entry = offered[known.vae]
        st.warning(forms.sentence(ModelError(f"The encoder of {entry.named} cannot be shown: {error}")))


def offers(reader: Entry) -> dict[str, Entry]:
    """Return the models, by id, that can say where what this reader reads lies: with an encoder, of its image size."""
    return {e.id: e for e in library.list_models(state.owner()) if not reason_against(e, reader)}


def reason_against(entry: Entry, reader: Entry) -> str:
    """Say why a model cannot show where what this reader reads lies, empty if it can."""
    model, size = entry.config.model, reader.config.model.image_size
    if not (model.draws and model.encodes):
        return f"{entry.named} has no encoder: it cannot say where an image lies."
    if not entry.has_weights or not (entry.path / "encoder.bin").is_file():
        return f"{entry.named} has not learned anything yet."
    if model.image_size != size:
        side = model.image_size
        return f"{entry.named} takes images of {side} x {side} pixels, and this reader {size} x {size}."
    return ""


def block_of(entry: Entry, offered: dict[str, Entry]) -> bytes:
    """Return what the browser needs of a VAE. Raises ModelError, or ValueError if its files do not fit together."""
    titles = {id: one.title for id, one in offered.items()}

    def made() -> bytes:
        bundle = one_model.bundle(entry)
        if bundle is None:
            raise ModelError("there is no decoder that the browser can run.")
        return read_vae_block(bundle, posterior_network(entry), model=entry.id, choices=titles)

    return several_models.read_vae(entry, titles, made)


def _follow(wanted: str, reader: Entry, offered: dict[str, Entry]) -> None:
    """Take the VAE of a link, or have it said why not."""
    entry = None
    try:
        entry = library.find(wanted)
        if reason := reason_against(entry, reader):
            raise ModelError(reason)
        offered.setdefault(wanted, entry)
        state.of(ReadState).vae = wanted
    except ModelError as error:
        way = "encodes" if entry and not (entry.config.model.draws and entry.config.model.encodes) else ""
        instead.refuse(forms.sentence(error), PLACE, way=way, entry=entry)
        state.write_address(vae="")
