"""Clusters among a model's images, found in latent space or on a map, and how well they agree with the labels."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from core import clustering
from core.clustering import Agreement, AnyClusteringConfig, Clusters
from core.files import write_atomic
from core.latents import Latents
from core.library.folder import find
from core.library.folder import latents as latents_of
from core.library.task import ShouldStop, TaskConfig, TaskError
from core.library.task_folder import Tick
from core.projection import AnyProjectionConfig
from core.tasks.map.task import MOST_POINTS, MapTask
from core.tasks.results import opened

SHOWN = 400  # points of the k-distance curve that are kept
MOST_SPREAD = 30_000  # points that HDBSCAN takes in more than 3 dimensions: 34 s, and four times that for twice as many


class ClusterTask(TaskConfig):
    """Find clusters among the images of a map, by their places on it or by their latents.

    Leaves clusters.safetensors (`open_clusters`). layout: of the map on which they are sought, see `layout_of`.
    """

    kind: Literal["clusters"] = "clusters"
    space: Literal["latents", "map"] = Field(
        "latents", description="Look for clusters in latent space, where the model put the images, or on the map."
    )
    clustering: AnyClusteringConfig
    projection: AnyProjectionConfig | None = None
    points: int = Field(
        0, ge=0, le=MOST_POINTS, description="How many images, as of the map; 0 for those kept with it."
    )
    layout: str = Field("", pattern=r"^([0-9a-f]{16})?$")

    @model_validator(mode="after")
    def _of_a_map(self) -> Self:
        if self.projection is None and (self.space == "map" or self.points):
            raise ValueError("clusters on a map, or of more images than those kept, must say which map: projection.")
        return self

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Find and score them. What scikit-learn does cannot be stopped half way: a stop counts before and after."""
        tick = Tick(folder)
        latents, points = self._points()
        if self.clustering.name == "hdbscan" and len(points) > MOST_SPREAD and points.shape[1] > 3:
            raise TaskError(
                f"HDBSCAN takes minutes for more than {MOST_SPREAD:,} images in {points.shape[1]} dimensions, got "
                f"{len(points):,}: look for clusters on the map, or take k-means."
            )
        if should_stop():
            return "stopped"
        tick(1, 3)
        found = clustering.cluster(points, self.clustering)
        tick(2, 3)
        if should_stop():
            return "stopped"
        agreement = None if latents.labels is None else clustering.agreement(found.labels, latents.labels)
        _write(folder / "clusters.safetensors", found, agreement, _curve(points, self.clustering))
        return "done"

    def _points(self) -> tuple[Latents, np.ndarray]:
        """Return the latents of the images and where they are to be clustered, (n, d). Raises ModelError, TaskError."""
        from core.tasks.map import kept  # as above

        entry = find(self.model)
        if self.projection is None or (not self.points and self.space == "latents"):
            latents = latents_of(entry)
            return latents, latents.mu
        found = kept.open_map(MapTask(model=self.model, projection=self.projection, points=self.points))
        if found is not None:
            if self.space == "map" and self.layout and layout_of(found.xy) != self.layout:
                raise TaskError("The map has changed since its clusters were asked for: ask for them again.")
            return found.latents, found.xy if self.space == "map" else found.latents.mu
        if self.points or not self.projection.at_once:
            raise TaskError("The map is not there any more: make it first, then look for clusters on it.")
        latents = latents_of(entry)
        return latents, self.projection.fit(latents.mu).xy


@dataclass(frozen=True, eq=False)
class FoundClusters:
    """What a worker has found. agreement: with the true labels, None if there are none. curve: float32 (<= 400,), the
    ascending k-distances of the points in the space clustered; empty if the method does not go by them.
    """

    task: ClusterTask
    key: str
    clusters: Clusters
    agreement: Agreement | None
    curve: np.ndarray

    @cached_property
    def members(self) -> list[np.ndarray]:
        """Indices of the images in each cluster, the largest first."""
        return clustering.members_of(self.clusters.labels, len(self.clusters.sizes))


def layout_of(xy: np.ndarray) -> str:
    """Return 16 hex digits that tell a layout, float32 (n, 2), from others: a stopped map may be gone on with."""
    return hashlib.blake2b(np.ascontiguousarray(xy, np.float32), digest_size=8).hexdigest()


def open_clusters(task: ClusterTask) -> FoundClusters | None:
    """Return the clusters, None if nobody has found them. Raises ModelError for a model that is gone, a broken file."""

    def found(key: str, tensors: dict[str, np.ndarray], scores: dict) -> FoundClusters:
        labels, sizes, typical = tensors["labels"], tensors["sizes"], tensors["typical"]
        if labels.max(initial=-1) >= len(sizes) or len(typical) != len(sizes):
            raise ValueError("labels and sizes belong to different clusters.")
        agreement = Agreement(**scores["agreement"]) if scores["agreement"] else None
        return FoundClusters(task, key, Clusters(labels, sizes, typical, scores["eps"]), agreement, tensors["curve"])

    return opened(task, "clusters.safetensors", found)


def shortened(curve: np.ndarray) -> np.ndarray:
    """Return at most 400 points of a k-distance curve, evenly spread, its ends among them; float32."""
    return curve[np.linspace(0, len(curve) - 1, min(SHOWN, len(curve))).astype(int)].astype(np.float32)


def _curve(points: np.ndarray, config: AnyClusteringConfig) -> np.ndarray:
    if config.name != "dbscan":
        return np.empty(0, np.float32)
    return shortened(clustering.k_distances(points, config.min_samples - 1))


def _write(path: Path, found: Clusters, agreement: Agreement | None, curve: np.ndarray) -> None:
    from safetensors.numpy import save

    tensors: Mapping[str, np.ndarray] = {
        "labels": found.labels, "sizes": found.sizes, "typical": found.typical, "curve": curve
    }  # fmt: skip
    scores: dict[str, Any] = {"eps": found.eps, "agreement": vars(agreement) if agreement else None}
    notes = {"scores": json.dumps(scores, allow_nan=False)}
    write_atomic(path, save({k: np.ascontiguousarray(v) for k, v in tensors.items()}, metadata=notes))
