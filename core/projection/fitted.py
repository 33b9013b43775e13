"""What is a projection, before and after it is fitted?"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar, Protocol, Self

import numpy as np

from core.config import Config

# (iteration, total, xy) -> end the fit here? iteration counts what is done, from 1; xy (n, 2) floats are overwritten by
# the next iteration, so that whoever keeps them copies them. Called often: it should return at once.
OnStep = Callable[[int, int, np.ndarray], bool | None]


class FittedProjection(Protocol):
    """Where latents lie on a flat map, and which latents lie at a place of it.

    xy: the latents it was fitted to, on the map, float32 (n, 2). iterations, total: how many were done of those asked
    for; 0 of 0 where the method needs none, fewer if the fit was ended early.
    """

    @property
    def xy(self) -> np.ndarray: ...

    @property
    def iterations(self) -> int: ...

    @property
    def total(self) -> int: ...

    def transform(self, z: np.ndarray) -> np.ndarray:
        """Map latents (m, d) to places on the map, float32 (m, 2), each the same alone or in a batch."""
        ...

    def inverse(self, xy: np.ndarray) -> np.ndarray:
        """Map places (m, 2) to latents, float32 (m, d)."""
        ...


class ProjectionConfig(Config):
    """The settings of one method. Subclasses add `name`, what can be set, and what pages say of the method.

    title: how it is called. about: what it keeps and what it loses, to whoever sets it. note: what may be read from its
    map, beneath it; {share} is the share of the variance of {d} dimensions that a plane shows. varied: values of its
    settings to compare, by name, one or two of them; advice: what such a comparison tells. tempts: what people read
    from such a map, whatever the settings, that it does not say: names in LESSONS. at_once: whether the pad lays it out
    by itself, as a plane; other maps are made by a worker. telling: whether draws are shown on this map rather than on
    others, once it has been made. seeded: whether chance plays a part: only then is there a field `seed`, and another
    seed gives another map.
    """

    title: ClassVar[str]
    about: ClassVar[str]
    note: ClassVar[str] = ""
    varied: ClassVar[Mapping[str, tuple]] = MappingProxyType({})
    advice: ClassVar[str] = ""
    tempts: ClassVar[tuple[str, ...]] = ()
    at_once: ClassVar[bool] = False
    telling: ClassVar[bool] = False
    seeded: ClassVar[bool] = False

    name: str

    @classmethod
    def offered_for(cls, d: int) -> bool:
        """Return whether it makes sense for latents of d dimensions: up to two are a map already."""
        return d > 2

    def suited(self, n: int) -> Self:
        """Return the settings as they are usual for n points: what is as at first is brought within what fits them."""
        return self

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        on_step: OnStep | None = None,
        threads: int | None = None,
    ) -> FittedProjection:
        """Lay latents (n, d), floats, out on a map. The same latents and settings give the same map, to the bit.

        labels: class of each, integers (n,), used by supervised methods alone; -1 is unknown. on_step: see OnStep;
        returning True ends the fit with the layout reached so far. threads: how many to use, None for all that the
        process may use; they change the seconds, never the map. Raises ValueError for latents that cannot be laid out.
        """
        raise NotImplementedError


def usable_threads(threads: int | None) -> int:
    """Return `threads`, or how many processors this process may use. Raises ValueError if threads < 1."""
    if threads is None:
        # Not cpu_count(): in a container or under taskset it counts processors that are somebody else's.
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if threads < 1:
        raise ValueError(f"threads must be at least 1, got {threads}.")
    return threads


def checked(latents: np.ndarray) -> np.ndarray:
    """Return latents (n, d) as float64. Raises ValueError if there is none or a value is not finite."""
    if latents.ndim != 2 or 0 in latents.shape:
        raise ValueError(f"latents must have shape (n, d) with n and d at least 1, got {latents.shape}.")
    if not np.isfinite(latents).all():
        raise ValueError("latents must be finite numbers.")
    return latents.astype(np.float64)


def spread_out(latents: np.ndarray) -> np.ndarray:
    """Return latents (n, d) as contiguous float32. Raises ValueError as `checked` does, and if all are equal."""
    z = np.ascontiguousarray(checked(latents), dtype=np.float32)
    if (z == z[0]).all():
        raise ValueError(f"latents must not all be equal, got {len(z)} times the same point.")
    return z
