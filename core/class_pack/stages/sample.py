"""Sample in the pack: strategies side by side, with draws by several seeds, above the pad whose map they lie on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from core.blocks.samples import Column, samples_block
from core.class_pack.models import PackModel
from core.class_pack.stage import Choice, Part, Scene, Stage
from core.class_pack.stages.explore import PLANE, map_layout, pad_of, plane_layout
from core.projection import Scattered
from core.sampling import SAMPLERS, FittedSampler, SamplingError, available, held_out
from core.sampling.shading import grown, shaded
from core.tasks import SamplerTask
from core.tasks.draw import draws_of
from core.tasks.sampler import fit, open_sampler

USUAL, MIXTURE = ("prior", "kde"), ("prior", "gaussian-mixture")
ROWS = (USUAL, MIXTURE, ("prior",), ("gaussian-mixture",))
IMAGES, SEEDS = 36, 4
SHADES, MARGIN = 48, 0.12  # cells a side; of the map's width, around its points
DRAWN = {True: 2_000, False: 20_000}  # places that a shading is made of, on a scattered map and on a plane


def sample(models: Sequence[PackModel], rows: Sequence[tuple[str, ...]] = ROWS) -> Stage:
    """Return for each model what strategies draw from it. Raises ModelError."""
    scenes: list[Scene] = []
    for model in models:
        offered = [row for row in rows if not any(_missing(model)[name] for name in row)]
        for row in offered:
            titles = {"model": model.title, "by": " and ".join(SAMPLERS[name].title.lower() for name in row)}
            titles["by"] = titles["by"][0].upper() + titles["by"][1:]
            for seed in range(SEEDS):
                layout = _layout(model)
                laid = [] if layout is None else [Part("channel", f"layout {model.id}", layout)]
                at = {"model": model.id, "by": "|".join(row), "seed": str(seed)}
                drawn = Part("samples", f"samples {model.id}", _block(model, row, seed))
                scenes.append(Scene(at, [drawn, pad_of(model), *laid], titles))
    choices = (Choice("model", "Model"), Choice("by", "Drawn from"), Choice("seed", "Draw again", again=True))
    return Stage(choices, tuple(scenes))


def _missing(model: PackModel) -> dict[str, str]:
    kept, config = model.latents is not None, model.entry.config
    return available(
        has_latents=kept, has_posterior=kept, labels=bool(config.classes), conditional=config.model.conditional
    )


def _telling(model: PackModel):
    return next(((task, fitted) for task, fitted in model.maps if task.projection.telling), (None, None))


def _layout(model: PackModel) -> bytes | None:
    task, fitted = _telling(model)
    return plane_layout(model) if task is None else map_layout(model, task, fitted)


def _block(model: PackModel, row: tuple[str, ...], seed: int) -> bytes:
    task, _ = _telling(model)
    return samples_block(
        model=model.id,
        id=f"{model.id} {'|'.join(row)} {seed}",
        columns=[_column(model, name, seed) for name in row],
        layout=PLANE if task is None else task.key(),
        real=_real(model),
    )


@cache
def _fitted(model: PackModel, name: str) -> FittedSampler:
    config = SAMPLERS[name]()
    if model.latents is not None and not config.quick:
        known = open_sampler(SamplerTask(model=model.id, sampler=config))
        if known:
            return known[0]
    return fit(config, model.entry, model.latents)


def _column(model: PackModel, name: str, seed: int) -> Column:
    kind = SAMPLERS[name]
    try:
        sampler = _fitted(model, name)
        draws = draws_of(model.entry, sampler, n=IMAGES, label=None, seed=seed)
    except SamplingError as error:
        text = str(error)
        return Column(title=kind.title, name=name, about=kind.about, note=text[0].upper() + text[1:])
    found = Column(
        title=kind.title, name=name, about=kind.about, draws=draws, mixture=sampler.mixture, fitted=sampler.images
    )
    if model.latents is None:
        return found
    shades, box = _shading(model, name)
    return replace(found, held_out=_foretold(model, name), shading=shades, box=box)


@cache
def _foretold(model: PackModel, name: str):
    kept, which = model.latents, model.latents.held_out
    labels = None if kept.labels is None else kept.labels[which]
    told = model.entry.config.model.conditional
    return held_out(_fitted(model, name), kept.drawn(which), labels, label=None, told=told)


@cache
def _shading(model: PackModel, name: str):
    """Return where a strategy's draws land on the map, and the box of that picture."""
    _, scattered = _telling(model)
    place = scattered or model.plane
    low, high = place.xy.min(0), place.xy.max(0)
    margin = MARGIN * float((high - low).max() or 1.0)
    around = tuple(float(side) for side in (*(low - margin), *(high + margin)))
    free = isinstance(place, Scattered)
    sampler = _fitted(model, name)
    box = around if free else grown(around, sampler, place.transform, rng=np.random.default_rng(1))
    rng = np.random.default_rng(0)
    return shaded(sampler, place.transform, box, size=SHADES, n=DRAWN[free], rng=rng), box


@cache
def _real(model: PackModel):
    """Return the images that samples are held against, and a draw from the posterior of each; None if none are kept."""
    if model.latents is None:
        return None
    kept = model.latents
    which = kept.held_out if len(kept.held_out) else np.arange(len(kept))
    return which, kept.drawn(which)
