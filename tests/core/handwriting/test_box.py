"""Do letters look alike in their boxes, whatever the size and the pen they were written with?"""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from scipy import ndimage

from core.datasets import boxes, own
from core.handwriting.letters.box import boxed
from core.handwriting.letters.letter_set import dataset_of, kept, letters_of_set
from core.handwriting.letters.letters import RIM, Letter
from core.skeleton import thinned
from core.types import DataError
from tests.core.handwriting.test_kept_ink import letter as any_letter
from tests.visitors import ANNA

CORNER = [(0.1, 0.9), (0.1, 0.1), (0.6, 0.1), (0.6, 0.5)]
STEM = [(0.3, 0.0), (0.3, 1.0)]


def written(points: list[tuple[float, float]], size: float, pen: float, text: str = "a") -> Letter:
    """Return strokes from point to point as ink with its shade. size: pixels of 1; pen: pixels wide."""
    room = int(size + 2 * pen) + 2 * RIM + 4
    y, x = np.mgrid[:room, :room] + 0.5
    far = np.full((room, room), np.inf)
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        a, b = (np.array([ax, ay]), np.array([bx, by]))
        a, b = a * size + pen + RIM, b * size + pen + RIM
        along = np.clip(((x - a[0]) * (b - a)[0] + (y - a[1]) * (b - a)[1]) / max(((b - a) ** 2).sum(), 1e-9), 0, 1)
        far = np.minimum(far, np.hypot(x - a[0] - along * (b - a)[0], y - a[1] - along * (b - a)[1]))
    dark = np.clip(pen / 2 - far + 0.5, 0, 1)
    rows, columns = (np.flatnonzero((dark >= 0.5).any(axis)) for axis in (1, 0))
    top, left, bottom, right = rows[0], columns[0], rows[-1] + 1, columns[-1] + 1
    return dataclasses.replace(
        any_letter(text), box=(int(left), int(top), int(right), int(bottom)), ink=dark[top:bottom, left:right] >= 0.5,
        shade=np.pad((dark * 255).astype(np.uint8), RIM)[top : bottom + 2 * RIM, left : right + 2 * RIM],
    )  # fmt: skip


def box_of(image: np.ndarray) -> tuple[int, int]:
    rows, columns = (np.flatnonzero((image > 127).any(axis)) for axis in (1, 0))
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def stroke_of(image: np.ndarray) -> float:
    ink = image > 127
    return 2 * float(np.median(ndimage.distance_transform_edt(ink)[thinned(ink)]))


@pytest.mark.parametrize("size", [14, 40, 160])
@pytest.mark.parametrize("pen", [0.06, 0.12, 0.25])
def test_the_longer_side_and_the_stroke_take_as_much_whatever_the_size_and_the_pen(size, pen):
    (image,) = boxed([written(CORNER, size, max(1.5, pen * size))])
    assert image.shape == (128, 128) and image.max() == 255
    assert abs(max(box_of(image)) - 0.8 * 128) <= 7
    assert abs(stroke_of(image) - 0.085 * 128) <= 2.5
    ends = [np.flatnonzero((image > 127).any(axis))[[0, -1]] for axis in (1, 0)]
    assert all(abs(sum(pair) - 127) <= 4 for pair in ends), "its box lies in the middle"


def test_one_shape_by_two_pens_and_at_two_sizes_is_nearly_one_image():
    images = boxed([written(CORNER, 30, 3), written(CORNER, 90, 21), written(CORNER, 150, 18)]).astype(float) / 255
    other = boxed([written(STEM, 60, 8)])[0].astype(float) / 255
    apart = [np.abs(images[0] - image).mean() for image in images[1:]]
    assert max(apart) < 0.02 < 0.08 < np.abs(images[0] - other).mean()


def test_a_dot_stays_a_dot_and_a_dash_a_dash():
    dot, dash = boxed([written([(0.5, 0.5), (0.5, 0.52)], 40, 9, "."), written([(0.1, 0.5), (0.9, 0.5)], 20, 4, "-")])
    assert max(box_of(dot)) < 20 and box_of(dash)[1] > 90 and box_of(dash)[0] < 16


def test_a_hairline_stays_beside_a_heavy_stroke():
    heavy, fine = written([(0.0, 0.0), (0.0, 1.0)], 60, 14), written([(0.0, 0.5), (0.9, 0.5)], 60, 14)
    ink = np.zeros((80, 80), bool)
    ink[4 : 4 + heavy.ink.shape[0], 4 : 4 + heavy.ink.shape[1]] = heavy.ink
    ink[40:42, 10 : 10 + fine.ink.shape[1]] = True
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    (image,) = boxed([dataclasses.replace(heavy, box=(0, 0, ink.shape[1], ink.shape[0]), ink=ink, shade=None)])
    assert ndimage.label(image > 127)[1] == 1 and box_of(image)[1] > 70


def test_whatever_its_ink_a_letter_has_a_box():
    specks = [any_letter("a", n) for n in range(4)]
    point = dataclasses.replace(specks[1], box=(0, 0, 1, 1), ink=np.ones((1, 1), bool), shade=None)
    pale = dataclasses.replace(specks[0], shade=np.zeros_like(specks[0].shade))
    images = boxed([*specks, point, pale])
    assert images.dtype == np.uint8 and (images.reshape(6, -1).max(1) == 255).all()
    assert boxed([]).shape == (0, 128, 128)


def test_a_set_of_letters_can_be_had_in_boxes_at_any_size_models_have(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    letters = [written(CORNER, 20 + 3 * n, 4, "ba"[n % 2]) for n in range(12)]
    id = kept(letters)
    usual, box = own.OwnConfig(id=id), own.OwnConfig(id=id, manner="box")
    assert own.has_boxes(id) and box.here() and usual.load().size == 28
    train, test = box.load(), box.load("test")
    assert (train.size, len(train), len(test), train.classes) == (32, 11, 1, ("a", "b"))
    assert (train.labels == usual.load().labels).all() and box.glance().size == 32
    for size in (32, 64, 128):
        whole, _ = dataset_of(letters, manner="box", size=size)
        held = box.load("test", image_size=size)
        assert held.size == size and any(np.array_equal(held.images[0], image) for image in whole.images)
    assert box.count() == 11 and box.replace(limit=3).load().size == 32
    assert len(letters_of_set(id)) == 12


def test_a_set_without_boxes_or_with_damaged_ones_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    letters = [written(CORNER, 20 + 3 * n, 4, "ba"[n % 2]) for n in range(4)]
    id = own.save(*dataset_of(letters))
    config = own.OwnConfig(id=id, manner="box")
    assert not own.has_boxes(id) and not config.here()
    with pytest.raises(DataError, match="no letters in boxes"):
        config.load()
    assert kept(letters) == id and config.here(), "made when it is kept again"
    path = own.ink_of(id).with_suffix(".boxes")
    whole = path.read_bytes()
    for data in (b"", whole[:40], b"\0" * 50, boxes.packed(boxed(letters[:2])), whole[:-1]):
        path.write_bytes(data)
        with pytest.raises(DataError, match="damaged"):
            config.load()
    own.note(id, "mine", ANNA)
    own.delete(id, ANNA)
    assert not path.exists()
    assert boxes.packed(np.zeros((10_001, 1, 1), np.uint8)) == b""
