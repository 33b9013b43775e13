"""What stands on the page for the network that was chosen: its steps, or a sentence why there are none?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.export.inside import Kind
from core.export.opened import inside_of
from core.latents import Latents
from core.library import Entry
from core.types import ModelError
from ui import cached, forms, kept, state
from ui.live.inside import live_inside

LEADS = {
    "generator": "A digit comes out of noise: every picture below is what one layer makes just now of what stands "
    "above it. Drag in the square and watch it all move.",
    "decoder": "A few numbers become a digit: every picture below is what one layer makes just now of what stands "
    "above it. Drag in the square and watch it all move.",
    "encoder": "The way back: an image becomes a few numbers, and how sure the encoder is of each. Draw a digit and "
    "watch every layer answer, stroke by stroke.",
    "classifier": "How is a digit read? Draw one and watch every layer answer, stroke by stroke, up to the "
    "probabilities.",
}  # fmt: skip


def lead(entry: Entry, kind: Kind) -> str:
    """Return what is to be seen, in two sentences."""
    return LEADS["generator" if kind == "decoder" and entry.config.model.family == "gan" else kind]


def show(entry: Entry, kind: Kind, reader: Entry | None) -> None:
    """Draw the steps of one of a model's networks, live, and note in the address what it was given."""
    try:
        block = _block(entry, kind, reader)
    except ModelError as error:
        st.warning(forms.sentence(error))
        return
    given = live_inside(block, key=f"inside-{entry.id}-{kind}")
    if given:
        state.write_address(**given.query())


def missing(entry: Entry) -> str:
    """Return why a GAN's discriminator is not among the networks to look into; empty for other models."""
    model = entry.config.model
    if model.family != "gan":
        return ""
    if model.discriminator_norm == "batch":
        return (
            "**Where is the discriminator?** It is not here: it normalises every batch by that batch's own mean and "
            "spread (batch norm without running statistics), because statistics kept from training would mix real "
            "images with drawn ones. So what it says of an image depends on the images beside it, and of one alone it "
            "would say something else than it did in training."
        )
    return "**Where is the discriminator?** It is not here: only the network that draws is exported to the browser."


def _block(entry: Entry, kind: Kind, reader: Entry | None) -> bytes:
    draws = hasattr(entry.config.model, "latent_dim")
    bundle = cached.bundle(entry) if draws else None
    images = _images(entry) if kind != "decoder" else None
    share = cached.ink_share(images, key=f"inside-{_of(entry).id}") if images else 20 / 28
    return kept.inside(
        entry, kind, reader, lambda: inside_of(entry, kind, bundle=bundle, reader=reader, latents=images, share=share)
    )


def _images(entry: Entry) -> Latents | None:
    """Return images to look at: those kept with the model, else with another one that knows the same classes."""
    found = _of(entry)
    return cached.latents(found) if (found.path / "latents.safetensors").is_file() else None


def _of(entry: Entry) -> Entry:
    if (entry.path / "latents.safetensors").is_file():
        return entry
    for other in library.list_models(state.visitor()):
        if other.config.classes == entry.config.classes and (other.path / "latents.safetensors").is_file():
            return other
    return entry
