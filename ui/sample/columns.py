"""What has each strategy drawn, and how does it come into the browser?"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import streamlit as st

from core.blocks import samples
from core.library import Entry
from core.library.model_card import plain
from core.sampling import AnySamplerConfig, FittedSampler, HeldOut, held_out
from core.sampling.shading import Box, grown, shaded
from core.tasks import SamplerTask
from core.tasks.draw import draws_of
from core.types import ModelError
from ui import forms
from ui.cache import one_model
from ui.components.samples import SamplesReport, live_samples
from ui.map import forming, on_pad
from ui.map.view import MapView
from ui.sample import strategies
from ui.sample.strategies import Wish
from ui.sample.view import Column
from ui.shared.ask_worker import ask

SHADES = 64  # cells a side of the shading on the map
DRAWN = {True: 2_000, False: 20_000}  # places that a shading is made of, on a scattered map and on a plane
MARGIN = 0.12  # of the map's width, around its points
FITTING = "It is being fitted to the images."


def made(entry: Entry, wish: Wish) -> tuple[Column, ...]:
    """Return what each strategy has drawn; one that is not fitted yet, or refuses, says why instead."""
    return tuple(_column(entry, config, wish) for config in wish.configs)


def show(entry: Entry, wish: Wish, columns: tuple[Column, ...], view: MapView | None) -> SamplesReport | None:
    """Draw the images of all strategies, and how far those are that a worker has to fit first."""
    id = _id(entry, wish, columns, view)
    report = live_samples(
        one_model.samples(id, lambda: _block(entry, wish, columns, view, id)), key=f"samples-{entry.id}"
    )
    if report and strategies.heat(report.temperature):
        st.rerun()  # the shading of the map goes with it
    for i, column in enumerate(columns):
        if column.draws is None and not column.why:
            _fit(SamplerTask(model=entry.id, sampler=column.config), f"fit-{i}")
    return report


def _column(entry: Entry, config: AnySamplerConfig, wish: Wish) -> Column:
    try:
        sampler = one_model.fitted_sampler(entry, config)
        if sampler is None:
            return Column(config)
        return Column(config, sampler, draws_of(entry, sampler, n=wish.n, label=wish.label, seed=wish.seed))
    except (ModelError, ValueError) as error:
        return Column(config, why=_reason(entry, wish, error))


def _reason(entry: Entry, wish: Wish, error: Exception) -> str:
    if wish.label is None or "class" not in str(error):
        return forms.sentence(error)
    name = plain(entry.config.classes[wish.label])
    return f"It cannot be asked for class {name}: it knows nothing of classes, or has no image of this one to go by."


def _fit(task: SamplerTask, place: str) -> None:
    if forming.status_of(task) is None:
        forming.order(task, place=place)  # whoever chose it wants to see it
    now = forming.status_of(task)
    if now is not None and now.state in forming.ACTIVE:
        st.caption(strategies.called(task.sampler))  # the bar says how far it is, and not of what
    ask(task, f"Fit {strategies.called(task.sampler)}", key=place, icon=":material/model_training:")


def _of(entry: Entry, wish: Wish, view: MapView | None) -> tuple:
    """Name the model as it is, the map, and what is asked of every strategy."""
    stamp = one_model.stamp_of(entry.path / "latents.safetensors")
    return entry.id, stamp, wish.label, wish.temperature, view.task.key() if view and view.map else ""


def _id(entry: Entry, wish: Wish, columns: tuple[Column, ...], view: MapView | None) -> str:
    """Name all that the block depends on."""
    parts = [(column.config.to_json(), column.draws is None, column.why) for column in columns]
    text = repr((_of(entry, wish, view), wish.n, wish.seed, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _block(entry: Entry, wish: Wish, columns: tuple[Column, ...], view: MapView | None, id: str) -> bytes:
    return samples.samples_block(
        model=entry.id,
        id=id,
        columns=[_shown(entry, column, wish, view) for column in columns],
        layout=view.task.key() if view and on_pad.scattered(view) else "",
        temperature=wish.temperature,
        real=_real(entry),
    )


def _shown(entry: Entry, column: Column, wish: Wish, view: MapView | None) -> samples.Column:
    config, sampler = column.config, column.sampler
    named = samples.Column(
        title=strategies.called(config),
        name=config.name,
        about=_about(config),
        note=column.why or FITTING,
        of_one=config.of_one,
    )
    if sampler is None or column.draws is None:
        return named
    found = replace(named, note="", draws=column.draws, mixture=sampler.mixture, fitted=sampler.images)
    if (entry.path / "latents.safetensors").is_file():
        found = replace(found, held_out=_foretold(entry, sampler, wish))
    if view is None:
        return found
    # Not of the draws that are shown: it is the same for every seed, and smooth.
    key = (_of(entry, wish, view), config.to_json())
    shades, box = one_model.shading(key, lambda: _shading(sampler, wish, view))
    return replace(found, shading=shades, box=box, temperature=wish.temperature)


def _foretold(entry: Entry, sampler: FittedSampler, wish: Wish) -> HeldOut | None:
    kept = one_model.latents(entry)
    which = kept.held_out
    labels = None if kept.labels is None else kept.labels[which]
    told = entry.config.model.conditional
    return held_out(sampler, kept.drawn(which), labels, label=wish.label, told=told)


def _real(entry: Entry) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the images that samples are held against, and a draw from the posterior of each; None if none are kept."""
    if not (entry.path / "latents.safetensors").is_file():
        return None
    kept = one_model.latents(entry)
    which = kept.held_out if len(kept.held_out) else np.arange(len(kept))
    return which, kept.drawn(which)


def _about(config: AnySamplerConfig) -> str:
    image = strategies.begins_at(config)
    return config.about if image is None else f"Of image {image}; click another one on the map. {config.about}"


def _shading(sampler: FittedSampler, wish: Wish, view: MapView) -> tuple[np.ndarray, Box]:
    place, label = view.fitted.transform, wish.label if wish.label in sampler.knows else None
    drawn = {"label": label, "temperature": wish.temperature}
    # A scattered map places every draw among its images: nothing lies beyond them.
    free = on_pad.scattered(view)
    box = _box(view) if free else grown(_box(view), sampler, place, rng=np.random.default_rng(1), **drawn)
    shades = shaded(sampler, place, box, size=SHADES, n=DRAWN[free], rng=np.random.default_rng(0), **drawn)
    return shades, box


def _box(view: MapView) -> Box:
    """Return (left, bottom, right, top) around the map's points, a little wider."""
    low, high = view.xy.min(0), view.xy.max(0)
    margin = MARGIN * float((high - low).max() or 1.0)
    (left, bottom), (right, top) = low - margin, high + margin
    return float(left), float(bottom), float(right), float(top)
