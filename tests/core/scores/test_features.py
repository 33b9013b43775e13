"""Which network looks at which data, is it trained once only, and does the table say so?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from core.datasets.digits import DigitsConfig
from core.scores import features
from core.scores.progress import Stopped, Told
from core.types import ImageDataset

QUIET = Told()


def letters(n: int = 90) -> ImageDataset:
    """Return strokes that lie, stand or lean, and noise: three classes that any reader tells apart."""
    rng = np.random.default_rng(n)
    images = rng.integers(0, 60, (n, 20, 20), np.uint8)
    for i, image in enumerate(images):
        at = rng.integers(5, 15)
        if i % 3 == 0:
            image[at, 3:17] = 250
        elif i % 3 == 1:
            image[3:17, at] = 250
        else:
            image[np.arange(3, 17), np.arange(3, 17)] = 250
    return ImageDataset("strokes", images, np.arange(n) % 3, ("a", "b", "c"))


def test_digits_are_read_by_the_classifier_of_the_zoo(tmp_path: Path) -> None:
    test = DigitsConfig(limit=200).load("test")
    network = features.network_for(test, test, tmp_path, QUIET)
    assert network.words == "the zoo's digit classifier"
    seen, readings = network.of(test.images)
    assert seen.shape == (200, 128)
    read = readings.sum(1) > 0
    assert read.float().mean() > 0.9
    assert torch.allclose(readings.sum(1)[read], torch.ones(int(read.sum())), atol=1e-5)
    assert (readings.argmax(1).numpy() == network.asked(test.labels)).mean() > 0.9
    # Noise and checkerboards are read as no class, here as in the browser.
    noise = np.random.default_rng(0).integers(0, 256, (30, 28, 28), dtype=np.uint8)
    board = np.kron(np.indices((14, 14)).sum(0) % 2, np.ones((2, 2), int)).astype(np.uint8) * 255
    assert (network.of(np.concatenate([noise, board[None]]))[1] == 0).all()
    assert not list(tmp_path.iterdir())


def test_some_of_the_digits_are_read_as_themselves(tmp_path: Path) -> None:
    digits = DigitsConfig(limit=200).load("test")
    chosen = digits.subset(np.flatnonzero(np.isin(digits.labels, (3, 7))))
    few = ImageDataset("two", chosen.images, (chosen.labels == 3).astype(np.int64), ("7", "3"))
    network = features.network_for(few, few, tmp_path, QUIET)
    assert network.asked(np.array([0, 1, -1])).tolist() == [7, 3, -1]
    readings = network.of(few.images)[1]
    read = (readings.sum(1) > 0).numpy()
    assert read.mean() > 0.85
    assert (readings.argmax(1).numpy() == network.asked(few.labels))[read].mean() > 0.9


@pytest.mark.long
def test_other_classes_are_learned_first_once_and_the_words_say_how_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "SEEN", 600)
    said: list[str] = []
    told = Told(on_progress=lambda doing, fraction: said.append(doing))
    network = features.network_for(letters(), letters(60), tmp_path / "kept", told)
    assert network.words.startswith("a classifier trained on the labels of this data, which reads ")
    assert "teaching a classifier to read this data" in said
    seen, readings = network.of(letters(60).images)
    share = (readings.argmax(1).numpy() == letters(60).labels).mean()
    assert share > 0.6
    assert f"{100 * share:.1f} %" in network.words
    said.clear()
    again = features.network_for(letters(), letters(60), tmp_path / "kept", told)
    assert not said
    assert torch.equal(again.of(letters(60).images)[0], seen)
    with pytest.raises(Stopped):
        features.network_for(letters(), letters(60), tmp_path / "other", Told(should_stop=lambda: True))


def test_without_labels_the_principal_components_of_the_images_are_taken(tmp_path: Path) -> None:
    images = DigitsConfig(limit=300).load("train").images
    plain = ImageDataset("plain", images)
    network = features.network_for(plain, plain, tmp_path, QUIET)
    assert network.words == "the first 64 principal components of the real images (no labels to train a classifier)"
    seen, readings = network.of(images)
    assert readings is None
    assert network.asked(None) is None
    expected = PCA(64, svd_solver="full").fit_transform(images.reshape(300, -1) / 255)
    assert np.abs(seen.numpy()) == pytest.approx(np.abs(expected), abs=1e-4)  # signs are free


def test_from_very_few_labels_nothing_is_learned(tmp_path: Path) -> None:
    network = features.network_for(letters(21), letters(21), tmp_path, QUIET)
    assert network.words == (
        "the first 20 principal components of the real images (too few labels to train a classifier)"
    )
