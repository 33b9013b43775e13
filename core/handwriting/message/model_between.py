"""How does a model draw letters between two hands, so that each is neither the one's nor the other's?

A letter of the one hand and that letter of the other which lies nearest to it in latent space are both shown to a
model; what it decodes on the straight line between their means is the letter between. Its size and its place above the
line lie between theirs, and so do slant, pen and spaces. A character that only one of the two has written, or that the
model has no class for, stays as it was written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core import images as pixels
from core.handwriting.message.blend import between, suited
from core.handwriting.message.glyph import Glyph, whole
from core.handwriting.message.hand import Hand, runs_of, with_oddness
from core.handwriting.message.model_ink import boxes_of, decoded, encoded, glyph_of
from core.handwriting.message.outline import box_of
from core.types import DataError

if TYPE_CHECKING:
    from core.models.vae_network import Vae

RUNGS = 9  # places between two hands, both ends among them
EACH = 4  # letters drawn of each character
OnProgress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Ladder:
    """Hands on the way from one to another, at equal distances. blended: signs whose shapes lie between, too."""

    rungs: tuple[Hand, ...]
    blended: tuple[str, ...]

    def at(self, share: float) -> Hand:
        """Return the hand nearest to a share of the way, 0 to 1."""
        return self.rungs[int(share * (len(self.rungs) - 1) + 0.5)]


@dataclass(frozen=True)
class _Pair:
    first: Glyph
    second: Glyph
    z: np.ndarray  # (2, d)
    label: int


def ladder(
    model: Vae,
    first: Hand,
    second: Hand,
    shares: np.ndarray | None = None,
    *,
    each: int = EACH,
    on_progress: OnProgress = lambda what, share: None,
) -> Ladder:
    """Return the hands between two as a model draws them.

    model: told the class, with an encoder. shares: of the way, in rising order; RUNGS equal ones if None. each: letters
    of each character, the surest ones of the first hand. Raises
    DataError if there is no character that both have written and the model has a class for.
    """
    on_progress("showing letters of both hands to the model", 0.05)
    pairs = _pairs(model, first, second, each)
    if not pairs:
        raise DataError("this model knows no character that both hands have written.")
    blended = tuple(sorted({pair.first.sign for pair in pairs}))
    shares = np.linspace(0, 1, RUNGS) if shares is None else shares
    rungs = []
    for k, share in enumerate(shares):
        on_progress("drawing letters between", 0.1 + 0.85 * k / len(shares))
        rungs.append(_rung(model, pairs, first, second, float(share), set(blended)))
    return Ladder(tuple(rungs), blended)


def _pairs(model: Vae, first: Hand, second: Hand, each: int) -> list[_Pair]:
    """Return letters of the first hand, each with its nearest of the second's."""
    both = sorted(set(first.signs) & set(second.signs) & set(model.classes))
    ours = [glyph for sign in both for glyph in _surest(first, sign)[:each]]
    theirs = [glyph for sign in both for glyph in _surest(second, sign)[: 2 * each]]
    if not ours:
        return []
    glyphs = [*ours, *theirs]
    labels = np.array([model.classes.index(one.sign) for one in glyphs], np.int64)
    mu, _ = encoded(model, pixels.resize(boxes_of(glyphs), model.image_size), labels)
    found = []
    for k, one in enumerate(ours):
        among = np.flatnonzero(labels[len(ours) :] == labels[k]) + len(ours)
        nearest = int(among[np.square(mu[among] - mu[k]).sum(1).argmin()])
        found.append(_Pair(one, glyphs[nearest], mu[[k, nearest]], int(labels[k])))
    return found


def _surest(hand: Hand, sign: str) -> list[Glyph]:
    return sorted((one for one in hand.glyphs if one.sign == sign), key=lambda one: one.doubt + one.odd)


def _rung(model: Vae, pairs: list[_Pair], first: Hand, second: Hand, share: float, blended: set[str]) -> Hand:
    measures = between(first.measures, second.measures, share)
    weights = np.array([1 - share, share], np.float32)
    z = np.stack([weights @ pair.z for pair in pairs])
    images = decoded(model, z, np.array([pair.label for pair in pairs], np.int64))
    nearer, hands = share >= 0.5, (first, second)
    kept = [[one for one in hand.glyphs if one.sign not in blended] for hand in hands]
    have = {one.sign for one in kept[nearer]}
    stay = [suited(one, hands[nearer].measures, measures) for one in kept[nearer]]
    stay += [suited(one, hands[not nearer].measures, measures) for one in kept[not nearer] if one.sign not in have]
    drawn = []
    for image, pair in zip(images, pairs, strict=True):
        two = suited(pair.first, first.measures, measures), suited(pair.second, second.measures, measures)
        box = weights @ np.array([box_of([one.outline]) for one in two])
        glyph = glyph_of(image, two[nearer], measures, 0, tuple(box.tolist()))
        drawn.append(glyph or two[nearer])
    glyphs = [replace(one, word=k, place=0) for k, one in enumerate([*stay, *drawn])]  # each stands alone
    odd = tuple(whole(one) for one in with_oddness(glyphs))
    return Hand(measures, odd, runs_of(odd))
