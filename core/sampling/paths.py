"""Which way leads from one latent to another: straight, around the prior's centre, or along the images?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from pydantic import Field

from core.config import Config
from core.sampling.neighbourhood import Neighbourhood, neighbourhood

MOST_STOPS = 24
MOST_MOMENTS = 100_000
ARC = 128  # straight pieces that stand for an arc; each is shorter than its own by less than 3 in 100,000


class PathConfig(Config):
    """Which kind of path, and how it keeps to the images. neighbours and crowding are those of along-the-data."""

    kind: Literal["linear", "spherical", "along-the-data"] = "linear"
    closed: bool = Field(False, description="Go on from the last stop to the first, so that a film has no seam.")
    neighbours: int = Field(
        10, ge=2, le=100, description="Images that count as near to each image; with more, the path takes longer steps."
    )
    crowding: float = Field(
        1.0, ge=1.0, le=4.0, description="1 takes the shortest way from image to image; more prefers many small steps."
    )


@dataclass(frozen=True, eq=False)
class Path:
    """A way through latent space.

    points: corners of the way, float64 (p, d). stops: which corners are the stops, ascending, int64 (m,); a closed path
    ends with the first once more. m: how many stops were given. via: indices of the images it goes through, in order,
    the stops themselves left out. note: a sentence if something had to be decided, else "".
    """

    config: PathConfig
    points: np.ndarray
    stops: np.ndarray
    m: int
    via: tuple[int, ...] = ()
    note: str = ""

    @cached_property
    def _passed(self) -> np.ndarray:
        """Way from the start to each corner, float64 (p,), ascending."""
        steps = np.linalg.norm(np.diff(self.points, axis=0), axis=1)
        return np.concatenate([[0.0], np.cumsum(steps)])

    @property
    def length(self) -> float:
        """Length of the way, in units of z."""
        return float(self._passed[-1])

    def moments(self, n: int) -> np.ndarray:
        """Return n times evenly spread over the way, float64 (n,): with both ends, but the end of a loop is its start.

        Raises ValueError unless n is between 2 and 100,000.
        """
        if not 2 <= n <= MOST_MOMENTS:
            raise ValueError(f"a path has between 2 and {MOST_MOMENTS:,} moments, got {n:,}.")
        return np.linspace(0.0, 1.0, n, endpoint=not self.config.closed)

    def at(self, t: np.ndarray) -> np.ndarray:
        """Return z float32 (f, d) at times t (f,): 0 the first stop, 1 the last, evenly paced along the way.

        Raises ValueError for a time outside 0 to 1.
        """
        where = _times(t) * self.length
        columns = [np.interp(where, self._passed, column) for column in self.points.T]
        return np.stack(columns, 1).astype(np.float32)

    def weights(self, t: np.ndarray) -> np.ndarray:
        """Return how much of each stop there is at times t (f,): float64 (f, m), rows sum to 1, two stops at a time.

        With these, what belongs to the stops, such as their classes, is mixed along the way; between stops that all lie
        on one spot, evenly in time. Raises ValueError for a time outside 0 to 1.
        """
        t, legs = _times(t), len(self.stops) - 1
        marks = self._passed[self.stops] / self.length if self.length > 0 else np.linspace(0, 1, legs + 1)
        leg = np.clip(np.searchsorted(marks, t, side="right") - 1, 0, legs - 1)
        span = marks[leg + 1] - marks[leg]
        share = np.where(span > 0, (t - marks[leg]) / np.where(span > 0, span, 1), 1.0).clip(0, 1)
        out, rows = np.zeros((len(t), self.m)), np.arange(len(t))
        np.add.at(out, (rows, leg % self.m), 1 - share)
        np.add.at(out, (rows, (leg + 1) % self.m), share)
        return out

    def lowest(self, log_density: Callable[[np.ndarray], np.ndarray], n: int = 200) -> tuple[float, float]:
        """Return the lowest log-density on the way, in nats, and the time at which it is met.

        log_density: of z (m, d), such as a fitted sampler's. n: evenly spaced places that are asked, both ends in it.
        """
        t = np.linspace(0.0, 1.0, n)
        found = np.asarray(log_density(self.at(t)), np.float64)
        return float(found.min()), float(t[found.argmin()])


@dataclass(frozen=True)
class Way:
    """A kind of path. title and about: for a page. along: whether it needs the latents of images."""

    title: str
    about: str
    along: bool = False


PATHS: dict[str, Way] = {
    "linear": Way("Straight", "The shortest way. It may cut through places where no image lies."),
    "spherical": Way(
        "Around the centre",
        "Turns about the centre of the prior and changes its distance from there evenly, so that it never cuts through "
        "the middle, where in many dimensions hardly any draw of the prior lies.",
    ),
    "along-the-data": Way(
        "Along the images", "From image to image, each one near to the last: longer, but never far from an image.", True
    ),
}


def path(stops: np.ndarray, config: PathConfig, latents: np.ndarray | Neighbourhood | None = None) -> Path:
    """Return the way through stops (m, d), 2 to 24 of them, in their order.

    latents: of the images, (n, d) with n >= 2, which only a path along the data needs; or their neighbourhood, if that
    is known. Stops that are no images are joined to their nearest ones.
    Raises ValueError for stops or latents that are not finite tables of d columns, or missing latents.
    Source: spherical: White 2016, arXiv:1609.04468; along the data: Tenenbaum, de Silva & Langford 2000,
    doi:10.1126/science.290.5500.2319.
    """
    stops = _checked(stops)
    order = np.vstack([stops, stops[:1]]) if config.closed else stops
    legs = _LEGS[config.kind](order, config, latents)
    points, corners, via, notes = [order[:1]], [0], [], []
    for leg in legs:
        points.append(leg.points[1:])
        corners.append(corners[-1] + len(leg.points) - 1)
        via += leg.via
        notes += [leg.note] if leg.note and leg.note not in notes else []
    return Path(config, np.vstack(points), np.array(corners), len(stops), tuple(via), " ".join(notes))


@dataclass(frozen=True, eq=False)
class _Leg:
    """The way from one stop to the next: points (p, d), both ends in it and p >= 2."""

    points: np.ndarray
    via: list[int] = field(default_factory=list)
    note: str = ""


def _linear(order: np.ndarray, config: PathConfig, latents: object) -> list[_Leg]:
    return [_Leg(np.stack([a, b])) for a, b in pairwise(order)]


def _spherical(order: np.ndarray, config: PathConfig, latents: object) -> list[_Leg]:
    return [_slerp(a, b) for a, b in pairwise(order)]


def _slerp(a: np.ndarray, b: np.ndarray) -> _Leg:
    """Turn a into b at an even pace while the distance from the origin goes evenly from one to the other."""
    radii = np.linalg.norm(a), np.linalg.norm(b)
    if min(radii) == 0:
        return _Leg(np.stack([a, b]))  # the centre lies in no direction: straight out of it
    u, v, note = a / radii[0], b / radii[1], ""
    # The part of v that is square to u. arccos(u @ v) would lose half its digits where the two nearly agree.
    across, along = v - (u @ v) * u, u @ v
    angle = float(np.arctan2(np.linalg.norm(across), along))
    if np.linalg.norm(across) < 1e-7:
        if along > 0 or len(a) == 1:
            note = "" if along > 0 else "In one dimension there is no way around the centre: this one goes through it."
            return _Leg(np.stack([a, b]), note=note)
        # Opposite each other: every half circle is as good as any other. The axis that u leans on least gives one.
        across = np.eye(len(a))[np.abs(u).argmin()]
        across, angle = across - (u @ across) * u, np.pi
        note = "Two stops lie exactly opposite each other: of all half circles between them, one was chosen."
    t = np.linspace(0.0, 1.0, ARC + 1)[:, None]
    turned = np.cos(angle * t) * u + np.sin(angle * t) * across / np.linalg.norm(across)
    points = turned * (radii[0] + (radii[1] - radii[0]) * t)
    points[0], points[-1] = a, b
    return _Leg(points, note=note)


def _along(order: np.ndarray, config: PathConfig, latents: np.ndarray | Neighbourhood | None) -> list[_Leg]:
    if latents is None:
        raise ValueError("a path along the data needs the latents of images, and there are none.")
    if not isinstance(latents, Neighbourhood):
        latents = neighbourhood(latents, config.neighbours)
    if latents.latents.shape[1] != order.shape[1]:
        raise ValueError(f"stops must have {latents.latents.shape[1]} dimensions, as latents, got {order.shape[1]}.")
    note = ""
    if latents.gaps:
        note = (
            f"The images form {latents.gaps + 1} groups with no neighbours in common, joined where they come closest."
        )
    return [_Leg(points, list(via), note) for points, via in latents.ways(order, crowding=config.crowding)]


_LEGS = {"linear": _linear, "spherical": _spherical, "along-the-data": _along}


def _checked(stops: np.ndarray) -> np.ndarray:
    stops = np.asarray(stops, np.float64)
    if stops.ndim != 2 or stops.shape[1] < 1:
        raise ValueError(f"stops must have the shape (m, d), got {stops.shape}.")
    if not 2 <= len(stops) <= MOST_STOPS:
        raise ValueError(f"a path needs between 2 and {MOST_STOPS} stops, got {len(stops)}.")
    if not np.isfinite(stops).all():
        raise ValueError("stops must be finite numbers.")
    return stops


def _times(t: np.ndarray) -> np.ndarray:
    t = np.atleast_1d(np.asarray(t, np.float64))
    if not ((t >= 0) & (t <= 1)).all():  # NaN too
        raise ValueError(f"times on a path must be between 0 and 1, got {t.min():g} to {t.max():g}.")
    return t
