"""Which of two maps shows images, and which noise? Maps of latents and of the same numbers shuffled, as one file.

browser/exhibits/tsne_bet reads the file, by way of core/blocks/exhibits.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core import library, places
from core.blocks.exhibits import ship
from core.clustering import HdbscanConfig, cluster
from core.projection import PcaConfig, ProjectionConfig, TsneConfig
from core.projection.trust import label_agreement, trust

MODEL = "mnist-vae-16d"
SETTINGS: dict[str, ProjectionConfig] = {
    "flat": PcaConfig(),
    **{f"perplexity {p}": TsneConfig(perplexity=p) for p in (5, 15, 30, 50, 100)},
}
GROUPS = HdbscanConfig(min_cluster_size=10, min_samples=5)  # what counts as a group on a map
NEAR = 15  # neighbours compared
POINTS = 1000  # of the latents that are kept with the model
MOST_BYTES = 80_000


def bet(*, points: int = POINTS, on_progress: Callable[[str, float], None] = lambda doing, share: None) -> Path:
    """Lay out the latents kept with MODEL and their shuffled twin by every one of SETTINGS; return the file.

    points: how many of them.
    """
    kept = library.latents(library.find(MODEL))
    z = kept.mu[:points].astype(np.float32)
    labels = np.zeros(len(z), np.int64) if kept.labels is None else kept.labels[: len(z)]
    sections, rows, path = {"labels": labels.astype(np.uint8).tobytes()}, [], places.bet() / "bet.bin"
    twins = {"images": z, "noise": shuffled(z)}
    for at, (name, projection) in enumerate(SETTINGS.items()):
        on_progress(name, at / len(SETTINGS))
        row: dict[str, Any] = {"name": name}
        for twin, latents in twins.items():
            xy = projection.fit(latents).xy
            row[twin] = counted(latents, xy)
            sections[f"{twin}{at}"] = squeezed(xy).tobytes()
            if twin == "images":
                row |= {"same": float(label_agreement(labels, xy, k=1).mean())} | read_off(latents, xy, labels)
        rows.append(row)
    about = {"model": MODEL, "n": len(z), "dims": z.shape[1], "near": NEAR, "least": GROUPS.min_cluster_size}
    about |= {"settings": rows}
    return ship(path, about, sections, MOST_BYTES)


def shuffled(latents: np.ndarray, seed: int = 0) -> np.ndarray:
    """Return latents (n, d) with each dimension put into an order of its own.

    Along every single dimension nothing has changed; what the dimensions had to do with one another is gone.
    """
    rng = np.random.default_rng(seed)
    return np.stack([rng.permutation(column) for column in latents.T], axis=1)


def counted(latents: np.ndarray, xy: np.ndarray) -> dict[str, Any]:
    """Return what is counted on a map (n, 2) of latents (n, d).

    groups: how many HDBSCAN sees; in_groups: share of points that belong to one; kept: share of the nearest latents
    that are among the nearest on the map.
    """
    found = cluster(xy, GROUPS)
    kept = trust(latents, xy, k=min(NEAR, len(xy) // 3)).overall["overlap"]
    return {"groups": len(found.sizes), "in_groups": 1 - found.noise / len(xy), "kept": kept}


def read_off(latents: np.ndarray, xy: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Return how far the order of the classes' widths, and of the distances between them, is that of the latents.

    Spearman's rank correlation, 1 for the same order, 0 for none: widths of the standard deviations of the classes,
    distances of those between their middles.
    """
    found = []
    for points in (latents, xy):
        classes = [points[labels == c].astype(np.float64) for c in np.unique(labels)]
        middles = np.stack([one.mean(0) for one in classes])
        apart = np.linalg.norm(middles[:, None] - middles, axis=2)[np.triu_indices(len(classes), 1)]
        found.append((np.array([np.sqrt(one.var(0).sum()) for one in classes]), apart))
    (wide, apart), (wide_on_map, apart_on_map) = found
    return {"widths": ranked_alike(wide, wide_on_map), "distances": ranked_alike(apart, apart_on_map)}


def ranked_alike(a: np.ndarray, b: np.ndarray) -> float:
    """Return Spearman's rank correlation of two rows of different numbers (n,)."""
    ranks = [np.argsort(np.argsort(values)) for values in (a, b)]
    return float(np.corrcoef(*ranks)[0, 1])


def squeezed(xy: np.ndarray) -> np.ndarray:
    """Return places (n, 2) as int16, the farthest from the middle of the map at 32,000."""
    centred = xy - (xy.max(0) + xy.min(0)) / 2
    return np.rint(centred / np.abs(centred).max() * 32_000).astype("<i2")
