"""Does every way to vary an image keep its shape, its range and its word, and does 0 leave the image alone?"""

import numpy as np
import pytest
import torch

from core import images as pixels
from core.augmentation import (
    AUGMENTATIONS,
    GENTLE,
    BlurConfig,
    LightConfig,
    StrokeConfig,
    WarpConfig,
    vary,
)
from core.augmentation.pen import PenConfig
from core.augmentation.whole_pixel import WholePixelConfig
from core.config import ConfigError, bounds
from core.datasets import DATASETS
from core.library.folder import find, open_model
from core.training.run import TrainingConfig


@pytest.fixture(scope="module")
def digits() -> torch.Tensor:
    return pixels.to_float(torch.from_numpy(DATASETS["digits"]().load("test").images))


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", AUGMENTATIONS)
@pytest.mark.parametrize("size", [8, 28, 33, 128])
def test_shape_range_and_seed(name, size):
    way = AUGMENTATIONS[name]()
    x = torch.rand(7, 1, size, size, generator=rng(5))
    varied = way.vary(x, rng=rng())
    assert varied.shape == x.shape and varied.dtype == torch.float32
    assert torch.isfinite(varied).all() and varied.min() >= 0 and varied.max() <= 1
    assert torch.equal(varied, way.vary(x, rng=rng()))
    assert not torch.equal(varied, way.vary(x, rng=rng(1)))
    assert torch.equal(x, torch.rand(7, 1, size, size, generator=rng(5)))  # what came in is left alone


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_each_of_equal_images_is_varied_by_chance_of_its_own(name, digits):
    varied = AUGMENTATIONS[name]().vary(digits[:1].repeat(8, 1, 1, 1), rng=rng())
    assert len({image.numpy().tobytes() for image in varied}) == 8


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_at_0_nothing_is_varied(name, digits):
    kind = AUGMENTATIONS[name]
    how_much = {key: 0 for key, field in kind.model_fields.items() if bounds(field)[0] == 0}
    assert how_much, "at 0 nothing is varied"
    assert torch.allclose(kind(**how_much).vary(digits, rng=rng()), digits, atol=1e-5)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_a_way_has_words_and_goes_to_json_and_back(name):
    way = AUGMENTATIONS[name]()
    assert way.title and way.about.endswith(".")
    assert type(way).from_json(way.to_json()) == way
    training = TrainingConfig(augmentation=(way, way))
    assert TrainingConfig.from_json(training.to_json()) == training


LIMITS = [("warp", "turn", 45), ("stroke", "thin", 0.6), ("light", "pale", 0.7), ("blur", "sigma", 0.06)]


@pytest.mark.parametrize(("name", "setting", "most"), LIMITS)
def test_more_than_the_range_is_refused(name, setting, most):
    with pytest.raises(ConfigError, match=f"{setting} must be between 0 and {most:g}"):
        AUGMENTATIONS[name](**{setting: 90.0})


def test_a_config_written_before_there_was_augmentation_loads():
    old = TrainingConfig().model_dump()
    del old["augmentation"]
    assert TrainingConfig(**old).augmentation == ()


def test_gentle_ways_keep_a_digit_the_digit():
    reader, writer = open_model(find("mnist-classifier")), open_model(find("mnist-cgan"))
    asked = torch.arange(400) % 10
    with torch.no_grad():
        x = writer.decode(torch.randn(400, writer.latent_dim, generator=rng()), torch.eye(10)[asked])
        before, after = reader(x), reader(vary(x, GENTLE, rng=rng()))
    assert (before.argmax(1) == after.argmax(1)).float().mean().item() >= 0.96


def test_turning_turns_and_paper_comes_in_empty():
    x = torch.zeros(200, 1, 29, 29)
    x[:, :, 14, 4:25] = 1  # a horizontal bar through the middle
    turned = WarpConfig(turn=30.0, lean=0.0, shift=0.0, stretch=0.0, bend=0.0).vary(x, rng=rng())
    rows, columns = np.meshgrid(np.arange(29) - 14, np.arange(29) - 14, indexing="ij")
    ink = turned[:, 0].numpy()
    tilt = np.degrees(np.arctan2((ink * rows * columns).sum((1, 2)), (ink * columns**2).sum((1, 2))))
    assert 25 < np.abs(tilt).max() <= 30.5 and abs(tilt.mean()) < 4
    assert turned[:, 0, 0].max() == 0


def test_thicker_has_more_ink_and_thinner_less(digits):
    thick = StrokeConfig(thicken=0.5, thin=0.0).vary(digits, rng=rng())
    thin = StrokeConfig(thicken=0.0, thin=0.5).vary(digits, rng=rng())
    assert (thick >= digits - 1e-6).all() and thick.mean() > digits.mean()
    assert (thin <= digits + 1e-6).all() and thin.mean() < digits.mean()


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_what_is_drawn_is_what_is_done(name, digits):
    way, x = AUGMENTATIONS[name](), digits[:9]
    drawn = way.drawn(x, rng=rng())
    assert all(len(values) == len(x) for values in drawn.values()) and any(v.ndim == 1 for v in drawn.values())
    assert torch.equal(way.applied(x, drawn), way.vary(x, rng=rng()))
    one = {key: values[4:5] for key, values in drawn.items()}
    assert torch.allclose(way.applied(x[4:5], one), way.applied(x, drawn)[4:5], atol=1e-6)  # each by its own alone


def test_blur_keeps_the_ink_and_spreads_it_as_far_as_it_says():
    x = torch.zeros(3, 1, 29, 29)
    x[:, :, 14, 14] = 1
    sigma = torch.tensor([0.7, 1.0, 2.0])
    blurred = BlurConfig().applied(x, {"blur": sigma / 29})
    assert torch.allclose(blurred.sum((1, 2, 3)), torch.ones(3), atol=1e-4)
    far = (torch.arange(29) - 14.0).square()
    spread = (blurred[:, 0].sum(1) * far).sum(1).sqrt()
    assert torch.allclose(spread, sigma, rtol=0.02)


def test_paler_ink_leaves_the_paper_and_brightness_does_not(digits):
    pale = LightConfig(pale=0.5).vary(digits, rng=rng())
    assert (pale[digits == 0] == 0).all() and pale.max() > 0.9 > pale.amax((1, 2, 3)).min() >= 0.45
    grey = LightConfig(pale=0.0, brightness=0.2).vary(digits, rng=rng())
    assert 0.1 < grey[digits == 0].max() <= 0.2


def test_a_whole_pixel_leaves_nothing_of_a_thin_stroke_and_a_third_of_the_images_as_it_was():
    x = torch.zeros(300, 1, 28, 28)
    x[:, :, 5:23, 13:15] = 1  # two pixels wide
    ink = WholePixelConfig().vary(x, rng=rng()).sum((1, 2, 3))
    assert set(ink.tolist()) == {0.0, 36.0, 80.0}
    assert all(80 <= int((ink == value).sum()) <= 120 for value in (0, 36, 80))


def test_of_a_share_of_0_none_is_written_anew_and_the_same_seed_writes_the_same(digits):
    assert PenConfig(share=0.0).vary(digits, rng=rng()) is digits
    some, again = (PenConfig(share=0.5).vary(digits, rng=rng(3)) for _ in range(2))
    changed = (some != digits).any(3).any(2).any(1).float().mean()
    assert torch.equal(some, again) and 0.35 < changed < 0.65


def test_another_pen_is_as_wide_as_it_says_whatever_wrote_it():
    bars = torch.zeros(2, 1, 28, 28)
    bars[0, :, 4:24, 13:15] = 1
    bars[1, :, 4:24, 10:18] = 1
    ink = PenConfig().applied(bars, {"pen": torch.full((2,), 3 / 28)})
    assert torch.allclose(ink[:, 0, 12].sum(1), torch.tensor([3.0, 3.0]), atol=0.6)


def test_another_pen_keeps_a_digit_the_digit():
    reader, writer = open_model(find("mnist-classifier")), open_model(find("mnist-cgan"))
    asked = torch.arange(200) % 10
    with torch.no_grad():
        x = writer.decode(torch.randn(200, writer.latent_dim, generator=rng()), torch.eye(10)[asked])
        before, after = reader(x), reader(PenConfig().vary(x, rng=rng()))
    assert (before.argmax(1) == after.argmax(1)).float().mean().item() >= 0.94
