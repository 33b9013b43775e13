"""Are the nearest training images found, with distances that are true and a yardstick of real images beside them?"""

from __future__ import annotations

import numpy as np
import pytest

from core.scores.nearest_training import Nearest, nearest_few
from core.tasks import NearestTask
from core.tasks import store as shelf
from core.tasks.execute import execute
from core.tasks.nearest import open_nearest
from core.types import ModelError
from tests.core.conftest import keep
from tests.visitors import ANNA, SOMEBODY


def noise(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, 6, 6), np.uint8)


def test_the_nearest_are_those_of_all_pairs_and_a_copy_lies_at_zero(monkeypatch):
    monkeypatch.setattr("core.distances.IMAGES", 7)  # several chunks
    images, among = noise(5, 1), noise(40, 2)
    among[23] = images[3]
    distances, where = nearest_few(images, among, 3)
    pairs = np.sqrt(np.square(images[:, None] / 255 - among[None] / 255).sum((2, 3)))
    np.testing.assert_array_equal(where, np.argsort(pairs, 1)[:, :3])
    np.testing.assert_allclose(distances, np.sort(pairs, 1)[:, :3], rtol=1e-6)
    assert distances[3, 0] == 0 and where[3, 0] == 23
    for k, others in ((0, among), (41, among), (1, noise(3, 4)[:, :5])):
        with pytest.raises(ValueError, match="must be"):
            nearest_few(images, others, k)


def test_a_copy_is_told_by_what_real_images_do():
    yardstick = np.linspace(2, 6, 200, dtype=np.float32)
    images, near = noise(2, 1), np.zeros((2, 1, 6, 6), np.uint8)
    found = Nearest(images, np.full(2, -1), near, np.float32([[0.5], [4.0]]), np.full((2, 1), -1), yardstick)
    assert found.copies.tolist() == [True, False] and found.median == pytest.approx(4, abs=0.02)
    assert found.shares.tolist() == pytest.approx([0, 0.5], abs=0.01)


@pytest.mark.parametrize("fixture", ["trained_cvae", "trained_gan"])
def test_a_worker_finds_them_for_every_kind_of_model(store, request, fixture):
    entry = keep(request.getfixturevalue(fixture), ANNA)
    task = NearestTask(model=entry.id, m=4, neighbours=2, label=7)
    assert open_nearest(task) is None
    assert execute(taken(task)) == "done"
    found, train = open_nearest(task), entry.config.dataset.load(image_size=28)
    assert found.labels.tolist() == [7] * 4 and found.images.shape == (4, 2, 28, 28)
    distances, where = nearest_few(found.drawn, train.images, 2)
    np.testing.assert_array_equal(found.images, train.images[where])
    np.testing.assert_array_equal(found.kinds, train.labels[where])
    np.testing.assert_allclose(found.distances, distances)
    assert (np.diff(found.yardstick) >= 0).all() and found.yardstick[0] > 0


def test_what_cannot_be_is_refused(model, trained_classifier):
    with pytest.raises(ValueError, match="label must be between 0 and 9, got 12"):
        execute(taken(NearestTask(model=model.id, label=12)))
    with pytest.raises(ModelError, match="draws nothing"):
        execute(taken(NearestTask(model=keep(trained_classifier, ANNA).id)))


def taken(task: NearestTask):
    return shelf.create(task, task.key(), SOMEBODY).path


def test_of_few_real_images_no_hundredth_is_told():
    def found(real: int) -> Nearest:
        images, none = np.zeros((3, 1, 2, 2), np.uint8), np.full(3, -1)
        distances = np.array([[0.5], [1.5], [9.0]], np.float32)
        yardstick = np.linspace(1, 5, real, dtype=np.float32)
        return Nearest(images[:, 0], none, images, distances, none[:, None], yardstick)

    assert found(100).tells_hundredths and not found(99).tells_hundredths
    for real in (1, 2, 5, 99):  # nearer than every one of them, however few
        assert found(real).copies.tolist() == [True, False, False]
