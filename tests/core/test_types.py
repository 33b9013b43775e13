"""Do the shared nouns keep their promises about shapes, splits and fingerprints?"""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core import images as pixels
from core.latents import Latents, atlas_of
from core.types import DataError, ImageDataset, ModelError, Posterior


def dataset(n: int = 10) -> ImageDataset:
    images = np.random.default_rng(0).integers(0, 256, (n, 8, 8)).astype(np.uint8)
    return ImageDataset("noise", images, np.arange(n) % 3, ("a", "b", "c"))


@pytest.mark.parametrize(
    ("images", "labels", "word"),
    [
        (np.zeros((0, 8, 8), np.uint8), None, "no images"),
        (np.zeros((2, 8, 8), np.float32), None, "float32"),
        (np.zeros((2, 8, 9), np.uint8), None, "square"),
        (np.zeros((2, 8, 8), np.uint8), np.array([0, 3]), "between 0 and 2"),
        (np.zeros((2, 8, 8), np.uint8), np.array([0, -1]), "between 0 and 2"),
        (np.zeros((2, 8, 8), np.uint8), np.array([0]), r"int64 \(2,\)"),
    ],
)
def test_a_data_set_that_does_not_fit_together_is_refused(images, labels, word):
    with pytest.raises(DataError, match=word):
        ImageDataset("odd", images, labels, ("a", "b", "c"))


@given(st.integers(2, 40), st.floats(0.01, 0.9), st.integers(0, 5))
def test_a_split_parts_every_image_once_and_always_alike(n, share, seed):
    whole = dataset(n)
    try:
        rest, held_out = whole.split(share, seed=seed)
    except DataError:
        return  # nothing would be left to train on
    assert len(rest) + len(held_out) == n
    assert len(held_out) >= 1
    assert rest.fingerprint == whole.split(share, seed=seed)[0].fingerprint


def test_the_fingerprint_knows_pixels_labels_and_classes():
    whole = dataset()
    other = ImageDataset("noise", whole.images, whole.labels, ("a", "b", "d"))
    assert len({whole.fingerprint, other.fingerprint, ImageDataset("noise", whole.images).fingerprint}) == 3
    assert ImageDataset("another name", whole.images, whole.labels, whole.classes).fingerprint == whole.fingerprint


def test_binarised_images_are_ink_or_paper():
    inked = dataset().binarised(128)
    assert set(np.unique(inked.images)) == {0, 255}
    assert ((inked.images == 255) == (dataset().images >= 128)).all()
    with pytest.raises(ValueError, match="between 1 and 255"):
        dataset().binarised(0)


def test_a_posterior_sample_has_its_mean_and_spread_and_repeats():
    posterior = Posterior(torch.full((20_000, 1), 2.0), torch.full((20_000, 1), -1.0))
    z = posterior.sample(torch.Generator().manual_seed(1))
    assert z.mean().item() == pytest.approx(2.0, abs=0.02)
    assert z.std().item() == pytest.approx(np.exp(-0.5), abs=0.02)
    assert torch.equal(z, posterior.sample(torch.Generator().manual_seed(1)))


@given(st.integers(1, 30))
def test_latents_survive_a_file_with_their_thumbnails(tmp_path_factory, n):
    rng = np.random.default_rng(n)
    images = (rng.integers(0, 16, (n, 8, 8)) * 17).astype(np.uint8)
    mu, logvar = rng.normal(size=(2, n, 3)).astype(np.float32)
    png, columns = atlas_of(images)
    path = tmp_path_factory.mktemp("latents") / "latents.safetensors"
    Latents(mu, logvar, np.arange(n), png, columns, 8).save(path)
    again = Latents.load(path)
    assert np.array_equal(again.mu, mu)
    assert np.array_equal(again.labels, np.arange(n))
    assert np.array_equal(again.thumbnails(), images)


@pytest.mark.parametrize("data", [b"", b"not safetensors", b"\xff" * 64])
def test_what_is_no_table_of_latents_is_refused(tmp_path, data):
    path = tmp_path / "latents.safetensors"
    path.write_bytes(data)
    with pytest.raises(ModelError, match="table of latents"):
        Latents.load(path)


def test_pixels_go_to_floats_and_back_unchanged():
    images = dataset().images
    assert np.array_equal(pixels.to_uint8(pixels.to_float(torch.from_numpy(images))), images)


def test_a_grid_lays_images_out_row_by_row():
    sheet = pixels.grid(np.stack([np.full((2, 2), i, np.uint8) for i in range(3)]), columns=2, gap=1, paper=9)
    assert sheet.tolist() == [[0, 0, 9, 1, 1], [0, 0, 9, 1, 1], [9, 9, 9, 9, 9], [2, 2, 9, 9, 9], [2, 2, 9, 9, 9]]
    with pytest.raises(ValueError, match="needs an image"):
        pixels.grid(np.zeros((0, 2, 2), np.uint8), columns=2)
