"""What may the map be coloured by, and where do the numbers come from?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.blocks.layout import Colour, Mark
from core.latents import Latents
from ui.map.view import MapView


@dataclass(frozen=True)
class Column:
    """Something known of every image on a map. unit: of its numbers. about: one sentence for the menu's help."""

    title: str
    unit: str
    about: str


COLUMNS = {
    "density": Column("Log-density", "nats", "How crowded latent space is where the image lies: odd images lie alone."),
    "reconstruction": Column("Reconstruction error", "nats", "How badly the decoder redraws the image from its mean."),
    "kl": Column("KL divergence", "nats", "KL divergence of its posterior: the most that its latents say of it."),
    "trust": Column("Trustworthiness", "", "Are its neighbours on the map its neighbours in latent space? 1: all are."),
    "continuity": Column("Continuity", "", "Are its neighbours in latent space near it on the map, too? 1: all are."),
    "overlap": Column("Neighbours kept", "share", "Share of its nearest neighbours that are the same in both."),
    "stability": Column("Stability", "share", "Share of its neighbours on the map that other seeds agree on."),
}


def values(view: MapView, name: str) -> np.ndarray | None:
    """Return a column's numbers for all images of the map, float32 (n,); None while nobody has worked them out."""
    if name == "kl":
        return kl(view.latents)
    if name == "stability":
        from ui.map import trust

        return trust.stability_of(view)
    return view.map.columns.get(name) if view.map else None


def kl(latents: Latents) -> np.ndarray:
    """Return KL(q(z|x) || N(0, I)) of every image in nats, float32 (n,).

    Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B.
    """
    mu, logvar = latents.mu.astype(np.float64), latents.logvar.astype(np.float64)
    return (0.5 * (mu**2 + np.exp(logvar) - 1 - logvar)).sum(1).astype(np.float32)


def clusters(view: MapView) -> tuple[Colour | None, tuple[Mark, ...]]:
    """Return the clusters chosen in their panel as a colour, with their most typical images as labels on the map."""
    from ui.map import clusters as panel

    return panel.colour(view)
