"""Does the block of two maps hold the same images twice, one map laid on the other?"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.blocks.compare_maps import Half, compare_maps_block, same_images
from core.blocks.pad import NO_LABEL
from core.latents import Latents, atlas_of
from core.packed import unpack
from core.projection.moved import compare

RNG = np.random.default_rng(0)
A = RNG.normal(size=(50, 2)).astype(np.float32)


def latents(n: int = 50, seed: int = 0) -> Latents:
    rng = np.random.default_rng(seed)
    atlas, columns = atlas_of(rng.integers(0, 255, (n, 8, 8)).astype(np.uint8))
    return Latents(np.zeros((n, 3), np.float32), np.zeros((n, 3), np.float32), np.arange(n) % 3, atlas, columns, 8)


def opened(block: bytes) -> tuple[dict, dict]:
    sections = unpack(block)
    return json.loads(sections["about"]), sections


def test_the_right_map_is_laid_on_the_left_one():
    turned = A[:, ::-1] * [3, -3] + 8
    turned[7] += 9
    about, sections = opened(
        compare_maps_block(Half("one", "PCA", A), Half("one", "UMAP", turned), latents(), classes=("a", "b", "c"))
    )
    left, right = (np.frombuffer(sections[name], np.float32).reshape(-1, 2) for name in ("left", "right"))
    np.testing.assert_array_equal(left, A)
    others = np.delete(np.arange(50), 7)
    assert np.abs(right - left)[others].max() < 0.5 < np.abs(right - left)[7].max()
    found = compare(A, turned)
    np.testing.assert_array_equal(np.frombuffer(sections["distance"], np.float32), found.distance)
    np.testing.assert_allclose(np.frombuffer(sections["lost"], np.uint8) / about["k"], found.lost, atol=1e-6)
    assert about["n"] == 50 and about["classes"] == ["a", "b", "c"]
    assert [side["method"] for side in about["sides"]] == ["PCA", "UMAP"]
    assert sections["atlas"] == latents().atlas


def test_images_without_labels_have_none():
    _, sections = opened(compare_maps_block(Half("", "PCA", A), Half("", "PCA", A), replace(latents(), labels=None)))
    assert set(np.frombuffer(sections["labels"], np.uint16)) == {NO_LABEL}


def test_a_map_of_other_images_is_refused():
    with pytest.raises(ValueError, match=r"UMAP must give 50 places as there are images, got \(40, 2\)"):
        compare_maps_block(Half("", "PCA", A), Half("", "UMAP", A[:40]), latents())


def test_the_same_images_are_known_however_they_are_packed():
    kept = latents()
    again = io.BytesIO()
    Image.open(io.BytesIO(kept.atlas)).convert("L").save(again, "PNG", compress_level=0)
    assert again.getvalue() != kept.atlas
    assert same_images(kept, replace(kept, atlas=again.getvalue()))
    assert not same_images(kept, latents(seed=1))
    assert not same_images(kept, latents(n=49))


def test_pages_get_the_block_without_torch():
    code = "import sys, core.blocks.compare_maps; print({'torch', 'scipy', 'sklearn', 'umap'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
