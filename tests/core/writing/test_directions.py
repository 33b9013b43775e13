"""Directions do what they say: on pens whose slant and thickness are known, and on a model that has learned."""

import numpy as np
import pytest

from core.config import ConfigError
from core.writing import Directions, Quality, found, slant, stroke_width
from core.writing.directions import turned
from core.writing.measure import extent, roundness

SIZE = 28


def strokes(lean: np.ndarray, width: np.ndarray, bend: np.ndarray | float = 0.0) -> np.ndarray:
    """Draw soft bars: lean (n,) in degrees to the right, width (n,) in pixels, as uint8 (n, SIZE, SIZE)."""
    y, x = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    t = np.tan(np.radians(lean))[:, None, None]
    off = np.abs(x + t * y + np.asarray(bend)[..., None, None] * y**2 / 60) * np.cos(np.arctan(t))
    ink = np.clip(np.asarray(width)[:, None, None] / 2 - off + 0.5, 0, 1) * (np.abs(y) < 10)
    return np.rint(255 * ink).astype(np.uint8)


def test_a_bar_measures_what_it_was_drawn_with():
    lean, width = np.array([-25.0, -10.0, 0.0, 10.0, 25.0]), np.array([3.0, 3.0, 3.0, 3.0, 3.0])
    np.testing.assert_allclose(slant(strokes(lean, width)), lean, atol=1.0)
    for wide in (2.0, 3.0, 5.0):
        # The two ends of a bar of length 20 belong to its outline, too, and a slanted edge is a staircase.
        expected = wide / (1 + wide / 20)
        assert stroke_width(strokes(np.zeros(1), np.array([wide])))[0] == pytest.approx(expected, rel=0.06)


def test_the_scale_of_the_ink_does_not_matter_and_empty_images_have_no_measure():
    bar = strokes(np.array([12.0]), np.array([4.0]))
    pale = (bar // 3).astype(np.uint8)
    assert slant(pale)[0] == pytest.approx(slant(bar)[0], abs=0.3)
    assert stroke_width(pale)[0] == pytest.approx(stroke_width(bar)[0], rel=0.03)
    empty = np.zeros((2, SIZE, SIZE), np.uint8)
    assert np.isnan(slant(empty)).all() and np.isnan(stroke_width(empty)).all()


def ring(across: float, down: float) -> np.ndarray:
    """Draw a soft ellipse of that width and height, without its inside, as uint8 (1, SIZE, SIZE)."""
    y, x = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    r = np.hypot(2 * x / across, 2 * y / down)
    return np.rint(255 * np.clip(1.5 - np.abs(r - 1) * min(across, down) / 2, 0, 1))[None].astype(np.uint8)


def test_a_circle_is_as_broad_as_high_and_an_oval_by_what_it_is_narrower_however_it_leans():
    measured = [roundness(one)[0] for one in (ring(18, 18), ring(12, 18), strokes(np.zeros(1), np.array([2.0])))]
    assert measured[0] == pytest.approx(100, abs=2) and measured[1] == pytest.approx(100 * 12 / 18, abs=3)
    assert measured[2] < 20
    leaning = strokes(np.array([30.0]), np.array([2.0]))
    assert roundness(leaning)[0] == pytest.approx(measured[2], abs=8)
    assert np.isnan(roundness(np.zeros((1, SIZE, SIZE), np.uint8))).all()
    dash = np.zeros((1, SIZE, SIZE), np.uint8)
    dash[0, 9, 3:15] = 255  # of no height
    assert np.isnan(roundness(dash)).all()


def test_a_circle_is_as_large_as_it_was_drawn_and_twice_that_is_twice_as_large():
    small, large = extent(ring(9, 9))[0], extent(ring(18, 18))[0]
    assert large == pytest.approx(4 * 9, rel=0.03) and large / small == pytest.approx(2, rel=0.04)
    assert extent(strokes(np.zeros(1), np.array([1.0])))[0] == pytest.approx(4 * 20 / 12**0.5, rel=0.03)
    assert np.isnan(extent(np.zeros((1, SIZE, SIZE), np.uint8))).all()


def test_a_quality_that_can_be_steered_turns_as_asked_and_the_others_stay(directions):
    told = turned(pen, directions, rng=np.random.default_rng(2))
    assert set(told) == {"slant", "weight"}
    for name, changes in told.items():
        for other, change in changes.items():
            assert change == pytest.approx(1 if other == name else 0, abs=0.15), (name, other)


def pen(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A pen of four latents: the first leans class 0 to the right and class 1 to the left, the second thickens."""
    turn = y @ np.array([1.0, -1.0])
    return strokes(8 * z[:, 0] * turn + 4 * y[:, 1], 3.5 + 0.5 * z[:, 1], 0.3 * z[:, 2])


@pytest.fixture(scope="module")
def directions() -> Directions:
    return found(pen, 4, ("a", "b"), rng=np.random.default_rng(1))


def test_slopes_are_those_of_the_pen_for_each_class(directions):
    leaning, thickening = directions.qualities
    assert (leaning.name, leaning.unit, thickening.unit) == ("slant", "degrees", "pixels")
    slopes = np.array(leaning.slopes)
    np.testing.assert_allclose(slopes[:, 0], [8, -8], rtol=0.15)
    assert np.abs(slopes[:, 1:]).max() < 1
    assert np.array(thickening.slopes)[:, 1] == pytest.approx(0.4, abs=0.12)
    np.testing.assert_allclose(leaning.usual, [0, 4], atol=1)
    assert leaning.explained > 0.9 and thickening.explained > 0.9
    assert leaning.spread == pytest.approx(8, rel=0.15)


def test_a_step_leans_without_thickening_and_is_the_shortest(directions):
    for c, sign in ((0, 1), (1, -1)):
        y = np.eye(2, dtype=np.float32)[c]
        step = directions.shift(y, slant=10.0)
        assert np.sign(step[0]) == sign and np.linalg.norm(step) == pytest.approx(10 / 8, rel=0.2)
        z = np.random.default_rng(2).standard_normal((200, 4)) * 0.5
        before, after = pen(z, np.tile(y, (200, 1))), pen(z + step, np.tile(y, (200, 1)))
        assert (slant(after) - slant(before)).mean() == pytest.approx(10, abs=2)
        assert abs((stroke_width(after) - stroke_width(before)).mean()) < 0.15
    slopes = np.stack([np.array(q.slopes)[0] for q in directions.qualities])
    np.testing.assert_allclose(slopes @ directions.shift(np.eye(2)[0], slant=3, weight=-0.2), [3, -0.2], atol=1e-9)
    assert not directions.shift(np.array([0.5, 0.5]), slant=0.0).any()


def test_what_follows_no_direction_is_said_to(directions):
    deaf = found(
        lambda z, y: strokes(20 * np.sin(9 * z[:, 0]), 3 + 0 * z[:, 0]), 4, ("a",), rng=np.random.default_rng(0)
    )
    assert deaf.qualities[0].explained < 0.1 < directions.qualities[0].explained


def test_the_same_seed_finds_the_same_and_json_keeps_it(directions):
    again = found(pen, 4, ("a", "b"), rng=np.random.default_rng(1))
    assert again == directions == Directions.from_json(directions.to_json())


def test_bad_input_gets_a_sentence(directions):
    with pytest.raises(ValueError, match="leaves too many pictures empty"):
        found(lambda z, y: np.zeros((len(z), 8, 8), np.uint8), 2, ("a",), rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="a quality must be one of slant, weight, got height"):
        directions.shift(np.eye(2)[0], height=1.0)
    short = Quality(name="slant", unit="degrees", slopes=((1.0,),), usual=(0.0,), spread=1.0, explained=0.5)
    with pytest.raises(ConfigError, match="the slopes of slant must be 2 rows of 4 numbers"):
        Directions(latent_dim=4, classes=("a", "b"), drawn=9, qualities=(short,))
