"""What stands on the page for the network that was chosen: its steps, or a sentence why there are none?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.blocks.inside import Kind
from core.blocks.inside_of_model import inside_of
from core.latents import Latents
from core.library import Entry
from core.models import DuelConfig
from core.types import ModelError
from core.words.nouns import noun_of, one
from ui import forms, instead, state, terms
from ui.cache import one_model, several_models
from ui.components import inside_flow
from ui.components.inside import live_inside
from ui.inside import likelihood
from ui.shared import checked

ALONE = (
    "it compares each image with those of its batch, so of one alone it would say something else than it did in "
    "training."
)
LEADS = {
    "generator": "{One} comes out of noise. **Drag in the square**: each picture is what a layer makes of those above.",
    "decoder": "Numbers become {one}. **Drag in the square**: each picture is what a layer makes of those above.",
    "encoder": "{One} becomes numbers, and how sure the encoder is of each. **Draw**: every layer answers, stroke by "
    "stroke.",
    "steps": "{One} comes out of noise: at each step the network is asked what the image will be, and goes part of the "
    "way. **Choose another class, other noise, fewer steps**.",
    "classifier": "How is {one} read? **Draw**: every layer answers, stroke by stroke, up to the probabilities.",
}


EXPLAINED = (
    "Above, the image on its way: at t = 0 it is noise, at t = 1 ink. Below, what the network says at that moment it "
    "will be. Each step goes part of the way from the one to the other, the last all of it. With one step, what comes "
    "out is the first guess: about the mean of all that this noise could become, if it is not guided. Ask the same "
    "noise for another class, and see what it keeps."
)


HOW = (
    "**One step** is a layer with weights and what follows it: a convolutional layer makes images, its channels; a "
    "dense one plain numbers. Blue is above 0, orange below. **Batch norm** is mere multiplication and addition "
    "once training is over, and so is folded into the weights before it.\n\n"
    "**Lines** join a channel with those that feed it most and those it feeds most, by the sum of the squared "
    "weights between them: how much it can matter. A channel that is empty just now feeds nothing. Convolutions "
    "are drawn with many pictures in Dumoulin & Visin 2016, arXiv:1603.07285."
)


def lead(entry: Entry, kind: Kind) -> str:
    """Return what is to be seen and done, in two sentences."""
    noun = one(noun_of(entry.config.classes))
    words = LEADS[entry.config.model.drawn_by if kind == "decoder" else kind]
    return words.format(one=noun, One=noun[0].upper() + noun[1:])


def show(entry: Entry, kind: Kind, reader: Entry | None) -> None:
    """Draw the steps of one of a model's networks, live, and note in the address what it was given."""
    if kind == "steps":
        _steps(entry)
        return
    try:
        block = _block(entry, kind, reader)
    except ModelError as error:
        st.warning(forms.sentence(error))
        return
    checked.follow({"ink": checked.ink}, "inside link")
    given = live_inside(block, key=f"inside-{entry.id}-{kind}")
    if given:
        state.write_address(**given.query())


def _steps(entry: Entry) -> None:
    """Draw a flow's way from noise to ink, and note in the address what it was asked for."""
    model = entry.config.model
    checked.follow(inside_flow.checks(len(entry.config.classes) if model.conditional else 0), "inside link")
    try:
        bundle = one_model.bundle(entry)
        if bundle is None:
            raise ModelError(f"{entry.named} cannot be looked into: the browser cannot run it.")
    except ModelError as error:
        st.warning(forms.sentence(error))
        return
    asked = inside_flow.live_flow(bundle, key=f"inside-{entry.id}-steps")
    if asked:
        state.write_address(**asked.query())
    st.caption(terms.marked(EXPLAINED))
    likelihood.show(entry)


def say_missing(entry: Entry, reader: Entry | None) -> None:
    """Say why a GAN's discriminator is not among the networks to look into, and lead to one that judges images, too."""
    model = entry.config.model
    if not isinstance(model, DuelConfig):
        return
    why = ALONE if model.judges_together else "only the network that draws comes into the browser."
    st.markdown(f"**Where is the discriminator?** Not here: {why} A network that reads judges images, too.")
    if reader is None:
        instead.offer("reads", entry)
    else:
        st.page_link(
            "pages/Look_inside.py", label="Look into the one that reads", icon=":material/layers:",
            query_params={"model": reader.id},
        )  # fmt: skip


def explain(kind: Kind) -> None:
    """Say how what is shown is to be read, folded away; of a film of steps that stands there anyway."""
    if kind != "steps":
        with st.expander("How to read this"):
            terms.write(HOW)


def _block(entry: Entry, kind: Kind, reader: Entry | None) -> bytes:
    draws = entry.config.model.draws
    bundle = one_model.bundle(entry) if draws else None
    images = _images(entry) if kind != "decoder" else None
    share = one_model.ink_share(images, key=f"inside-{_of(entry).id}") if images else 20 / 28
    return several_models.inside(
        entry, kind, reader, lambda: inside_of(entry, kind, bundle=bundle, reader=reader, latents=images, share=share)
    )


def _images(entry: Entry) -> Latents | None:
    """Return images to look at: those kept with the model, else with another one that knows the same classes."""
    found = _of(entry)
    return one_model.latents(found) if (found.path / "latents.safetensors").is_file() else None


def _of(entry: Entry) -> Entry:
    if (entry.path / "latents.safetensors").is_file():
        return entry
    for other in library.list_models(state.owner()):
        if other.config.classes == entry.config.classes and (other.path / "latents.safetensors").is_file():
            return other
    return entry
