"""Do the strokes found in an image draw it again?"""

from __future__ import annotations

import numpy as np

from core.skeleton import thinned, traced
from core.strokes import drawn, strokes_of


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.minimum(a, b).sum() / np.maximum(a, b).sum())


def test_strokes_found_in_a_drawing_draw_it_again():
    hand = strokes_of([[0.2, 0.2, 1, 0.7, 0.2, 1, 0.4, 0.8, 1], [0.3, 0.5, 1, 0.7, 0.55, 1]])
    for side in (28, 105, 140):
        image = drawn(hand, side).astype(float)
        again = drawn(traced(image.astype(np.uint8)), side).astype(float)
        assert overlap(image, again) > 0.75, side


def test_a_ring_a_dot_and_nothing():
    around = np.linspace(0, 2 * np.pi, 60)
    ring = np.stack([0.5 + 0.3 * np.cos(around), 0.5 + 0.3 * np.sin(around), np.ones(60)], 1)
    found = traced(drawn([ring.astype(np.float32)], 140))
    assert np.concatenate(found)[:, :2].std(0).min() > 0.15 and sum(map(len, found)) > 100
    dot = traced(drawn([np.array([[0.5, 0.5, 1]], np.float32)], 140))
    assert len(dot) == 1 and np.abs(dot[0][:, :2] - 0.5).max() < 0.03
    assert traced(np.zeros((28, 28), np.uint8)) == ()


def test_thinned_lines_are_one_pixel_wide():
    block = np.zeros((20, 40), bool)
    block[8:13, 5:35] = True
    lines = thinned(block)
    assert lines.any() and lines.sum(0).max() == 1 and not (lines & ~block).any()


def test_thinning_leaves_lines_of_one_pixel_that_hang_together_alone_and_among_others():
    from scipy import ndimage

    ring = np.zeros((40, 40), bool)
    ring[6:34, 6:34] = True
    ring[14:26, 14:26] = False
    lines = thinned(ring)
    assert 0 < lines.sum() < 0.2 * ring.sum() and not (lines & ~ring).any()
    assert ndimage.label(lines, np.ones((3, 3)))[1] == 1
    assert ndimage.label(~lines)[1] == 2  # inside and outside: the ring is not broken
    blocks = lines[1:, 1:] & lines[:-1, 1:] & lines[1:, :-1] & lines[:-1, :-1]
    assert blocks.sum() <= 4
    both = thinned(np.stack([np.ones((40, 40), bool), ring]))
    assert (both[1] == lines).all() and both[0].any()
