"""Explore and Home in the pack: the pad of each model, and its maps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core import library
from core.blocks.layout import layout_block
from core.blocks.refiner import refiner_between
from core.class_pack.models import PackModel
from core.class_pack.stage import Choice, Part, Scene, Stage
from core.projection import PcaConfig, Scattered
from core.tasks import MapTask
from core.types import ModelError

PLANE = "plane"  # id of the layout that the pad brings along


def explore(models: Sequence[PackModel]) -> Stage:
    """Return the pads of these models, each with the maps that are kept of it. Raises ModelError."""
    scenes: list[Scene] = []
    for model in models:
        layouts: list[tuple[str, str, bytes | None]] = [(PLANE, plane_title(model), plane_layout(model))]
        layouts += [
            (called(task), task.projection.title, map_layout(model, task, fitted)) for task, fitted in model.maps
        ]
        for name, title, block in layouts:
            laid = [] if block is None else [Part("channel", f"layout {model.id}", block)]
            scenes.append(
                Scene(
                    at={"model": model.id, "map": name},
                    titles={"model": model.title, "map": title},
                    parts=[pad_of(model), *laid, *refiner_of(model, models)],
                )
            )
    return Stage((Choice("model", "Model"), Choice("map", "Map")), tuple(scenes))


def home(model: PackModel, models: Sequence[PackModel]) -> Stage:
    """Return the pad that invites to be dragged. Raises ModelError."""
    return Stage((), (Scene({}, [Part("home", f"pad {model.id}", model.pad), *refiner_of(model, models)]),))


def pad_of(model: PackModel) -> Part:
    """Return a model's pad."""
    return Part("pad", f"pad {model.id}", model.pad)


def called(task: MapTask) -> str:
    """Return the name of a map, as an address has it."""
    told = task.projection.not_as_usual()
    return ",".join([task.projection.name, *(f"{name}:{value}" for name, value in told.items())])


def plane_title(model: PackModel) -> str:
    """Return what the map is called that the pad brings along."""
    return "Latent space itself" if model.entry.config.model.dims <= 2 else PcaConfig.title


def plane_layout(model: PackModel) -> bytes | None:
    """Return the block that lays the images out on the pad's own plane, None for a model that keeps none."""
    if model.latents is None or model.plane is None:
        return None
    d = model.latents.mu.shape[1]
    note = PcaConfig.note.format(share=float(np.sum(model.plane.explained)), d=d) if d > 2 else ""
    return layout_block(model=model.id, id=PLANE, n=len(model.latents), note=note)


def map_layout(model: PackModel, task: MapTask, fitted) -> bytes | None:
    """Return the block that lays the images out as a map has it, None for a model that keeps none."""
    if model.latents is None or not isinstance(fitted, Scattered):
        return None
    return layout_block(
        model=model.id, id=task.key(), n=len(model.latents), xy=fitted.xy, reach=fitted.reach, note=task.projection.note
    )


def refiner_of(model: PackModel, models: Sequence[PackModel]) -> list[Part]:
    """Return what gives a pad the strokes of a flow of the pack: its network comes once the dial is touched."""
    flow = library.refiner_for(model.entry)
    if flow is None or flow.id not in {other.id for other in models}:
        return []
    try:
        first, whole = (refiner_between(model.entry, flow, whole=network) for network in (False, True))
    except ModelError:
        return []
    return [Part("channel", f"refiner {model.id}", first, later=whole, wanted="place")]
