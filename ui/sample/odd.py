"""Which of the images kept with the model are odd: far from all others, or labelled unlike what lies around them?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.latents import Latents
from core.library import annotations
from core.library.annotations import Annotations, indices_of
from core.library.model_card import plain
from core.sampling import SamplingError
from core.sampling.outliers import disagreeing, odd_ones
from core.types import ModelError
from core.words.text import isolated
from ui import forms, notices, state
from ui.cache import one_model
from ui.components.tray import Tile, tray
from ui.map import notes
from ui.map.cluster_cards import note
from ui.sample.view import SampleView
from ui.shared import background

AT_ONCE = 24  # images on a page
MOST_PAGES = 20  # further down nothing is odd
NEIGHBOURS = 10


@dataclass(frozen=True, eq=False)
class Odd:
    """Images, the oddest first: order (m,). notes: what is said of each image kept, by its index."""

    order: np.ndarray
    notes: Callable[[int], str]


@dataclass(frozen=True)
class Way:
    """A way to be odd. title: of the button; about: what comes up and how it is measured; find: the odd ones."""

    title: str
    about: str
    find: Callable[[Latents, tuple[str, ...]], Odd]


def _lonely(latents: Latents, classes: tuple[str, ...]) -> Odd:
    order, density = odd_ones(latents.mu)
    return Odd(order, lambda i: _nats(density[i]))


def _odd_of_class(latents: Latents, classes: tuple[str, ...]) -> Odd:
    order, density = odd_ones(latents.mu, latents.labels)
    return Odd(order, lambda i: _nats(density[i]))


def _disagreeing(latents: Latents, classes: tuple[str, ...]) -> Odd:
    assert latents.labels is not None  # else nobody is offered this way
    k = min(NEIGHBOURS, len(latents) - 1)
    order, share, usual = disagreeing(latents.mu, latents.labels, neighbours=k)
    # The label alone ranks few from another: of equally outvoted images the one in the emptier place comes first.
    density = odd_ones(latents.mu, latents.labels)[1]
    order = order[np.lexsort((density[order], share[order]))]
    return Odd(order, lambda i: f"{isolated(classes[usual[i]])} around it\n{round(k * share[i])} of {k} agree")


def _nats(density: float) -> str:
    return f"log p {density:.1f}".replace("-", "−")


WAYS = {
    "lonely": Way(
        "In empty places",
        "Images in places where hardly any other lies, the emptiest first. log p: density there in nats, of Gaussian "
        "kernels on all the other images (Scott's rule), with the image itself left out.",
        _lonely,
    ),
    "class": Way(
        "Odd for their class",
        "Images unlike the others of their own label: slips of the pen, and slips of whoever labelled them. log p: "
        "density there in nats, of Gaussian kernels on the other images of the class (Scott's rule).",
        _odd_of_class,
    ),
    "labels": Way(
        "At odds with their neighbours",
        f"Images whose {NEIGHBOURS} nearest in latent space mostly have another label, the most outvoted first "
        "(Wilson 1972): mislabelled, or on the border between two classes.",
        _disagreeing,
    ),
}


def show(view: SampleView) -> None:
    """Draw the odd images, worst first, to look at on the pad or to leave out, and those that are left out already."""
    if view.map is None:
        st.info("This model keeps no images, so there are none to look through.")
        return
    latents = view.map.latents
    try:
        known = annotations.read(view.entry, state.owner())
        way = WAYS[_choose(view, latents)]
        odd = _found(view, latents, way)
    except (ModelError, SamplingError) as error:
        st.error(forms.sentence(error))
        return
    if odd is not None:
        _tray(view, latents, odd, known)
    if known.left_out:
        st.subheader("Left out of the next training")
        notes.left_out(view.map, known)


def _choose(view: SampleView, latents: Latents) -> str:
    labelled = latents.labels is not None
    # Told the class, a model need not keep the classes apart: neighbours say nothing of a label there.
    apart = labelled and not view.entry.config.model.conditional
    names = ["lonely"] + ["class"] * labelled + ["labels"] * apart
    if len(names) == 1:
        chosen = names[0]
    else:
        chosen = st.segmented_control(
            "Odd how", names, default=names[0], required=True, key=f"odd-how-{view.entry.id}",
            format_func=lambda name: WAYS[name].title, label_visibility="collapsed",
        )  # fmt: skip
    st.caption(WAYS[chosen].about)
    return chosen


def _found(view: SampleView, latents: Latents, way: Way) -> Odd | None:
    """Return the odd images, None while they are being looked for. Raises SamplingError."""
    stamp = one_model.stamp_of(view.entry.path / "latents.safetensors")
    classes = view.entry.config.classes
    errand = background.errand(("odd", view.entry.id, stamp, way.title), lambda say: way.find(latents, classes))
    if not errand.done:
        st.skeleton(height=240)
        st.fragment(_until_done, run_every=0.3)(errand)
        return None
    return errand.result()


def _until_done(errand: background.Errand) -> None:
    if errand.done:
        st.rerun()


def _tray(view: SampleView, latents: Latents, odd: Odd, known: Annotations) -> None:
    away = set(indices_of(known.left_out, latents.keys).tolist()) if known.left_out else set()
    order = [int(i) for i in _of_class(view, latents, odd.order) if int(i) not in away]
    if not order:
        st.markdown("None is left: nothing here is odd in this way.")
        return
    key, pages = f"odd-{view.entry.id}", min(MOST_PAGES, -(-len(order) // AT_ONCE))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        # Named by the number of pages, too: with fewer of them it may stand on one that is gone.
        page = st.pagination(pages, key=f"{key}-page-{pages}") if pages > 1 else 1
        st.caption("Click an image to look at it on the pad. Tick what is mislabelled, or not worth learning.")
    here = order[(page - 1) * AT_ONCE : page * AT_ONCE]
    tiles = [_tile(view, latents, odd, i) for i in here]
    ticked = tray(tiles, latents.thumbnails()[here], model=view.entry.id, key=f"{key}-tray")
    st.button(
        f"Leave {len(ticked)} out of the next training" if ticked else "Leave out of the next training",
        icon=":material/block:", key=f"{key}-leave", disabled=not ticked, on_click=_leave_out,
        args=(view, [latents.keys[i] for i in ticked]),
    )  # fmt: skip


def _of_class(view: SampleView, latents: Latents, order: np.ndarray) -> np.ndarray:
    if view.label is None or latents.labels is None:
        return order
    st.caption(f"Of class {plain(view.entry.config.classes[view.label])} only, as chosen above.")
    return order[latents.labels[order] == view.label]


def _tile(view: SampleView, latents: Latents, odd: Odd, i: int) -> Tile:
    name = "" if latents.labels is None else view.entry.config.classes[latents.labels[i]]
    told = f", labelled {isolated(name)}" if name else ""
    return Tile(i, name, odd.notes(i), f"Image {i}{told}: {odd.notes(i)}.".replace("\n", ", "))


def _leave_out(view: SampleView, keys: list[str]) -> None:
    if view.map is not None and note(view.map, lambda known: known.leaving_out(keys)):
        many = len(keys) != 1
        notices.say_later(f"{len(keys):,} image{'s are' if many else ' is'} left out of the next training: see below.")
