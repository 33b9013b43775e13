"""Does a reader see a varied letter where it stood on its line, and who is asked if letters have no line?"""

from __future__ import annotations

import numpy as np
import pytest

from core.handwriting.letters.varied import LETTERS, letter_reads, on_line, reads_of
from core.types import ImageDataset


def block(h: int, w: int) -> np.ndarray:
    image = np.zeros((28, 28), np.uint8)
    image[3 : 3 + h, 5 : 5 + w] = 255
    return image


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-0.9, 1.0), (0.0, 1.9), (0.4, 0.5)])
def test_ink_stands_as_high_and_as_deep_as_it_was_written(low, high):
    frame = on_line(block(20, 10), low, high)
    rows, columns = (np.flatnonzero((frame > 100).any(axis)) for axis in (1, 0))
    assert rows[0] == 21 - round(10 * high) and rows[-1] + 1 == 21 - round(10 * low)
    assert abs(columns.mean() - 15.5) <= 0.5
    assert (
        abs((columns[-1] + 1 - columns[0]) - max(1, round(len(rows) / 2))) <= 1
    )  # as wide as it is against its height


def test_what_does_not_fit_is_cut_and_what_is_blank_stays_so():
    assert on_line(block(2, 28)[:, :], 0.0, 1.9).shape == (32, 32)
    assert on_line(block(20, 5), -3.0, 6.0).max() == 255
    assert not on_line(np.zeros((28, 28), np.uint8), 0.0, 1.0).any()


def test_a_reader_is_asked_which_letter_it_is_by_its_height():
    class Tall:
        classes = ("l", "", "o")

        def logits(self, images):
            tall = (images > 100).any(2).sum(1) > 14
            return np.stack([tall, np.full(len(images), 9.0), ~tall], 1).astype(np.float32)

    records = [{"low": 0.0, "high": 1.0}, {"low": 0.0, "high": 1.9}]
    reads = letter_reads(Tall(), records, ("o", "l"))  # type: ignore[arg-type]
    images = np.stack([block(20, 6)] * 3)
    assert reads(images, np.array([0, 1, 0])).tolist() == [0, 1, 0]
    assert letter_reads(Tall(), records, ("x",))(images, np.zeros(3, int)).tolist() == [-1] * 3  # type: ignore[arg-type]


def test_letters_with_a_line_are_read_by_the_reader_of_letters_and_digits_by_a_classifier():
    images, labels = np.stack([block(20, 6)] * 2), np.array([0, 1], np.int64)
    letters = ImageDataset("x", images, labels, ("a", "b"))
    records = [{"low": 0.0, "high": 1.0}] * 2
    reads, name = reads_of(letters, records)
    assert name == LETTERS and reads(images, np.array([0, 1])).shape == (2,)
    assert reads_of(letters, [{"low": "x", "high": 1}] * 2) is None and reads_of(letters, ()) is None
    _, name = reads_of(ImageDataset("x", images, labels, ("3", "7")), ())
    assert name != LETTERS
