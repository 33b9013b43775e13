"""Do exhibits get what they read, and do they refuse what they cannot show?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core import library
from core.blocks.exhibits import MODEL, posteriors_block
from core.packed import unpack
from core.types import ModelError


def test_the_plane_of_a_vae_with_an_image_of_each_class():
    entry = library.find(MODEL)
    block, latents = posteriors_block(entry), library.latents(entry)
    assert block == posteriors_block(entry)
    parts = unpack(block)
    about = json.loads(parts["about"])
    assert about["labels"] == list(entry.config.classes) and about["size"] == 28
    mu, sigma = (np.frombuffer(parts[name], np.float32).reshape(10, 2) for name in ("mu", "sigma"))
    where = [np.flatnonzero((latents.mu == row).all(1))[0] for row in mu]
    assert latents.labels is not None and latents.labels[where].tolist() == list(range(10))
    assert np.allclose(sigma, np.exp(latents.logvar[where] / 2))
    images = np.frombuffer(parts["images"], np.uint8).reshape(10, 28, 28)
    assert np.array_equal(images, latents.thumbnails()[where])
    assert len(parts["xy"]) == 8 * len(latents) and len(parts["labels"]) == len(latents)
    assert np.flatnonzero(np.frombuffer(parts["held_out"], np.uint8)).tolist() == latents.held_out.tolist()


@pytest.mark.parametrize("name", ["mnist-vae-16d", "mnist-cvae", "mnist-gan", "mnist-classifier"])
def test_what_has_no_plane_that_an_encoder_fills_is_refused(name):
    with pytest.raises(ModelError, match="no plane of two latents"):
        posteriors_block(library.find(name))
