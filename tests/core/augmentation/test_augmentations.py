"""Does every way to vary an image keep its shape, its range and its word, and does 0 leave the image alone?"""

import numpy as np
import pytest
import torch

from core import images as pixels
from core.augmentation import AUGMENTATIONS, GENTLE, StrokeConfig, WarpConfig, vary
from core.config import ConfigError
from core.datasets import DATASETS
from core.folder import find, open_model
from core.training.run import TrainingConfig

STILL = {
    "warp": WarpConfig(turn=0.0, lean=0.0, shift=0.0, stretch=0.0, bend=0.0),
    "stroke": StrokeConfig(thicken=0.0, thin=0.0),
}


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
    assert torch.allclose(STILL[name].vary(digits, rng=rng()), digits, atol=1e-5)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_a_way_has_words_and_goes_to_json_and_back(name):
    way = AUGMENTATIONS[name]()
    assert way.title and way.about.endswith(".")
    assert type(way).from_json(way.to_json()) == way
    training = TrainingConfig(augmentation=(way, way))
    assert TrainingConfig.from_json(training.to_json()) == training


@pytest.mark.parametrize(("name", "setting", "most"), [("warp", "turn", 45), ("stroke", "thin", 0.6)])
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
