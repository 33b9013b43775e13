"""Is an image known again by its key, wherever its picture lies?"""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import torch

from core.images import image_keys, inked, resize
from core.latents import Latents, atlas_of


@pytest.mark.parametrize("side", [5, 28])
def test_an_image_and_its_thumbnail_have_the_same_key(side):
    images = np.random.default_rng(0).integers(0, 256, (70, side, side), np.uint8)
    png, columns = atlas_of(images)
    kept = Latents(np.zeros((70, 2)), np.zeros((70, 2)), None, png, columns, side)
    assert kept.keys == image_keys(images)
    assert len(set(kept.keys)) == 70 and all(len(key) == 16 and int(key, 16) >= 0 for key in kept.keys)


def test_a_key_is_a_hash_of_sixteen_greys():
    image = np.full((1, 4, 4), 100, np.uint8)  # 100 of 255 is grey 6 of 15: 5.88
    assert image_keys(image) == (hashlib.blake2b(bytes([6] * 16), digest_size=8).hexdigest(),)
    assert image_keys(image + 3) == image_keys(image) != image_keys(image + 17)


def test_keys_do_not_depend_on_how_images_lie_in_memory_or_how_many_there_are():
    images = np.random.default_rng(0).integers(0, 256, (5000, 4, 4), np.uint8)
    turned = np.asfortranarray(images)
    assert image_keys(turned) == image_keys(images)
    assert image_keys(images[4990:]) == image_keys(images)[4990:]
    assert image_keys(images[:0]) == ()


def test_images_that_the_atlas_shows_smaller_keep_their_keys(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (70, 28, 28), np.uint8)
    png, columns = atlas_of(resize(images, 14))
    z = np.zeros((70, 2), np.float32)
    Latents(z, z, None, png, columns, 14, image_keys(images)).save(tmp_path / "latents.safetensors")
    assert Latents.load(tmp_path / "latents.safetensors").keys == image_keys(images)


def test_a_pixel_is_ink_as_often_as_it_is_dark():
    greys = torch.arange(256, dtype=torch.uint8).repeat(4000, 1).reshape(4000, 16, 16)
    drawn = inked(greys, torch.Generator().manual_seed(1))
    assert drawn.shape == (4000, 1, 16, 16) and drawn.dtype == torch.float32
    assert set(drawn.unique().tolist()) == {0.0, 1.0}
    share, wanted = drawn.mean(0).flatten().double(), torch.arange(256).double() / 255
    assert share[0] == 0 and share[255] == 1  # paper stays paper, and full ink ink
    assert ((share - wanted).abs() <= 4.5 * (wanted * (1 - wanted) / 4000).sqrt() + 1e-12).all()
    assert torch.equal(drawn, inked(greys, torch.Generator().manual_seed(1)))
    assert not torch.equal(drawn, inked(greys, torch.Generator().manual_seed(2)))
