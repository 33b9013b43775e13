"""Which images is a model asked about that says how likely an image is, and does it know its own from strangers?

A density is no test for strangers: plain images take little to tell whatever was learned. Source: Nalisnick et al.
2019, arXiv:1810.09136; Serrà et al. 2020, arXiv:1909.11480 (plain images); Le Lan & Dinh 2021, arXiv:2012.03808.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import images as pixels
from core.library.folder import Entry
from core.library.folder import latents as latents_of
from core.library.models import list_models
from core.scores.words import listed
from core.words.nouns import noun_of

EACH = 12  # images of each kind
BLANK, NOISE = "A blank page", "Noise"


@dataclass(frozen=True, eq=False)
class Costs:
    """What images cost a model. kinds: what they are, the model's own kind first; none for a single drawing.

    images: uint8 (n, h, w). kind: int64 (n,), which of them each is of. nats: float64 (n, draws). seconds: it took.
    """

    kinds: tuple[str, ...]
    images: np.ndarray
    kind: np.ndarray
    nats: np.ndarray
    seconds: float

    def of(self, kind: int) -> np.ndarray:
        """Return what each image of a kind costs, the mean over draws: nats, float64 (m,)."""
        return self.nats[self.kind == kind].mean(1)

    def error(self, kind: int) -> float:
        """Return the standard error of a kind's mean for other draws of noise and of probes, in nats."""
        some = self.nats[self.kind == kind]
        return float(np.sqrt((some.var(1, ddof=1) / some.shape[1]).sum())) / len(some)


def kinds(entry: Entry, *, seed: int = 0) -> dict[str, np.ndarray]:
    """Return images to ask a model about, 12 of a kind, uint8 (12, h, w), what they are called -> them.

    First its own kind, unseen: test images that are kept with an included model of the same data, or else read anew.
    Then what becomes of these, noise, a blank page, and what an included model keeps of classes that this one does not
    know. Raises DataError, ModelError.
    """
    side, rng = entry.config.model.image_size, np.random.default_rng(seed)
    own = _own(entry)
    noun = f"{noun_of(entry.config.classes)}s"
    shuffled = rng.permuted(own.reshape(len(own), -1), axis=1).reshape(own.shape)
    found = {
        f"Unseen {noun}": own,
        f"Such {noun}, half as dark": own // 2,
        "Ink for paper": 255 - own,
        "Their pixels shuffled": shuffled,
        NOISE: rng.integers(0, 256, (EACH, side, side), np.uint8),
        BLANK: np.zeros((EACH, side, side), np.uint8),
    }
    return found | _others(entry)


def verdict(costs: Costs) -> str:
    """Say what the costs show of telling strangers from what was learned, in sentences that are so of these images."""
    usual, highest = float(np.median(costs.of(0))), float(costs.of(0).max())
    others = range(1, len(costs.kinds))
    likelier = [i for i in others if costs.of(i).mean() + 2 * costs.error(i) < usual]
    apart = [i for i in others if costs.of(i).min() > highest]
    own = costs.kinds[0][0].lower() + costs.kinds[0][1:]
    text = f"Half of the {own} cost less than {usual:,.0f} nats, the dearest {highest:,.0f}. "
    if apart:
        text += f"Dearer than any of them, each of its kind: {_named(costs, apart)}. "
    if not likelier:
        return f"{text}No kind of stranger here is cheaper than they usually are. That need not be so of others."
    told = ", ".join(f"{_lower(costs.kinds[i])} {costs.of(i).mean():,.0f}" for i in likelier)
    return (
        f"{text}**Cheaper than they usually are**: {told}. Whoever asked only how likely an image is would find that "
        "more typical than what was learned: a density says how little there is to tell, not whether it is of the kind."
    )


def _named(costs: Costs, some: list[int]) -> str:
    return listed([_lower(costs.kinds[i]) for i in some])


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _own(entry: Entry) -> np.ndarray:
    """Return unseen images of the model's kind: those that come along with the app need no data set."""
    side = entry.config.model.image_size
    same = [other for other in _keeping() if other.config.dataset == entry.config.dataset]
    if same:
        return _kept(same[0], side)
    images = entry.config.dataset.load("test", image_size=side).images
    return images[np.arange(EACH) * len(images) // EACH]


def _kept(entry: Entry, side: int) -> np.ndarray:
    """Return 12 of the test images that are kept with an included model, evenly over them."""
    images = latents_of(entry).thumbnails()
    return pixels.resize(images[np.arange(EACH) * len(images) // EACH], side)


def _others(entry: Entry) -> dict[str, np.ndarray]:
    """Return images of classes that the model does not know, from an included one that keeps enough of them."""
    known = {name.casefold() for name in entry.config.classes}
    for other in _keeping() if known else []:
        latents, names = latents_of(other), other.config.classes
        strange = [i for i, name in enumerate(names) if name.casefold() not in known]
        labels = np.full(len(latents), -1) if latents.labels is None else latents.labels
        there = np.flatnonzero(np.isin(labels, strange))
        if len(there) >= EACH:
            some = latents.thumbnails()[there[np.arange(EACH) * len(there) // EACH]]
            noun = noun_of([names[i] for i in strange])
            return {f"{noun.capitalize()}s": pixels.resize(some, entry.config.model.image_size)}
    return {}


def _keeping() -> list[Entry]:
    """Return the included models with which images are kept."""
    return [entry for entry in list_models(None) if (entry.path / "latents.safetensors").is_file()]
