"""What does the browser need to show samples of several strategies beside each other, in one block of bytes?

Not the images: the browser decodes them itself, so that a temperature can be dragged. browser/samples/samples.js takes
it apart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.packed import pack

if TYPE_CHECKING:
    from core.sampling import Draws, HeldOut, Mixture

MOST_COLUMNS = 4  # what can be told apart side by side, and on one map


@dataclass(frozen=True, eq=False)
class Column:
    """A strategy and what it drew.

    title: how it is called. name: its key in SAMPLERS, for file names. draws: z of n images in parts, None if there is
    nothing to show; then `note` says why. about: a sentence of what the strategy does. mixture: its density,
    None if it has none. held_out: how likely the latents of real images are under it that it was not fitted to, None if
    that is not known; fitted: to how many it was, 0 to none. shading: uint8 (size, size), where its draws land on the
    map, from core.sampling.shading. box: the (left, bottom, right, top) of the shading. temperature: at which it was
    shaded. of_one: whether the strategy is about one image.
    """

    title: str
    name: str
    draws: Draws | None = None
    note: str = ""
    about: str = ""
    mixture: Mixture | None = None
    held_out: HeldOut | None = None
    fitted: int = 0
    shading: np.ndarray | None = None
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    temperature: float = 1.0
    of_one: bool = False


def samples_block(
    *,
    model: str,
    id: str,
    columns: Sequence[Column],
    layout: str = "",
    temperature: float = 1.0,
    real: tuple[np.ndarray, np.ndarray] | None = None,
) -> bytes:
    """Return one to four columns of samples as one block; equal arguments give equal bytes.

    model: id of the model whose pad is on the page. id: any text that tells these samples from others. layout: id of
    the layout that the shading belongs to, as in core.blocks.layout.layout_block; empty or "plane" for the plane that
    the pad brings along. temperature: where the slider begins, 0 to 3. real: (numbers of real images, (m,); a draw from
    the posterior of each, (m, d)), what samples are held against; None for the means of the pad's images.
    Raises ValueError for no column or more than four, or draws, densities and shadings of shapes that do not fit.
    """
    if not 1 <= len(columns) <= MOST_COLUMNS:
        raise ValueError(f"columns must be 1 to {MOST_COLUMNS} strategies, got {len(columns)}.")
    if not 0 <= temperature <= 3:
        raise ValueError(f"temperature must be 0 to 3, got {temperature}.")
    sections: dict[str, bytes] = {}
    about = {
        "channel": "samples",
        "model": model,
        "id": id,
        "layout": layout,
        "temperature": float(temperature),
        "columns": [_column(column, sections) for column in columns],
    }
    if real is not None:
        about["real"] = {"of": _kept(real[0], "<i4", sections), "z": _kept(real[1], "<f4", sections)}
    return pack({"about": json.dumps(about, separators=(",", ":")).encode()} | sections)


def _column(column: Column, sections: dict[str, bytes]) -> dict[str, Any]:
    """Add a column's arrays to the sections; return what says where they are and what they mean."""
    about: dict[str, Any] = {"title": column.title, "name": column.name, "about": column.about, "note": column.note}
    about |= {"ofOne": True} if column.of_one else {}
    if column.draws is None:
        return about | {"n": 0}
    draws, (n, d) = column.draws, column.draws.centre.shape
    for what, length in (("source", draws.source), ("labels", draws.labels)):
        if length.shape != (n,):
            raise ValueError(f"{what} of {column.title} must be {n} numbers, got shape {length.shape}.")
    about |= {
        "n": n,
        "d": d,
        "centre": _kept(draws.centre, "<f4", sections),
        "offset": _kept(draws.offset, "<f4", sections),
        "source": _kept(draws.source, "<i4", sections),
        "labels": _kept(draws.labels, "<i4", sections),
    }
    if column.mixture is not None:
        about["density"] = _density(column, d, sections)
    if column.held_out is not None:
        known = column.held_out
        nats = known.nats if np.isfinite(known.nats) else None  # JSON knows no infinity
        about["heldOut"] = {"nats": nats, "n": known.n, "outside": known.outside, "fitted": column.fitted}
    if column.shading is not None:
        about["shading"] = _shading(column, sections)
    return about


def _density(column: Column, d: int, sections: dict[str, bytes]) -> dict[str, Any]:
    """Describe log p(z) = log sum_k exp(constants_k - |factor_k (z - means_k)|^2 / 2), within the cutoff if any."""
    mixture = column.mixture
    if mixture.means.shape[1] != d:
        raise ValueError(f"the mixture of {column.title} must have {d} dimensions, got {mixture.means.shape[1]}.")
    alive = mixture.weights > 0  # JSON and the browser are spared components that are never drawn
    factor = mixture.factor if mixture.covariance == "tied" else mixture.factor[alive]
    return {
        "k": int(alive.sum()),
        "covariance": mixture.covariance,
        "cutoff": mixture.cutoff,
        "constants": _kept(mixture.constants[alive], "<f4", sections),
        "means": _kept(mixture.means[alive], "<f4", sections),
        "factor": _kept(factor, "<f4", sections),
    }


def _shading(column: Column, sections: dict[str, bytes]) -> dict[str, Any]:
    size = len(column.shading)
    if column.shading.shape != (size, size) or column.shading.dtype != np.uint8:
        raise ValueError(f"the shading of {column.title} must be uint8 (size, size), got {column.shading.shape}.")
    return {
        "size": size,
        "box": [float(side) for side in column.box],
        "temperature": float(column.temperature),
        "shares": _kept(column.shading, "u1", sections),
    }


def _kept(array: np.ndarray, kind: str, sections: dict[str, bytes]) -> str:
    """Return the section that holds these bytes: two densities around the same images send them once."""
    data = np.ascontiguousarray(array, kind).tobytes()
    for name, other in sections.items():
        if other == data:
            return name
    name = f"part{len(sections)}"
    sections[name] = data
    return name
