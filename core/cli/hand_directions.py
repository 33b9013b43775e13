"""What does `python -m core hand directions` do? It says which ways through latent space change a model's letters."""

from __future__ import annotations

import json

import numpy as np

from core.blocks.write import steered
from core.cli.hand_source import opened
from core.library.folder import Entry, open_model
from core.tasks.directions import measured
from core.writing import MEASURES
from core.writing.directions import Directions, Draw, turned

SEED = 1  # other characters than those that the ways were found on


def tell(model: str, as_json: bool) -> None:
    """Print of each quality how well it is foretold, and what a step does. Raises ModelError, TaskError, ValueError."""
    import torch

    torch.set_num_threads(1)
    entry = opened(model)
    found = measured(entry)
    held = turned(_draw(entry), steered(found), rng=np.random.default_rng(SEED))
    if as_json:
        print(json.dumps(_told(found, held), ensure_ascii=False))
        return
    print(f"{entry.title}: {found.drawn:,} characters written and measured")
    for quality in found.qualities:
        measure, changes = MEASURES[quality.name], held.get(quality.name)
        if changes is None:
            print(f"{measure.title:<10} R2 {quality.explained:5.2f}   follows no straight way: no dial on Write")
            continue
        others = ", ".join(f"{name} {value:+.2f}" for name, value in changes.items() if name != quality.name)
        print(
            f"{measure.title:<10} R2 {quality.explained:5.2f}   asked to change by {quality.spread:.3g} {measure.unit} "
            f"it changes by {changes.get(quality.name, 0.0):.2f} of that; {others}"
        )
    print("What else changes is told in spreads of its own.")


def _told(found: Directions, held: dict[str, dict[str, float]]) -> dict:
    return {
        "drawn": found.drawn,
        "latent_dim": found.latent_dim,
        "classes": found.classes,
        "qualities": [{**quality.model_dump(), "changes": held.get(quality.name)} for quality in found.qualities],
    }


def _draw(entry: Entry) -> Draw:
    import torch

    from core.images import to_uint8

    model = open_model(entry)

    def draw(z: np.ndarray, y: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return to_uint8(model.decode(torch.from_numpy(z), torch.from_numpy(y)))

    return draw
