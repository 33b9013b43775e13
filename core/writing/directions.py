"""Which way through latent space makes writing lean, or thicken? As measured on what the model draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from core.config import Config
from core.writing.measure import MEASURES

USUAL = ("slant", "weight")  # qualities that every model's writing is measured by
EACH = 400  # characters drawn of each class, at least
MOST = 60_000  # characters drawn in all
MANY = 100  # latents above which slopes are kept to two digits: they are not known to a third
HELD_OUT = 5  # every so many is kept to see how well the slopes foretell what they were not found on
BATCH = 500  # drawn at a time

Row = Annotated[tuple[float, ...], Field(min_length=1, max_length=4096)]
Rows = Annotated[tuple[Row, ...], Field(min_length=1, max_length=1000)]
Draw = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Quality(Config):
    """How a quality of writing, such as its slant, depends on the latents, by class.

    slopes: (k, d), by how many units it changes for a step of 1 along each latent. usual: (k,), its mean for each
    class at the prior. spread: its standard deviation within a class. explained: share of that which the slopes
    foretell of characters that they were not found on (R^2); 0 is no better than the mean, and below 0 is worse.
    """

    name: Literal["slant", "weight", "roundness", "size"]
    unit: Literal["degrees", "pixels", "percent"]
    slopes: Rows
    usual: Row
    spread: float = Field(ge=0.0)
    explained: float = Field(le=1.0)


class Directions(Config):
    """The qualities of a model's writing that its latents can change. drawn: characters they were measured on."""

    max_json_bytes: ClassVar[int] = 4_000_000

    latent_dim: int = Field(ge=1, le=4096)
    classes: tuple[str, ...] = Field(min_length=1, max_length=1000)
    drawn: int = Field(ge=1)
    qualities: tuple[Quality, ...] = Field(min_length=1, max_length=len(MEASURES))

    @model_validator(mode="after")
    def _fits_together(self) -> Directions:
        k, d = len(self.classes), self.latent_dim
        for quality in self.qualities:
            if len(quality.slopes) != k or len(quality.usual) != k or any(len(row) != d for row in quality.slopes):
                raise ValueError(f"the slopes of {quality.name} must be {k} rows of {d} numbers, one row a class.")
        return self

    def shift(self, y: np.ndarray, **wanted: float) -> np.ndarray:
        """Return the shortest step through latent space, float64 (d,), that changes qualities by so much.

        y: class weights (k,) that sum to 1; slopes are mixed as the classes are. wanted: the change of each quality in
        its unit; one that is not named is to stay as it is, so that leaning does not thicken. With the slopes as rows
        of G the step is pinv(G) @ wanted, the shortest of those that solve G step = wanted. Raises ValueError for a
        quality that was not measured.
        """
        names = [quality.name for quality in self.qualities]
        if unknown := set(wanted) - set(names):
            raise ValueError(f"a quality must be one of {', '.join(names)}, got {', '.join(sorted(unknown))}.")
        slopes = np.stack([np.asarray(y, np.float64) @ np.array(quality.slopes) for quality in self.qualities])
        return np.linalg.pinv(slopes, rcond=1e-6) @ np.array([wanted.get(name, 0.0) for name in names])


def found(
    draw: Draw, latent_dim: int, classes: tuple[str, ...], *, rng: np.random.Generator, names: Sequence[str] = USUAL
) -> Directions:
    """Return the directions of a model: draw z ~ N(0, I), write each class, measure, and regress on z.

    names: keys of MEASURES. The more there are, the more a step that changes one of them has to leave as it is.

    draw: (z float32 (n, d), y float32 (n, k)) -> uint8 (n, h, w). The mean of each class is taken off, as each has a
    slant of its own, and each has slopes of its own: in a GAN they differ from class to class. About 5 d characters a
    class, 8 d where the latents are many, so that slopes are known to about a third of what they leave unexplained.
    Raises ValueError if the model draws too little ink to be measured.
    """
    k = len(classes)
    each = min(max(EACH, (5 if latent_dim <= MANY else 8) * latent_dim), max(2 * HELD_OUT, MOST // k))
    z = rng.standard_normal((each * k, latent_dim)).astype(np.float32)
    labels = np.arange(len(z)) % k
    measured = _measured(draw, z, labels, k, names)
    qualities = []
    for name in names:
        measure, values = MEASURES[name], measured[name]
        inked = np.isfinite(values)
        if np.bincount(labels[inked], minlength=k).min() < 2 * HELD_OUT:
            raise ValueError(f"this model leaves too many pictures empty to measure their {name}.")
        slopes, usual, explained = _regressed(z[inked], labels[inked], values[inked], k)
        spread = float((values - usual[labels])[inked].std())
        qualities.append(
            Quality(
                name=name,
                unit=measure.unit,
                slopes=tuple(_short(row, 4 if latent_dim <= MANY else 2) for row in slopes),
                usual=_short(usual),
                spread=_short([spread])[0],
                explained=round(explained, 4),
            )
        )
    return Directions(latent_dim=latent_dim, classes=classes, drawn=len(z), qualities=tuple(qualities))


def turned(
    draw: Draw, directions: Directions, *, each: int = 40, rng: np.random.Generator
) -> dict[str, dict[str, float]]:
    """Return what happens when each quality is asked to change by its spread: of all of them, in their own spreads.

    draw: as for `found`. {quality asked for: {quality: mean change}}: where it holds, 1 for its own and 0 for others.
    each: characters of a class, at other places than the slopes were found on where `rng` is another.
    """
    k, names = len(directions.classes), [quality.name for quality in directions.qualities]
    z = rng.standard_normal((each * k, directions.latent_dim)).astype(np.float32)
    labels = np.arange(len(z)) % k
    before = _measured(draw, z, labels, k, names)
    told = {}
    for asked in directions.qualities:
        steps = np.stack([directions.shift(row, **{asked.name: asked.spread}) for row in np.eye(k)])
        after = _measured(draw, z + steps[labels].astype(np.float32), labels, k, names)
        told[asked.name] = {
            one.name: round(float(np.nanmean(after[one.name] - before[one.name]) / one.spread), 3)
            for one in directions.qualities
            if one.spread
        }
    return told


def _measured(draw: Draw, z: np.ndarray, labels: np.ndarray, k: int, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the measures (n,) of what is drawn at z (n, d). No more than a batch of images is kept at a time."""
    parts: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for at in range(0, len(z), BATCH):
        told = labels[at : at + BATCH]
        images = draw(z[at : at + BATCH], (told[:, None] == np.arange(k)).astype(np.float32))
        for name in names:
            parts[name].append(MEASURES[name].of(images))
    return {name: np.concatenate(values) for name, values in parts.items()}


def _regressed(z: np.ndarray, labels: np.ndarray, values: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return (slopes (k, d), means (k,), R^2 on what is held out)."""
    kept = np.arange(len(z)) // k % HELD_OUT != 0
    slopes, means = np.zeros((k, z.shape[1])), np.zeros(k)
    for c in range(k):
        own = kept & (labels == c)
        means[c] = values[own].mean()
        x, target = z[own].astype(np.float64), values[own] - means[c]
        # A little ridge: with as many latents as characters the plain fit would follow each of them.
        slopes[c] = np.linalg.solve(x.T @ x + 0.02 * len(x) * np.eye(x.shape[1]), x.T @ target)
    rest = values - means[labels]
    missed = rest - (z * slopes[labels]).sum(1)
    scatter = float(np.square(rest[~kept]).sum())
    return slopes, means, 1 - float(np.square(missed[~kept]).sum()) / scatter if scatter > 0 else 0.0


def _short(values: np.ndarray | list[float], digits: int = 4) -> tuple[float, ...]:
    return tuple(float(f"{value:.{digits}g}") for value in values)
