"""Do letters that a model draws of a hand stand where its own do, as the same characters and as their own kind?"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
from torch import nn

from core import images as pixels
from core.handwriting.message.compose import compose
from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.likeness import compared, shapes_of_hand
from core.handwriting.message.model_ink import ModelInk, ModelInkConfig, boxes_of, model_ink, written_by
from core.handwriting.message.settings import ComposeConfig
from core.handwriting.message.sources import hand_from, ink_of, objection, ways
from core.library.folder import find
from core.sampling import BetweenImagesConfig, GaussianMixtureConfig, PriorConfig
from core.types import DataError
from tests.core.handwriting.written_hands import hand

CONFIG = ModelInkConfig(each=3)


@cache
def ink() -> ModelInk:
    return ink_of(find("letters-cvae"), hand(), CONFIG)


def with_a_capital() -> Hand:
    """Return the hand with one letter called D, which the model has no class for."""
    glyphs = list(hand().glyphs)
    at = next(k for k, one in enumerate(glyphs) if one.sign == "d")
    glyphs[at] = replace(glyphs[at], sign="D")
    return Hand(hand().measures, tuple(glyphs), runs_of(glyphs))


def test_letters_are_as_large_and_as_high_as_the_own_ones_they_are_most_like():
    own = [hand().glyphs[k] for k in ink().source]
    assert [one.sign for one in ink().glyphs] == [one.sign for one in own]
    tops = np.array([[a.top, b.top] for a, b in zip(ink().glyphs, own, strict=True)])
    feet = np.array([[a.foot, b.foot] for a, b in zip(ink().glyphs, own, strict=True)])
    assert np.abs(np.diff(tops)).mean() < 0.2 and np.abs(np.diff(feet)).mean() < 0.2
    assert all(one.outline and one.place == 0 for one in ink().glyphs)
    assert len({one.word for one in ink().glyphs} | {one.word for one in hand().glyphs}) >= len(ink().glyphs)


def test_the_same_seed_gives_the_same_letters_and_another_gives_others():
    again = ink_of(find("letters-cvae"), hand(), CONFIG)
    other = ink_of(find("letters-cvae"), hand(), CONFIG.replace(seed=1))
    assert all((a.left == b.left).all() for a, b in zip(ink().glyphs, again.glyphs, strict=True))
    assert any((a.left != b.left).any() for a, b in zip(ink().glyphs, other.glyphs, strict=False))


@pytest.mark.parametrize("sampler", [BetweenImagesConfig(), GaussianMixtureConfig(choose="bic", components=26)])
def test_other_strategies_draw_of_every_character_that_both_know(sampler):
    found = ink_of(find("letters-cvae"), hand(), CONFIG.replace(sampler=sampler))
    assert {one.sign for one in found.glyphs} == {sign for sign in hand().signs if sign.isalpha()}


def test_what_the_model_has_no_class_for_is_own_ink_and_never_another_letter():
    own = with_a_capital()
    found = ink_of(find("letters-cvae"), own, CONFIG)
    assert "D" in found.unknown and "D" not in {one.sign for one in found.glyphs}
    written = written_by(own, found)
    assert {one.word for one in written.hand.glyphs if one.sign == "D"} <= {one.word for one in own.glyphs}
    assert written.hand.signs == own.signs
    assert (np.array([own.glyphs[k].sign for k in written.nearest]) == [g.sign for g in written.hand.glyphs]).all()


def test_a_message_is_written_by_the_model_and_by_both():
    for source in ("model", "mixed"):
        writer = hand_from(source, hand(), find("letters-cvae"), CONFIG)
        message = compose("the quick brown fox", writer, ComposeConfig())
        assert message.letters == 16
        assert len(writer.glyphs) > len(ink().glyphs)
    assert message.pieces < 16  # pieces of own words stay in the mix
    assert hand_from("ink", hand(), None, CONFIG) is hand()


def test_models_that_cannot_draw_a_hand_are_named():
    assert "told the class" in objection(find("mnist-vae-2d"), hand().signs)
    assert "none of the characters" in objection(find("mnist-cgan"), hand().signs)
    assert objection(find("letters-cvae"), hand().signs, between=True) == ""
    assert "a VAE that is told" in objection(find("mnist-flow"), hand().signs, between=True)
    assert "none of the characters" in objection(find("mnist-cvae"), hand().signs)
    assert objection(find("letters-cvae"), hand().signs) == ""
    with pytest.raises(DataError, match="a model is needed"):
        hand_from("model", hand(), None, CONFIG)


class Noise(nn.Module):
    """Draws what its noise says, and is asked for a class: a model without an encoder."""

    classes, latent_dim, image_size = ("a", "o", "n"), 784, 28

    def decode(self, z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        """Draw a bar for the class, thicker by the noise."""
        x = torch.zeros(len(z), 1, 28, 28)
        for image, noise, k in zip(x, z, y.argmax(1), strict=True):
            image[0, 4:24, 6 + 5 * int(k) : 9 + 5 * int(k) + int(noise[0].abs() * 2)] = 1
        return x


def test_a_model_without_an_encoder_draws_from_its_noise_and_the_nearest_shape_is_its_own_letter():
    found = model_ink(Noise(), hand(), CONFIG.replace(sampler=PriorConfig()))
    shared = set(Noise.classes) & set(hand().signs)
    assert {one.sign for one in found.glyphs} == shared and len(found.glyphs) == 3 * len(shared)
    boxes = np.stack([one.astype(np.float32) / 255 for one in pixels.resize(boxes_of(hand().glyphs), 28)])
    shapes, own = pixels.resize(boxes_of(found.glyphs), 28) / 255, np.array([one.sign for one in hand().glyphs])
    for shape, glyph, at in zip(shapes, found.glyphs, found.source, strict=True):
        apart = np.where(own == glyph.sign, np.square(boxes - shape).sum((1, 2)), np.inf)
        assert apart[at] < 1.3 * apart.min(), "by the shape as it was decoded, which its own box moves a little"
    with pytest.raises(DataError, match="no encoder"):
        model_ink(Noise(), hand(), CONFIG)


def test_the_first_way_to_draw_suits_the_model():
    assert ways(find("letters-cvae").config.model)[0] == "near-images"
    assert ways(find("mnist-flow").config.model) == ("prior", "truncated-prior")


@pytest.mark.long
def test_a_copy_is_called_a_copy_and_letters_of_another_kind_are_far():
    own = shapes_of_hand(hand().glyphs)
    same, drawn = compared(own, own), compared(shapes_of_hand(ink().glyphs), own)
    assert same is not None and drawn is not None
    assert same.copies == pytest.approx(1) and same.apart < 0.01 and same.variety == pytest.approx(1)
    assert drawn.nearest > same.nearest and drawn.copies < 0.5 and drawn.letters < same.letters
    assert boxes_of(hand().glyphs[:2]).shape == (2, 128, 128)
