"""Which letters does a model draw of somebody's hand, so that they are set beside the hand's own?

Each own letter is shown to the model in its box (core.handwriting.letters.box); a strategy draws places among these of
its class; what the model decodes there gets back what a box takes away: the size, the place above the line, the pen and
the strokes to its neighbours, as the own letter has them whose place in latent space is nearest. A letter of a class is
drawn like letters of that class alone. A model without an encoder, such as a flow, is shown none: it draws from its
noise, and the own letter whose shape is nearest stands for the nearest place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from core import images as pixels
from core.config import Config
from core.datasets.boxes import SHARE, STROKE
from core.handwriting.letters.box import in_boxes
from core.handwriting.message.draw import covered
from core.handwriting.message.glyph import BANDS, TOP, Glyph, Joint, shapes_of, whole
from core.handwriting.message.hand import Hand, runs_of, with_oddness
from core.handwriting.message.measures import HandMeasures
from core.handwriting.message.outline import UNIT, box_of, points_of
from core.handwriting.message.word_ink import EDGE, FINE, WordInk
from core.latents import Latents
from core.sampling import MISSING, AnySamplerConfig, NearImagesConfig
from core.skeleton import thinned
from core.types import DataError, Encoder

if TYPE_CHECKING:
    from core.models.vae_network import Vae
    from core.types import LatentModel

OnProgress = Callable[[str, float], None]

AROUND = 6  # pixels of paper around a letter, where it is drawn for its box
PAD = 0.2  # x-heights of paper around a letter that was decoded
SMOOTH = 0.35  # of a pixel of the model's image, by which what is enlarged is blurred
NEAR = 1  # bands up and down in which ink is looked for that a stroke to a neighbour begins at
WIDEST = 1.3  # times as wide as the pen, that a stroke may be
AT_ONCE = 512


class ModelInkConfig(Config):
    """How a model's letters are drawn."""

    sampler: AnySamplerConfig = NearImagesConfig()
    each: int = Field(8, ge=1, le=40, description="Letters drawn of each character.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Where chance begins.")


@dataclass(frozen=True, eq=False)
class ModelInk:
    """Letters that a model has drawn. source: int (n,), the own glyph whose place in latent space is nearest to each,
    or whose shape is, where the model has no encoder.

    unknown: what the hand can write and the model has no class for.
    """

    glyphs: tuple[Glyph, ...]
    source: np.ndarray
    unknown: tuple[str, ...]


def boxes_of(glyphs: Sequence[Glyph]) -> np.ndarray:
    """Return glyphs in boxes, uint8 (n, 128, 128), bright ink on 0."""
    return in_boxes([_drawn(one) for one in glyphs])


def model_ink(
    model: LatentModel,
    hand: Hand,
    config: ModelInkConfig,
    *,
    of: Latents | None = None,
    on_progress: OnProgress = lambda what, share: None,
) -> ModelInk:
    """Return letters that a model draws of a hand: of every sign that both know.

    model: told the class. of: latents of other images of the model's classes, among which places are drawn instead of
    among the hand's own. Raises DataError if there is no such sign, or the strategy goes by places and the model has no
    encoder; SamplingError if the strategy cannot be fitted.
    """
    names = list(model.classes)
    known = np.array([k for k, one in enumerate(hand.glyphs) if one.sign in names], np.int64)
    unknown = tuple(sign for sign in hand.signs if sign not in names)
    if not len(known):
        raise DataError("this model knows none of the characters of this hand: teach one on letters of it.")
    labels = np.array([names.index(hand.glyphs[k].sign) for k in known], np.int64)
    images = pixels.resize(boxes_of([hand.glyphs[k] for k in known]), model.image_size)
    mu, logvar = None, None
    if isinstance(model, Encoder):
        on_progress("showing letters to the model", 0.1)
        mu, logvar = encoded(model, images, labels)
    on_progress("drawing letters", 0.5)
    places = (mu, logvar, labels) if of is None else (of.mu, of.logvar, of.labels)
    z, asked = _places(config, places, labels, d=model.latent_dim, k=len(names))
    shown = decoded(model, z, asked)
    seen, own = (_flat(shown), _flat(images / 255)) if mu is None else (z, mu)
    source = np.array([known[_nearest(z, own, labels == label)] for z, label in zip(seen, asked, strict=True)])
    found, kept = [], []
    first = max(one.word for one in hand.glyphs) + 1
    for k, (image, at) in enumerate(zip(shown, source, strict=True)):
        glyph = glyph_of(image, hand.glyphs[at], hand.measures, first + k)
        if glyph is not None:
            found.append(glyph)
            kept.append(at)
    odd = with_oddness([*hand.glyphs, *found])[len(hand.glyphs) :]
    return ModelInk(tuple(whole(one) for one in odd), np.array(kept, np.int64), unknown)


def _places(
    config: ModelInkConfig,
    places: tuple[np.ndarray | None, np.ndarray | None, np.ndarray | None],
    labels: np.ndarray,
    *,
    d: int,
    k: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw places (n, d) of each of the classes in `labels` that the strategy knows; the second is their class (n,).

    places: means, log-variances and classes that it is fitted to. Raises DataError, SamplingError.
    """
    mu, logvar, of = places
    if mu is None:
        if config.sampler.needs:
            raise DataError(MISSING["latents"])
        mu, of = np.zeros((0, d), np.float32), None
    rng = np.random.default_rng(config.seed)
    fitted = config.sampler.fit(mu, of, logvar=logvar, classes=k, rng=rng)
    z, asked = [], []
    for label in sorted(set(labels.tolist()) & set(fitted.knows)):
        z.append(fitted.draw(config.each, label=label, rng=rng).z)
        asked += [label] * config.each
    if not z:
        raise DataError("this strategy does not tell characters apart here: choose another.")
    return np.concatenate(z), np.array(asked)


@dataclass(frozen=True, eq=False)
class Written:
    """A hand of letters that a model has drawn, with own ones among them. nearest: int (n,), as Likeness has it."""

    hand: Hand
    nearest: np.ndarray


def written_by(hand: Hand, ink: ModelInk, *, mixed: bool = False) -> Written:
    """Return a hand of a model's letters; mixed: beside its own. What the model has no class for is own ink anyhow."""
    have = {one.sign for one in ink.glyphs}
    own = [k for k, one in enumerate(hand.glyphs) if mixed or one.sign not in have]
    glyphs = (*(hand.glyphs[k] for k in own), *ink.glyphs)
    nearest = np.concatenate([np.array(own, np.int64), ink.source])
    return Written(Hand(hand.measures, glyphs, runs_of(glyphs)), nearest)


def _drawn(glyph: Glyph) -> np.ndarray:
    """Return a glyph's ink, float32 (h, w), FINE pixels an x-height."""
    left, top, right, bottom = box_of([glyph.outline])
    size = round((bottom - top) * FINE) + 2 * AROUND, round((right - left) * FINE) + 2 * AROUND
    at = np.array([AROUND - left * FINE, AROUND - top * FINE])
    ink = covered([points_of(curve) * (FINE / UNIT) + at for curve in glyph.outline], size).astype(np.float32) / 255
    if ink.max() < EDGE:
        ink[size[0] // 2, size[1] // 2] = 1  # a speck
    return ink


def encoded(model: Vae, images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return means and log-variances, float32 (n, d), of uint8 images (n, h, w) of these classes."""
    import torch
    import torch.nn.functional as F

    mu, logvar = [], []
    with torch.no_grad():
        for start in range(0, len(images), AT_ONCE):
            x = pixels.to_float(torch.from_numpy(images[start : start + AT_ONCE]))
            y = F.one_hot(torch.from_numpy(labels[start : start + AT_ONCE]), len(model.classes))
            posterior = model.encode(x, y.float())
            mu.append(posterior.mu.numpy())
            logvar.append(posterior.logvar.numpy())
    return np.concatenate(mu), np.concatenate(logvar)


def decoded(model: LatentModel, z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return what a model draws at places (n, d) of these classes, float32 (n, h, w) in [0, 1]."""
    import torch
    import torch.nn.functional as F

    y = F.one_hot(torch.from_numpy(labels), len(model.classes)).float()
    places = torch.from_numpy(z.astype(np.float32))
    with torch.no_grad():
        parts = [model.decode(*part) for part in zip(places.split(AT_ONCE), y.split(AT_ONCE), strict=True)]
    return torch.cat(parts)[:, 0].numpy()


def _flat(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1).astype(np.float32)


def _nearest(z: np.ndarray, mu: np.ndarray, among: np.ndarray) -> int:
    places = np.flatnonzero(among)
    return int(places[np.square(mu[places] - z).sum(1).argmin()])


Box = tuple[float, float, float, float]  # left, top, right, bottom, x-heights; down is positive


def glyph_of(
    image: np.ndarray, own: Glyph, measures: HandMeasures, number: int, box: Box | None = None
) -> Glyph | None:
    """Return what a model has drawn, float32 (h, w) in [0, 1], as a letter of a hand; None without ink.

    own: the letter that it is as large and as high as, unless `box` says otherwise, and that says which strokes join
    it. number: of the word that it is alone in.
    """
    field, base = _field(image, box or box_of([own.outline]), measures.stroke)
    lean = float(np.tan(np.radians(measures.slant)))
    (shape,) = shapes_of(WordInk(field, np.ones(field.shape, np.int16), base), 1, lean)
    if shape is None:
        return None
    return Glyph(
        sign=own.sign, outline=shape.outline, wide=shape.wide, left=shape.left, right=shape.right,
        entry=_joint(own, own.entry, "left", shape.left), exit=_joint(own, own.exit, "right", shape.right), seam=(),
        word=number, place=0, at=0.0, first=own.first, last=own.last, doubt=own.doubt,
    )  # fmt: skip


def _field(image: np.ndarray, box: Box, pen: float) -> tuple[np.ndarray, float]:
    """Return an image as ink above EDGE, FINE pixels an x-height, strokes a pen wide, and the row of its base line."""
    import cv2

    side = len(image)
    left, top, right, bottom = box
    longer = max(right - left, bottom - top)
    scale = FINE * _size(longer, pen) / side
    pad = round(PAD * FINE)
    size = round(side * scale) + 2 * pad
    turn = np.array([[scale, 0, (scale - 1) / 2 + pad], [0, scale, (scale - 1) / 2 + pad]])
    large = cv2.warpAffine(image.astype(np.float32), turn, (size, size), flags=cv2.INTER_CUBIC)
    large = cv2.GaussianBlur(large, (0, 0), max(0.5, SMOOTH * scale))
    ink = large > EDGE
    base = (size - 1) / 2 - (top + bottom) / 2 * FINE
    if not ink.any():
        return np.zeros(large.shape, np.float32), base
    middle = cv2.distanceTransform((~thinned(ink)).astype(np.uint8), cv2.DIST_L2, 5)
    inside, outside = (cv2.distanceTransform(part.astype(np.uint8), cv2.DIST_L2, 5) for part in (ink, ~ink))
    depth = inside - outside + (pen * FINE - STROKE * side * scale) / 2
    # Where the model is unsure, strokes are blots or hairlines: they are as wide as the pen is, or a little wider.
    depth = np.clip(depth, pen * FINE / 2 - middle, WIDEST * pen * FINE / 2 - middle)
    depth = cv2.GaussianBlur(depth, (0, 0), 1.0)
    return np.clip(EDGE + depth / 8, 0, 1).astype(np.float32), base


def _size(longer: float, pen: float) -> float:
    """Return how many x-heights the side of a box stands for, where the longer side of the ink is so many."""
    if longer > 1.5 * pen:
        return (longer - pen) / (SHARE - STROKE)
    return pen / STROKE / 1.4  # a dot is drawn that much larger than a stroke


def _joint(own: Glyph, joint: Joint | None, side: str, found: np.ndarray) -> Joint | None:
    """Return where the own letter's stroke to a neighbour meets the ink of the drawn one; None where none is."""
    if joint is None:
        return None
    band = int(np.clip((joint.y + TOP) * BANDS, 0, len(found) - 1))
    near = slice(max(0, band - NEAR), band + NEAR + 1)
    there, here = getattr(own, side)[near], found[near]
    there, here = there[np.isfinite(there)], here[np.isfinite(here)]
    if not len(there) or not len(here):
        return None
    end = np.min if side == "left" else np.max
    return replace(joint, x=float(joint.x + end(here) - end(there)))
