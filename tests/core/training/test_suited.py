"""Do settings that follow the data fit it, whatever is brought?"""

import numpy as np
import pytest
import torch

from core.datasets import DATASETS
from core.training.loop import fit
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from core.training.steps import epochs_of
from core.training.suited import adapted, because, suited
from core.types import ImageDataset

DATA = DATASETS["digits"]()
ODD = [
    (3, 28, 0),
    (3, 28, 2),
    (4, 28, 0),
    (4, 28, 2),
    (30, 28, 1),
    (52, 28, 26),
    (108, 28, 6),
    (50, 100, 5),
    (20, 128, 3),
    (20, 256, 0),
    (9, 8, 3),
]


def strokes(n: int, size: int, k: int) -> ImageDataset:
    images = np.random.default_rng(0).integers(0, 255, (n, size, size), np.uint8)
    labels = (np.arange(n) % k).astype(np.int64) if k else None
    return ImageDataset("strokes", images, labels, tuple(f"class {i}" for i in range(k)))


@pytest.mark.parametrize("n, size, k", [*ODD, (2_700, 28, 26), (70_000, 28, 10), (70_000, 64, 0)])
def test_what_is_suited_is_valid_and_has_steps_enough(n, size, k):
    config = suited(DATA, n=n, size=size, k=k)
    assert RunConfig.from_json(config.to_json()) == config
    assert config.model.conditional == (k >= 2)
    learned = n - max(1, round(config.training.validation * n))
    steps = config.training.epochs * epochs_of(learned, config.training)[0]
    assert 1_600 <= steps <= 8_000
    assert f"{steps:,} steps" in because(config, n=n, k=k)
    assert bool(config.training.augmentation) == (n < 20_000)


def test_the_reason_is_a_sentence():
    config = suited(DATA, n=108, size=28, k=6)
    assert because(config, n=108, k=6) == (
        "108 images of 6 classes: told the class, varied a little at each step, 4,000 steps of 32."
    )
    plain = config.replace(
        model=config.model.replace(conditional=False), training=config.training.replace(augmentation=())
    )
    assert because(plain, n=108, k=0) == "108 images: 4,000 steps of 32."


@pytest.mark.parametrize("n, size, k", ODD)
def test_what_is_suited_trains(n, size, k):
    config = suited(DATA, n=n, size=size, k=k)
    data = strokes(n, size, k).resized(config.model.image_size)
    torch.manual_seed(0)
    short = config.training.replace(device="cpu", epochs=2, epoch_images=64)
    last = list(fit(config.model.build(data.classes), data, short))[-1]
    assert last.ended == "done"
    assert last.samples.shape == (20, config.model.image_size, config.model.image_size)


def test_two_images_are_too_few():
    with pytest.raises(ValueError, match="at least 3 images"):
        suited(DATA, n=2, size=28, k=0)


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("n", [12, 108, 3_000])
def test_a_recipe_is_adapted_to_other_images(name, n):
    run = adapted(RECIPES[name].run, n)
    training = run.training
    held_out = max(1, round(training.validation * n if training.validation < 1 else training.validation))
    each, _ = epochs_of(n - held_out, training)
    assert held_out <= max(1, 0.1 * n) or training.validation < 1
    assert training.epochs * each >= (600 if run.start else 1_600) and training.batch_size <= 64
    assert max(training.kept_epochs()) == training.epochs, "a film ends with the training"
    assert getattr(run.model, "r1", 1.0) > 0
    assert adapted(run, n) == run


def test_a_recipe_on_as_many_images_as_it_was_made_for_stays_as_it_is():
    run = RECIPES["mnist-classifier"].run
    assert adapted(run, 60_000) == run
