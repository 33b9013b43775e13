"""Is a model that gives back what it learned always named, and never one that does not?"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from core.datasets.digits import DigitsConfig
from core.metrics import Drawn, Reference, memorisation
from core.sampling import SAMPLERS
from core.scores.memory import gives_back
from core.scores.nearest_training import nearest_few
from core.scores.table import SampleTable
from core.scores.verdict import verdict
from tests.core.scores.tables import USUAL, scored

DRAWS = 20


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Images that are learned, that are held out beside the test images, and the test images."""
    images = np.concatenate([DigitsConfig().load(part, image_size=28).images for part in ("train", "test")])
    images = images[np.random.default_rng(0).permutation(len(images))]
    return images[:1000], images[1000:1400], images[1400:]


def found(images: np.ndarray, real: Reference) -> bool | None:
    drawn = Drawn(images, torch.zeros(len(images), 1))
    rows = memorisation.measure(drawn, real, rng=torch.Generator())
    under = USUAL.replace(n=len(images), real=len(real.images), seeds=1)
    return gives_back(scored("prior", 1.0, under=under).replace(rows=rows))


def mixed(learned: np.ndarray, images: np.ndarray, share: float) -> np.ndarray:
    """Go this far from each of the images, which are learned ones, towards its nearest other one, pixel by pixel."""
    _, order = nearest_few(images, learned, 2)
    other = learned[order[:, 1]]  # the first is itself
    return ((1 - share) * images + share * other).round().astype(np.uint8)


@pytest.mark.long
def test_over_twenty_draws_copies_are_always_named_and_held_out_images_never(digits):
    learned, held_out, test = digits
    real = Reference(test, torch.zeros(len(test), 1), learned)
    answers = {"copies": [], "a tenth": [], "held out": [], "mixed": []}
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        copies, own = learned[rng.permutation(1000)[:400]], held_out[rng.permutation(400)]
        answers["copies"].append(found(copies, real))
        answers["a tenth"].append(found(np.concatenate([copies[:60], own[:340]]), real))
        answers["held out"].append(found(own[:300], real))
        answers["mixed"].append(found(mixed(learned, copies[:200], 0.25), real))
    assert answers["copies"] == [True] * DRAWS == answers["mixed"]
    assert True not in answers["held out"] and False not in answers["a tenth"]
    assert answers["a tenth"].count(True) > DRAWS / 2


def test_a_memoriser_is_found_however_large_the_training_set_is_beside_the_test_set():
    rng = np.random.default_rng(0)
    learned, test = (rng.integers(0, 256, (n, 8, 8), np.uint8) for n in (12_000, 1000))
    real = Reference(test, torch.zeros(1000, 1), learned)
    assert found(learned[-500:], real) is True  # far from the first that the test images could be matched with
    assert found(rng.integers(0, 256, (500, 8, 8), np.uint8), real) is False


@pytest.mark.parametrize("width", [0.5, 1.0])
def test_blur_is_no_memory_and_hides_none(digits, width):
    learned, held_out, test = digits
    real = Reference(test, torch.zeros(len(test), 1), learned)
    blurred = [gaussian_filter(images[:400].astype(float), (0, width, width)) for images in (held_out, learned)]
    own, copies = (images.round().astype(np.uint8) for images in blurred)
    assert found(own, real) is not True and found(copies, real) is True


def test_test_images_that_were_learned_too_raise_what_chance_gives(digits):
    learned, held_out, test = digits
    twice = Reference(np.concatenate([test[:200], learned[:100]]), torch.zeros(300, 1), learned)
    floor = memorisation.floor(twice)["copied"].value
    assert floor == pytest.approx(1 / 3, abs=0.01)
    assert found(learned[200:600], twice) is True and found(held_out, twice) is False


def of(name: str, share: float, **more):
    return scored(name, 30.0, rows={"copied": (share, "share")}, **more)


def told(*sources) -> str:
    return next(one.text for one in verdict(SampleTable(scored=sources)) if one.question == "Copies")


def test_the_verdict_names_them_and_says_what_a_strategy_that_begins_at_images_is():
    assert told(of("prior", 0.012), of("kde", 0.02)).startswith(
        "None gives back what was learned: at most 2.0 % (Kernel"
    )
    text = told(of("prior", 0.4), of("kde", 0.02))
    assert text.startswith("Given back") and "Standard prior 40.0 %" in text and "No other gives back" in text
    assert "start" not in text, "what the prior gives back, the model knows by heart"
    text = told(of("prior", 0.012), of("neighbour-mixing", 0.4))
    assert "Neighbour mixing starts from images that were learned" in text and "No other" in text
    assert "Too close to chance to be told: Standard prior 5.0 %" in told(of("prior", 0.05), of("kde", 0.0))
    few = USUAL.replace(n=50, seeds=1)
    assert "None gives back" not in told(of("prior", 0.0, under=few), of("kde", 0.0, under=few)), (
        "from 50 nobody can tell"
    )


def test_every_strategy_is_said_to_start_from_images_if_it_does():
    for name, sampler in SAMPLERS.items():
        starts = "starts from images" in told(of(name, 0.9), of("truncated-prior", 0.0))
        assert starts == bool(sampler.needs)
