"""What lies between two images? Three paths as strips of images, and any of them as a film to take along."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import streamlit as st

from core.blocks.paths import Strip, paths_block
from core.latents import Latents
from core.sampling import AnySamplerConfig, KdeConfig, SamplingError
from core.sampling.paths import PATHS, PathConfig, path
from core.tasks.path_film import classes_at, places_of
from core.types import ModelError
from ui import forms
from ui.cache import one_model
from ui.components.paths import live_paths
from ui.sample import film, stops
from ui.sample.view import SampleView

MIXED = -1  # the class goes from that of one stop to that of the next
ASKED = 500  # images that say what log-density is usual
NO_IMAGES = "No images are kept with this model, so there are none to go along."
ONE_IMAGE = "A single image is kept with this model, so there is nothing to go along."


def show(view: SampleView) -> None:
    """Draw the choice of stops, the three paths between them, and what makes a film of one."""
    st.markdown(
        "Between two places lies more than one way. The steps through latent space are even along each; how fast the "
        "image changes is the model's doing. Where the curve below a strip dips, hardly any image lies, and the model "
        "has to guess. **Click an image to take the pad there.**"
    )
    chosen = stops.choose(view)
    config, label = _settings(view)
    if len(chosen.stops) < 2:
        st.info("A path needs two stops or more.")
        return
    try:
        live_paths(_block(view, chosen, config, label), key=f"strips-{view.entry.id}")
    except (ModelError, ValueError) as error:
        st.warning(forms.sentence(error))
        return
    film.show(view, chosen, config, label)


def kinds(view: SampleView) -> dict[str, str]:
    """Return why each kind of path is missing, empty where it is not."""
    why = NO_IMAGES if view.latents is None else ONE_IMAGE if len(view.latents) < 2 else ""
    return {kind: why if way.along else "" for kind, way in PATHS.items()}


def _settings(view: SampleView) -> tuple[PathConfig, int | None]:
    """Draw what holds for all paths; return it with the class of all images, None where it goes from stop to stop."""
    config, label = PathConfig(), None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        closed = st.toggle("Back to the first stop", key="path-closed", help="A loop: its film has no seam.")
        if view.entry.config.model.conditional:
            names = view.entry.config.classes
            label = st.selectbox(
                "Class", [MIXED, *range(len(names))], key=f"path-label-{view.entry.id}", width=220,
                format_func=lambda c: "from stop to stop" if c == MIXED else names[c],
                help="This model is told a class: mixed from stop to stop on the way, or one for the whole path.",
            )  # fmt: skip
            label = None if label == MIXED else label
        if view.latents is not None:
            with st.popover("Along the images", icon=":material/tune:"):
                config = forms.config_form(config, key="path-set", hidden=("kind", "closed")) or config
    return config.replace(closed=closed), label


def _block(view: SampleView, chosen: stops.Chosen, config: PathConfig, label: int | None) -> bytes:
    stamp = one_model.stamp_of(view.entry.path / "latents.safetensors")
    law = _law(view)
    parts = (view.entry.id, stamp, [s.to_json() for s in chosen.stops], config.to_json(), label, law and law.to_json())
    id = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return one_model.paths(id, lambda: _made(view, chosen, config, label, law))


def _made(view: SampleView, chosen: stops.Chosen, config: PathConfig, label: int | None, law) -> bytes:
    latents, model = view.latents, view.entry.config.model
    z = places_of(chosen.stops, model.dims, latents)
    k = len(view.entry.config.classes) if model.conditional else 0
    missing = kinds(view)
    near = None if missing["along-the-data"] else one_model.neighbourhood(view.entry, config.neighbours)
    strips = [
        Strip(kind, None if why else path(z, config.replace(kind=kind), near), why) for kind, why in missing.items()
    ]
    density = _density(view, law)
    return paths_block(
        model=view.entry.id,
        strips=strips,
        classes=classes_at(chosen.stops, k, latents, label),
        log_density=density,
        law=law.title if density else "",
        usual=_usual(latents, density) if density and latents else None,
        names=chosen.names,
    )


def _law(view: SampleView):
    """Return the strategy by which places are likely or not: the first that is shown and knows, else kernels."""
    shown = [column.config for column in view.columns if column.sampler and _knows(column.config)]
    if shown:
        return shown[0]
    return KdeConfig() if view.latents is not None and len(view.latents) > 1 else None


def _knows(config: AnySamplerConfig) -> bool:
    """Say whether a strategy knows where the images crowd: by a density that follows them, all of them."""
    return config.foretells and bool(config.needs)


def _density(view: SampleView, law) -> Callable[[np.ndarray], np.ndarray] | None:
    """Return the log-density of that strategy, None if these latents have none: those that are all equal."""
    try:
        sampler = one_model.fitted_sampler(view.entry, law) if law else None
    except SamplingError:  # said where the strategy is chosen; paths can do without
        return None
    if sampler is None:
        return None

    def density(z: np.ndarray) -> np.ndarray:
        found = sampler.log_density(z)
        assert found is not None  # as whatever `_knows`
        return found

    return density


def _usual(latents: Latents, log_density: Callable[[np.ndarray], np.ndarray]) -> float:
    some = latents.mu[:: max(1, len(latents) // ASKED)]
    return float(np.median(log_density(some)))
