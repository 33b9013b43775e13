"""Is what is like nothing a classifier has learned told from what is, and from nothing but its own training images?"""

import numpy as np
import pytest
import torch
from safetensors.torch import load, save

from core import images as pixels
from core import library
from core.datasets import DATASETS
from core.library.weights import model_with
from core.metrics import accuracy
from core.models import ClassifierConfig
from core.models.familiar import Familiar
from core.training.loop import fit
from core.training.run import TrainingConfig

RNG = np.random.default_rng(0)


def as_x(images):
    return pixels.to_float(torch.from_numpy(np.ascontiguousarray(images)))


def strange(n=200):
    """Images that are no digits: noise of three kinds, checkerboards, greys, nothing."""
    y, x = np.mgrid[:28, :28]
    return {
        "uniform": RNG.integers(0, 256, (n, 28, 28), dtype=np.uint8),
        "faint grey noise": np.clip(128 + RNG.normal(0, 8, (n, 28, 28)), 0, 255).astype(np.uint8),
        "specks": np.where(RNG.random((n, 28, 28)) < 0.19, 255, 0).astype(np.uint8),
        "checkerboards": np.stack([(255 * ((y // p + x // p) % 2)).astype(np.uint8) for p in range(1, 8)]),
        "grey": np.stack([np.full((28, 28), grey, np.uint8) for grey in range(0, 256, 15)]),
    }


@pytest.fixture(scope="module")
def digits():
    return DATASETS["digits"]()


@pytest.fixture(scope="module")
def trained(digits):
    """Return a reader that learned for seconds, as a visitor's does."""
    data = digits.load("train")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = ClassifierConfig(filters=(8, 16, 32), features=64).build(data.classes)
    training = TrainingConfig(epochs=8, batch_size=64, learning_rate=5e-3, device="cpu")
    for progress in fit(model, data, training):
        assert progress.ended or not model.familiar.calibrated  # while it learns nothing is claimed
    return model.eval()


@torch.no_grad()
def test_the_shipped_reader_refuses_noise_and_reads_digits(digits):
    reader = library.open_model(library.find("mnist-classifier"))
    for kind, images in strange().items():
        assert (reader.unlike(as_x(images)) > 1).all(), kind
        # The shares alone would not have told: of most it is surer than of digits.
    assert (reader(as_x(strange()["uniform"])).softmax(1).max(1).values > 0.9).float().mean() > 0.5
    test = digits.load("test")
    refused = reader.unlike(as_x(test.images)) > 1
    assert refused.float().mean() < 0.08  # digits of another hand and make than it learned from


@pytest.mark.long
@torch.no_grad()
def test_a_visitors_reader_is_calibrated_when_its_training_ends(trained, digits):
    assert trained.familiar.calibrated
    for kind, images in strange().items():
        assert (trained.unlike(as_x(images)) > 1).float().mean() > 0.9, kind
    assert (trained.unlike(as_x(digits.load("test").images)) > 1).float().mean() < 0.05


def test_an_evaluation_says_how_many_real_images_are_refused(trained, digits):
    test = digits.load("test")
    found = accuracy.measure(trained, test, rng=torch.Generator())
    with torch.no_grad():
        share = (trained.unlike(as_x(test.images)) > 1).float().mean().item()
    assert found["refused"].value == pytest.approx(share) and found["refused"].unit == "share"
    plain = ClassifierConfig(filters=(4,), features=8).build(test.classes).eval()
    assert "refused" not in accuracy.measure(plain, test, rng=torch.Generator())


@torch.no_grad()
def test_one_run_of_the_network_gives_all_that_can_be_said(trained, digits):
    x = as_x(digits.load("test").images[:20])
    for one, other in zip(trained.read(x), (trained.features(x), trained(x), trained.unlike(x)), strict=True):
        assert torch.equal(one, other)


@torch.no_grad()
def test_a_reader_from_before_says_nothing(trained, digits):
    old = {name: tensor for name, tensor in trained.state_dict().items() if not name.startswith("familiar.")}
    run = _run(trained, digits)
    opened = model_with(run, save(old))
    x = as_x(strange()["uniform"])
    assert not opened.familiar.calibrated and (opened.unlike(x) == 0).all()
    assert torch.equal(opened(x), trained(x))
    # What is there is held against the settings as every weight is.
    halved = {
        name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in trained.state_dict().items()
    }
    there = model_with(run, save(halved))
    assert torch.allclose(there.unlike(x), trained.unlike(x), rtol=0.02)
    with pytest.raises(ValueError, match=r"familiar\.means"):
        model_with(run, save(old | {"familiar.means": torch.zeros(3, 64)}))


def _run(model, digits):
    from core.training.run import RunConfig

    return RunConfig(dataset=digits, model=model.config, classes=model.classes)


def test_too_few_images_held_out_claim_nothing():
    features, labels = torch.randn(100, 8, generator=torch.Generator().manual_seed(0)), torch.arange(100) % 2
    few = Familiar(8, 2)
    few.calibrate(features, labels, features[:49])
    assert not few.calibrated
    few.calibrate(features, labels, features[:50])
    assert few.calibrated


def test_the_distance_is_mahalanobis_to_the_nearest_class():
    rng = torch.Generator().manual_seed(1)
    labels = torch.arange(400) % 2
    features = torch.randn(400, 6, generator=rng) + 4 * torch.eye(6)[labels]  # the third class has no images
    familiar = Familiar(6, 3)
    familiar.calibrate(features, labels, features)
    x = (features / features.norm(dim=1, keepdim=True)).double()
    means = torch.stack([x[labels == c].mean(0) for c in range(2)])
    within = torch.cov((x - means[labels]).T, correction=0)
    inverse = torch.linalg.inv(within + 0.01 * within.diagonal().mean() * torch.eye(6))
    gaps = x[:, None] - means
    expected = torch.einsum("ncf,fg,ncg->nc", gaps, inverse, gaps).min(1).values
    limit = (expected.log().mean() + 2.4 * expected.log().std()).exp()
    assert torch.allclose(familiar(features)[:, 0].double(), expected / limit, rtol=1e-3)


def test_wide_features_are_measured_in_few_directions():
    rng = torch.Generator().manual_seed(2)
    features, labels = torch.randn(600, 200, generator=rng), torch.arange(600) % 3
    familiar = Familiar(200, 3)
    familiar.calibrate(features, labels, features[:300])
    assert familiar.whitening.shape == (128, 200) and torch.isfinite(familiar(features)).all()


def test_it_survives_its_own_file(trained):
    again = ClassifierConfig(filters=(8, 16, 32), features=64).build(trained.classes)
    again.load_state_dict(load(save(trained.state_dict())))
    x = as_x(strange(5)["specks"])
    with torch.no_grad():
        assert torch.equal(again.eval().unlike(x), trained.unlike(x))
