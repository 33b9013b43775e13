"""What does the browser need to show paths as strips of images, one above the other? Arrays in, bytes out.

browser/paths/paths.js reads the block; the pad of the model, on the same page, lends it the decoder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.packed import pack
from core.sampling.paths import PATHS, Path

MOMENTS = 121  # of each path; the browser goes straight between two


@dataclass(frozen=True, eq=False)
class Strip:
    """A path to show. kind: a key of PATHS. path: None if it cannot be had, and then `why` says so in a sentence."""

    kind: str
    path: Path | None = None
    why: str = ""


def paths_block(
    *,
    model: str,
    strips: Sequence[Strip],
    classes: np.ndarray | None = None,
    log_density: Callable[[np.ndarray], np.ndarray] | None = None,
    law: str = "",
    usual: float | None = None,
    names: Sequence[str] = (),
) -> bytes:
    """Return the block of one to three paths through the same stops; equal arguments give equal bytes.

    model: whose pad lends its decoder. classes: weights at each stop (m, k), for a model that is told a class.
    log_density: of z (t, d) in nats, by the strategy `law`; usual: its median over real images. names: of the stops.
    Raises ValueError if a path has other stops than there are class weights.
    """
    t = np.linspace(0.0, 1.0, MOMENTS)
    sections, shown = {}, []
    for i, strip in enumerate(strips):
        about: dict[str, Any] = {"kind": strip.kind, "title": PATHS[strip.kind].title, "about": PATHS[strip.kind].about}
        if strip.path is None:
            shown.append(about | {"why": strip.why})
            continue
        z = strip.path.at(t)
        sections[f"z{i}"] = z.astype("<f4").tobytes()
        about |= {"length": strip.path.length, "note": strip.path.note, "via": len(strip.path.via)}
        about["stops"] = _times_of_stops(strip.path)
        if classes is not None and classes.shape[1]:
            if len(classes) != strip.path.m:
                raise ValueError(f"there must be class weights for {strip.path.m} stops, got {len(classes)}.")
            sections[f"y{i}"] = (strip.path.weights(t) @ classes).astype("<f4").tobytes()
        if log_density is not None:
            density = np.asarray(log_density(z), np.float64)
            about |= {"lowest": float(density.min()), "at": float(t[density.argmin()])}
            sections[f"density{i}"] = density.astype("<f4").tobytes()
        shown.append(about)
    about = {
        "channel": "paths",
        "model": model,
        "moments": MOMENTS,
        "closed": any(strip.path.config.closed for strip in strips if strip.path),
        "law": law,
        "usual": usual,
        "names": list(names),
        "strips": shown,
    }
    return pack({"about": json.dumps(about, separators=(",", ":"), allow_nan=False).encode()} | sections)


def _times_of_stops(way: Path) -> list[float]:
    steps = np.linalg.norm(np.diff(way.points, axis=0), axis=1)
    passed = np.concatenate([[0.0], np.cumsum(steps)])[way.stops]
    return [round(float(v), 6) for v in (passed / passed[-1] if passed[-1] > 0 else np.linspace(0, 1, len(passed)))]
