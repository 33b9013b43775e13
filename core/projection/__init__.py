"""How do many latent dimensions become a map that can be looked at? One file per method; PROJECTIONS lists them."""

from __future__ import annotations

from core.projection import identity, pca
from core.projection.plane import Plane

PROJECTIONS = {"identity": identity.fit, "pca": pca.fit}

__all__ = ["PROJECTIONS", "Plane", "identity", "pca"]
