"""Are the embedded digits complete and in the manner of MNIST?"""

import numpy as np

from core.datasets.digits import DigitsConfig


def test_all_images_in_two_balanced_parts():
    train, test = DigitsConfig().load("train"), DigitsConfig().load("test")
    assert (len(train), len(test)) == (1500, 297)
    assert np.bincount(test.labels).min() >= 27
    assert np.bincount(train.labels).min() >= 146
    assert list(train.labels[:10]) == list(range(10))


def test_they_are_in_the_manner_of_mnist():
    images = DigitsConfig().load().images
    boxes = np.stack([images.any(2).sum(1), images.any(1).sum(1)], 1)
    assert (boxes.max(1) == 20).mean() > 0.95
    mass = images.sum((1, 2), dtype=float)
    rows = (images.sum(2) * np.arange(28)).sum(1) / mass
    assert abs(rows.mean() - 14) < 0.2
    assert np.percentile(images.max((1, 2)), 5) > 240
