"""What is a sampling strategy before it is fitted: its settings, what it needs, and which latents it accepts?"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

import numpy as np

from core.config import Config
from core.words.text import isolated

if TYPE_CHECKING:
    from core.sampling.fitted import FittedSampler

UNKNOWN = -1  # the class of what belongs to none
# Smallest variance along any direction, as a share of the largest. A dimension that the model does not use has almost
# no spread; without a floor a covariance could not be inverted and the log-density of everything would be infinite.
FLOOR = 1e-6
# Of a posterior. An encoder surer than a millionth of a standard deviation has collapsed; beyond some 170 a draw is
# more than float32 holds.
LEAST_LOGVAR, MOST_LOGVAR = -27.6, 100


class SamplingError(ValueError):
    """Latents cannot be drawn so; the message is one sentence for the user.

    labels: classes that the sentence is about, which stand in it as {0}, {1} and so on: by their numbers here, where no
    names are known, and by their names once `naming` has seen it.
    """

    def __init__(self, sentence: str, *labels: int) -> None:
        super().__init__(sentence.format(*labels) if labels else sentence)
        self.sentence, self.labels = sentence, labels


@contextmanager
def naming(classes: Sequence[str]) -> Iterator[None]:
    """Have what is refused meanwhile speak of classes by their names."""
    try:
        yield
    except SamplingError as error:
        if not all(label < len(classes) for label in error.labels):
            raise
        names = [isolated(classes[label]) for label in error.labels]
        raise SamplingError(error.sentence.format(*names) if names else error.sentence) from None


class Law(Protocol):
    """What a fitted strategy draws from: K components, each with a mean, around which chance goes.

    weights: how often each is drawn, float64 (K,), they sum to 1. means: (K, d).
    """

    @property
    def weights(self) -> np.ndarray: ...

    @property
    def means(self) -> np.ndarray: ...

    def offsets(self, component: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw how far from the mean of its component each of component (n,) lies, float64 (n, d)."""
        ...

    def tensors(self) -> dict[str, np.ndarray]:
        """Return arrays from which `load` builds it again, "weights" and "means" among them."""
        ...

    @classmethod
    def load(cls, tensors: Mapping[str, np.ndarray]) -> Self:
        """Build it from `tensors()`, float16 to float64. Raises SamplingError if they do not fit together."""
        ...


class SamplerConfig(Config):
    """The settings of one strategy. title: how it is called; about: what it does and costs, for everybody.

    needs: what of a model it is fitted on: "latents" (of real images), "posterior" (how unsure the encoder is of each).
    foretells: whether it has a density that is about all images, so that it can be asked how likely unseen ones are.
    of_one: whether all that it draws is about one image, so that it does not stand for the whole model. centred:
    whether its components are groups of images, each with a centre to go to. law: what it draws from, where that is no
    Mixture. ships: whether one that takes a while comes along, fitted, with the models that do.
    """

    title: ClassVar[str]
    about: ClassVar[str]
    needs: ClassVar[frozenset[str]] = frozenset({"latents"})
    foretells: ClassVar[bool] = True
    of_one: ClassVar[bool] = False
    centred: ClassVar[bool] = False
    law: ClassVar[type[Law] | None] = None
    ships: ClassVar[bool] = True

    name: str

    @property
    def quick(self) -> bool:
        """Whether a fit on 2,000 latents of 16 dimensions takes less than 50 ms and no scikit-learn."""
        return True

    @abstractmethod
    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        logvar: np.ndarray | None = None,
        classes: int = 0,
        rng: np.random.Generator,
    ) -> FittedSampler:
        """Fit on the latents of real images (n, d), floats; the same arguments give the same fit.

        labels: class of each, integers (n,), -1 where unknown. logvar: log-variances of their posteriors (n, d); a
        density is fitted to draws from those, by rng, and to the latents themselves only where it is None. classes:
        how many the model can be asked for, 0 if it is not conditional. Raises SamplingError (a ValueError) if these
        latents cannot be fitted so.
        """


def checked(latents: np.ndarray, *, least: int = 1) -> np.ndarray:
    """Return latents (n >= least, d) as float64. Raises SamplingError if there are fewer or one is not finite."""
    latents = np.asarray(latents)
    if latents.ndim != 2 or latents.shape[1] == 0:
        raise SamplingError(f"latents must have shape (n, d) with d at least 1, got {latents.shape}.")
    if len(latents) < least:
        images = "1 image" if least == 1 else f"{least} images"
        raise SamplingError(f"this strategy needs latents of at least {images}, got {len(latents)}.")
    if not np.isfinite(latents).all():
        raise SamplingError("latents must be finite numbers; this model gives some that are not.")
    return latents.astype(np.float64)


def checked_labels(labels: np.ndarray | None, n: int) -> np.ndarray:
    """Return the class of each of n latents, int64 (n,), all unknown if labels is None. Raises SamplingError."""
    if labels is None:
        return np.full(n, UNKNOWN, np.int64)
    labels = np.asarray(labels)
    if labels.shape != (n,) or labels.dtype.kind not in "iu" or labels.min(initial=0) < UNKNOWN:
        raise SamplingError(f"labels must be {n} whole numbers, -1 or more, got {labels.dtype} {labels.shape}.")
    return labels.astype(np.int64)


def drawn_from(z: np.ndarray, logvar: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
    """Return a draw from the posterior N(z, exp(logvar)) of each image, float64 (n, d); z itself if logvar is None.

    The decoder learned from such draws. The means alone spread less: what they lack of the variance is that of the
    posteriors, and a density fitted to them is too narrow. Raises SamplingError for logvar (n, d) that says nothing.
    Source: Kingma & Welling 2014, arXiv:1312.6114, section 3; Hoffman & Johnson 2016, "ELBO surgery" (the mean of all
    posteriors is what a prior has to match).
    """
    if logvar is None:
        return z
    if np.shape(logvar) != z.shape:
        raise SamplingError(f"logvar must have the shape of the latents, {z.shape}, got {np.shape(logvar)}.")
    logvar = checked(logvar)
    if logvar.max() > MOST_LOGVAR:
        raise SamplingError(f"log-variances must be at most {MOST_LOGVAR}, got {logvar.max():g}: that says nothing.")
    return z + np.exp(logvar / 2) * rng.standard_normal(z.shape)


def image_at(index: int, n: int) -> int:
    """Return `index` if there is such an image among n. Raises SamplingError."""
    if not 0 <= index < n:
        raise SamplingError(f"index must be between 0 and {n - 1}, the images kept with the model, got {index}.")
    return index


def spread_of(z: np.ndarray) -> float:
    """Return the mean variance of latents (n, d) over the dimensions. Raises SamplingError if all are equal."""
    variance = float(z.var(0).mean())
    if variance == 0:
        raise SamplingError(f"all {len(z)} latents are equal, so they have no spread that could be learned.")
    return variance
