"""Between which places does a path lead? Typical images of classes, images from the map, centres, or random places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.latents import Latents
from core.library.model_card import plain
from core.sampling.paths import MOST_STOPS
from core.tasks.path_film import Stop
from ui import state
from ui.cache import one_model
from ui.sample.state import PathState
from ui.sample.view import SampleView

DIGITS = 6  # of a place that is no image, as it is written into a task
MOST_RANDOM = 6


@dataclass(frozen=True)
class Chosen:
    """The stops of a path and what each is called."""

    stops: tuple[Stop, ...]
    names: tuple[str, ...]


def choose(view: SampleView) -> Chosen:
    """Draw the choice of where stops come from and the stops; return those chosen, perhaps fewer than two."""
    sources = {name: draw for name, (draw, fits) in _SOURCES.items() if fits(view)}
    if len(sources) == 1:
        return next(iter(sources.values()))(view)
    usual = "Classes" if "Classes" in sources else "Random places"  # where a path can begin before anything is chosen
    name = st.segmented_control(
        "Between", list(sources), default=usual, required=True, key=f"path-between-{view.entry.id}",
        help="What a path begins at, passes and ends at.",
    )  # fmt: skip
    return sources[name](view)


def _classes(view: SampleView) -> Chosen:
    latents, names = view.latents, view.entry.config.classes
    assert latents is not None and latents.labels is not None  # see _SOURCES
    there = [int(label) for label in np.unique(latents.labels)]
    typical = {label: _typical(latents, label) for label in there}
    chosen = st.pills(
        "The typical image of each class, in the order you choose them", there, selection_mode="multi",
        default=_far_apart(latents.mu, typical), format_func=lambda label: plain(names[label]),
        key=f"path-classes-{view.entry.id}",
    )[:MOST_STOPS]  # fmt: skip
    return Chosen(tuple(Stop(index=typical[c]) for c in chosen), tuple(names[c] for c in chosen))


def _typical(latents: Latents, label: int) -> int:
    """Return the index of the image of a class that is nearest to the mean of the class."""
    members = np.flatnonzero(latents.labels == label)
    return int(members[np.linalg.norm(latents.mu[members] - latents.mu[members].mean(0), axis=1).argmin()])


def _far_apart(mu: np.ndarray, typical: dict[int, int]) -> list[int]:
    """Return the two classes whose typical images lie farthest apart: there kinds of paths differ most."""
    labels = list(typical)
    z = mu[list(typical.values())]
    distances = np.linalg.norm(z[:, None] - z[None], axis=2)
    distances[np.diag_indices(len(z))] = -1  # two classes, also where all lie on one spot
    return [labels[i] for i in np.unravel_index(distances.argmax(), distances.shape)]


def _images(view: SampleView) -> Chosen:
    assert view.map is not None  # see _SOURCES
    latents, own = view.map.latents, view.map.own_images
    known, of = state.of(PathState), view.map.task.key() if own else view.entry.id
    if known.of != of:
        known.of, known.images = of, ()
    picked = view.selection.picked if view.selection else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Add a stop" if picked is None else f"Add image {picked}", icon=":material/add_location:", key="path-add",
            disabled=picked is None or len(known.images) >= MOST_STOPS, on_click=_set,
            args=((*known.images, picked),), help="The image whose card is open: click one on the map.",
        )  # fmt: skip
        st.button("Take the last away", key="path-pop", disabled=not known.images, on_click=_set,
                  args=(known.images[:-1],))  # fmt: skip
        st.button("Begin anew", key="path-clear", disabled=not known.images, on_click=_set, args=((),))
    indices = [i for i in known.images if i < len(latents)]
    if indices:
        st.image(one_model.strip(latents, np.array(indices), key=f"{of} stops"), caption="The stops, in their order.")
    elif picked is None:
        st.caption("Click an image on the map, so that its card opens, then add it here; then the next one.")
    labels = None if latents.labels is None else latents.labels[indices]
    names = tuple(f"image {i}" for i in indices)
    if not own:
        return Chosen(tuple(Stop(index=i) for i in indices), names)
    told = [None] * len(indices) if labels is None else [int(label) for label in labels]
    return Chosen(tuple(_place(latents.mu[i], label) for i, label in zip(indices, told, strict=True)), names)


def _set(images: tuple[int, ...]) -> None:
    state.of(PathState).images = images


def _centres(view: SampleView) -> Chosen:
    fitted = [(c.config, c.sampler) for c in view.columns if c.sampler and c.config.centred]
    if not fitted:
        st.caption("Choose k-means or a Gaussian mixture as a strategy above: the centres they find can then be stops.")
        return Chosen((), ())
    config, sampler = fitted[0]
    means, labels, classes = sampler.law.means, sampler.labels, view.entry.config.classes
    names = [f"{i + 1} ({plain(classes[c])})" if 0 <= c < len(classes) else str(i + 1) for i, c in enumerate(labels)]
    far = np.linalg.norm(means[:, None] - means[None], axis=2) if len(means) <= 200 else np.zeros((1, 1))
    chosen = st.pills(
        f"Centres that {config.title} found, in the order you choose them", range(len(means)),
        selection_mode="multi", default=sorted({int(i) for i in np.unravel_index(far.argmax(), far.shape)}),
        format_func=lambda i: names[i], key=f"path-centres-{view.entry.id}-{config.name}-{len(means)}",
    )[:MOST_STOPS]  # fmt: skip
    told = [int(labels[i]) if labels[i] >= 0 else _label(view) for i in chosen]
    stops = tuple(_place(means[i], label) for i, label in zip(chosen, told, strict=True))
    return Chosen(stops, tuple(f"centre {names[i]}" for i in chosen))


def _random(view: SampleView) -> Chosen:
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    n = left.slider("Random places", 2, MOST_RANDOM, 2, key="path-random", help="Drawn from the standard normal prior.")
    known = state.of(PathState)
    right.button("Draw others", icon=":material/casino:", key="path-others", on_click=_others)
    z = np.random.default_rng(known.seed).standard_normal((MOST_RANDOM, view.entry.config.model.dims))
    return Chosen(tuple(_place(row, _label(view)) for row in z[:n]), tuple(f"place {i + 1}" for i in range(n)))


def _others() -> None:
    state.of(PathState).seed += 1


def _label(view: SampleView) -> int | None:
    """Return the class of a place that has none of its own, for a model that has to be told one."""
    told = view.entry.config.model.conditional
    return (view.label or 0) if told else None


def _place(z: np.ndarray, label: int | None) -> Stop:
    return Stop(z=tuple(float(f"{value:.{DIGITS}g}") for value in z), label=label)


def _labelled(view: SampleView) -> bool:
    latents = view.latents
    return latents is not None and latents.labels is not None and len(np.unique(latents.labels)) > 1


_SOURCES: dict[str, tuple[Callable[[SampleView], Chosen], Callable[[SampleView], bool]]] = {
    "Classes": (_classes, _labelled),
    "Images": (_images, lambda view: view.map is not None),
    "Cluster centres": (_centres, lambda view: view.latents is not None),
    "Random places": (_random, lambda view: True),
}
