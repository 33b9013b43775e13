"""How do many latent dimensions become a map that can be looked at? One file per method; PROJECTIONS lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.config import any_of
from core.projection.fitted import FittedProjection, OnStep, ProjectionConfig
from core.projection.identity import IdentityConfig
from core.projection.pca import PcaConfig
from core.projection.plane import Plane
from core.projection.scattered import Scattered
from core.projection.tsne import TsneConfig
from core.projection.umap import UmapConfig

PROJECTIONS: dict[str, type[ProjectionConfig]] = {
    "identity": IdentityConfig,
    "pca": PcaConfig,
    "tsne": TsneConfig,
    "umap": UmapConfig,
}
if TYPE_CHECKING:
    AnyProjectionConfig = ProjectionConfig
else:
    AnyProjectionConfig = any_of(PROJECTIONS, by="name")
__all__ = [
    "PROJECTIONS",
    "AnyProjectionConfig",
    "FittedProjection",
    "IdentityConfig",
    "OnStep",
    "PcaConfig",
    "Plane",
    "ProjectionConfig",
    "Scattered",
    "TsneConfig",
    "UmapConfig",
]
