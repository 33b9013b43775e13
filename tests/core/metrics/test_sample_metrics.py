"""Do the metrics of samples agree with independent computations, and with cases worked out by hand?"""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.linalg
import torch

from core.metrics import (
    ROWS,
    SAMPLE_METRICS,
    Drawn,
    Reference,
    frechet,
    memorisation,
    neighbourhoods,
    reading,
    sharpness,
)


def normal(n: int, d: int, *, seed: int = 0) -> torch.Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed))


def noise(n: int, *, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, 12, 12), np.uint8)


def drawn(n: int = 40, **changes) -> Drawn:
    readings = torch.softmax(normal(n, 3, seed=5), 1)
    given = {"images": noise(n, seed=1), "features": normal(n, 6, seed=2), "readings": readings}
    return Drawn(**given | {"asked": np.arange(n) % 3, "seconds": 0.5} | changes)


def reference(n: int = 50) -> Reference:
    return Reference(noise(n, seed=3), normal(n, 6, seed=4), noise(80, seed=6))


def test_frechet_distance_agrees_with_the_matrix_square_root_of_scipy() -> None:
    mix = normal(7, 7, seed=3)
    a, b = normal(300, 7, seed=1) @ mix, 1.5 * normal(200, 7, seed=2) + 0.3
    means, covs = [x.double().numpy().mean(0) for x in (a, b)], [np.cov(x.double().numpy().T) for x in (a, b)]
    root = scipy.linalg.sqrtm(covs[0] @ covs[1]).real
    expected = np.square(means[0] - means[1]).sum() + np.trace(covs[0] + covs[1] - 2 * root)
    assert frechet.distance(a, b) == pytest.approx(expected, rel=1e-9)
    assert frechet.distance(b, a) == pytest.approx(expected, rel=1e-9)


def test_frechet_distance_of_a_shift_is_its_square_even_where_covariances_are_singular() -> None:
    flat = torch.cat([normal(100, 2), torch.zeros(100, 3)], 1)  # dead features, as a network has them
    shift = torch.tensor([0.0, 3.0, 0.0, 4.0, 0.0])
    assert frechet.distance(flat, flat) == pytest.approx(0.0, abs=1e-9)
    assert frechet.distance(flat, flat + shift) == pytest.approx(25.0, rel=1e-6)
    with pytest.raises(ValueError, match="two images on each side, got 100 and 1"):
        frechet.distance(flat, flat[:1])


def test_neighbourhoods_of_a_case_in_the_plane_worked_out_by_hand() -> None:
    # Real: two knots of six points each, 100 apart. Every ball of a knot reaches 5 along the line: 0 1 2 3 4 5.
    knot = torch.stack([torch.arange(6.0), torch.zeros(6)], 1)
    real = torch.cat([knot, knot + torch.tensor([100.0, 0.0])])
    # The outer points' balls have radius 5, then 4, and the inner ones' 3.
    assert neighbourhoods.to_neighbour(real).sqrt().tolist() == [5, 4, 3, 3, 4, 5] * 2
    # Drawn: six between the points of the first knot and just above it, two far away from everything.
    above = knot + torch.tensor([0.0, 0.5])
    fake = torch.cat([above, torch.tensor([[60.0, 50.0], [60.0, -50.0]])])
    found = neighbourhoods.compare(real, fake)
    assert found["precision"] == 6 / 8
    # A drawn point at x lies in the balls of the real points i with (x - i)^2 + 1/4 <= r_i^2.
    radii = [5, 4, 3, 3, 4, 5]
    inside = sum((x - i) ** 2 + 0.25 <= r**2 for x in range(6) for i, r in enumerate(radii))
    assert found["density"] == inside / (5 * 8)
    assert found["coverage"] == 6 / 12
    # The far ones are 77 from their 5th nearest and 64 to 67 from the second knot, so all real ones are reached.
    assert found["recall"] == 1.0
    assert neighbourhoods.compare(real, above.repeat(2, 1))["recall"] == 6 / 12


def test_neighbourhoods_agree_with_a_loop_over_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbourhoods, "CELLS", 16 * 45)
    real, fake = normal(60, 4, seed=1), 1.3 * normal(45, 4, seed=2)
    a, b = real.double().numpy(), fake.double().numpy()
    balls = [sorted(math.dist(p, q) for q in a)[5] for p in a]
    fake_balls = [sorted(math.dist(p, q) for q in b)[5] for p in b]
    apart = np.array([[math.dist(p, q) for q in b] for p in a])
    expected = {
        "precision": np.mean([any(apart[:, j] <= balls) for j in range(45)]),
        "recall": np.mean([any(apart[i] <= fake_balls) for i in range(60)]),
        "density": sum(int(apart[i, j] <= balls[i]) for i in range(60) for j in range(45)) / (5 * 45),
        "coverage": np.mean([apart[i].min() <= balls[i] for i in range(60)]),
    }
    assert neighbourhoods.compare(real, fake) == pytest.approx(expected)
    with pytest.raises(ValueError, match="more than 5 images"):
        neighbourhoods.compare(real, fake[:5])


def test_readings_are_counted_where_a_class_was_asked_for() -> None:
    sure, guess = torch.tensor([1.0, 0.0]), torch.tensor([0.5, 0.5])
    fake = drawn(4, readings=torch.stack([sure, sure, sure.flip(0), guess]), asked=np.array([0, 1, 1, -1]))
    found = reading.measure(fake, reference(), rng=torch.Generator())
    assert found["read_as_asked"].value == pytest.approx(2 / 3)
    assert found["reading_entropy"].value == pytest.approx(math.log(2) / 4)
    share = 2.5 / 4
    assert found["class_entropy"].value == pytest.approx(-share * math.log(share) - 0.375 * math.log(0.375))
    assert found["unread"].value == 0
    # What is like no class is not read as the one asked for, though it is the first, and says nothing of sureness.
    none = drawn(4, readings=torch.stack([sure, 0 * sure, 0 * sure, guess]), asked=np.array([0, 0, 1, 1]))
    told = reading.measure(none, reference(), rng=torch.Generator())
    assert (told["read_as_asked"].value, told["unread"].value) == (1 / 4, 1 / 2)
    assert told["reading_entropy"].value == pytest.approx(math.log(2) / 2)
    nothing = drawn(4, readings=torch.zeros(4, 2), asked=np.array([0, 1, 0, 1]))
    measured = reading.measure(nothing, reference(), rng=torch.Generator())
    assert {name: score.value for name, score in measured.items()} == {"unread": 1, "read_as_asked": 0}
    unasked = drawn(4, asked=np.full(4, -1))
    assert "read_as_asked" not in reading.measure(unasked, reference(), rng=torch.Generator())


def brute_own(images: np.ndarray) -> np.ndarray:
    """How far each is from the nearest other one."""
    apart = np.sqrt(np.square(images[:, None].astype(float) - images[None]).sum((2, 3))) / 255
    np.fill_diagonal(apart, np.inf)
    return apart.min(1)


def test_copies_are_found_and_own_images_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.distances.IMAGES", 7)
    real = reference(80)
    brute = np.sqrt(np.square(real.images[:, None].astype(float) - real.training[None]).sum((2, 3))).min(1) / 255
    assert memorisation.nearest(real.images, real.training) == pytest.approx(brute, rel=1e-5)
    own = brute_own(real.images)
    for count in (80, 20):  # all of them, and the first ones alone: fewer than there are in the chunks behind
        assert memorisation.nearest(real.images[:count], real.images, own=True) == pytest.approx(own[:count], rel=1e-5)
    copied = drawn(40, images=np.concatenate([real.training[:30], noise(10, seed=9)]))
    found = memorisation.measure(copied, real, rng=torch.Generator())
    assert found["copied"].value == pytest.approx(0.75, abs=0.051)
    assert found["nearest_training"].value < 0.02 < 1 < found["nearest_training"].floor
    own = memorisation.measure(drawn(40), real, rng=torch.Generator())
    assert own["copied"].value < 0.1
    assert own["nearest_training"].value == pytest.approx(own["nearest_training"].floor, rel=0.1)


HELD_OUT = {"held_out"}  # of latents, not of images: the strategy itself is asked


def test_every_metric_of_samples_says_the_same_twice_and_explains_every_number() -> None:
    fake, real = drawn(), reference()
    found = {}
    for metric in SAMPLE_METRICS.values():
        scores = metric.measure(fake, real, rng=torch.Generator().manual_seed(0))
        assert scores == metric.measure(fake, real, rng=torch.Generator().manual_seed(0))
        assert scores.keys() <= metric.ROWS.keys()
        found |= scores
    assert found.keys() == ROWS.keys() - HELD_OUT
    assert all(math.isfinite(score.value) for score in found.values())
    assert all(
        row.about.endswith(".") and row.better in ("lower", "higher", "real", "neither") for row in ROWS.values()
    )
    without = drawn(readings=None, asked=None, seconds=None)
    said = [metric.measure(without, real, rng=torch.Generator()) for metric in SAMPLE_METRICS.values()]
    assert (
        set().union(*said)
        == ROWS.keys() - SAMPLE_METRICS["reading"].ROWS.keys() - SAMPLE_METRICS["speed"].ROWS.keys() - HELD_OUT
    )


def test_grey_ink_is_counted_among_the_ink_alone_and_rises_with_blur() -> None:
    image = np.zeros((1, 6, 6), np.uint8)
    image[0, 2, 1:5] = 25, 128, 200, 255  # paper, two greys, full ink
    assert sharpness.greys(image) == pytest.approx(2 / 3)
    assert sharpness.greys(np.zeros((2, 4, 4), np.uint8)) == 1.0, "nothing is crisp there"
    stroke = np.zeros((1, 8, 8), np.uint8)
    stroke[0, :, 3:5] = 255
    blurred = ((stroke[:, :, :-1].astype(int) + stroke[:, :, 1:]) // 2).astype(np.uint8)
    assert sharpness.greys(stroke) == 0.0 < sharpness.greys(blurred) == pytest.approx(2 / 3)
    found = sharpness.measure(drawn(images=blurred), Reference(stroke, normal(6, 2), stroke), rng=torch.Generator())
    assert found["greys"].floor == 0.0 and found["greys"].value == pytest.approx(2 / 3)
