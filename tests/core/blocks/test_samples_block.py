"""Does a block of samples hold what was drawn, send the same bytes once, and refuse what does not fit?"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from core.blocks.samples import Column, samples_block
from core.packed import unpack
from core.sampling import SAMPLERS


def column(name: str = "kde", *, d: int = 3, seed: int = 0, **settings) -> Column:
    latents = np.random.default_rng(seed).normal(size=(20, d)).astype(np.float32)
    sampler = SAMPLERS[name](name=name, **settings).fit(latents, rng=np.random.default_rng(1))
    return Column("A title", name, sampler.draw(7, rng=np.random.default_rng(2)), mixture=sampler.mixture)


def opened(block: bytes) -> tuple[dict, dict[str, bytes]]:
    sections = unpack(block)
    return json.loads(sections.pop("about")), sections


def test_what_was_drawn_is_found_in_the_block():
    shading = np.arange(64, dtype=np.uint8).reshape(8, 8)
    wanted = replace(column("truncated-prior", cutoff=1.5), shading=shading, box=(-1, -2, 3, 4), temperature=0.5)
    block = samples_block(model="m", id="i", columns=[wanted], layout="tsne", temperature=0.5)
    about, sections = opened(block)
    assert (about["channel"], about["model"], about["id"], about["layout"]) == ("samples", "m", "i", "tsne")
    assert about["temperature"] == 0.5
    (found,) = about["columns"]
    centre = np.frombuffer(sections[found["centre"]], "<f4").reshape(7, 3)
    offset = np.frombuffer(sections[found["offset"]], "<f4").reshape(7, 3)
    np.testing.assert_array_equal(centre + 0.5 * offset, wanted.draws.at(0.5))
    np.testing.assert_array_equal(np.frombuffer(sections[found["labels"]], "<i4"), wanted.draws.labels)
    assert found["shading"]["box"] == [-1, -2, 3, 4] and found["density"]["cutoff"] == 1.5
    assert sections[found["shading"]["shares"]] == shading.tobytes()
    assert samples_block(model="m", id="i", columns=[wanted], layout="tsne", temperature=0.5) == block


def test_two_densities_around_the_same_images_send_them_once():
    narrow, wide = (column(bandwidth="by hand", width=width) for width in (0.1, 0.5))
    about, _ = opened(samples_block(model="m", id="i", columns=[narrow, wide]))
    first, second = (each["density"] for each in about["columns"])
    assert first["means"] == second["means"] and first["factor"] != second["factor"]


def test_components_that_are_never_drawn_stay_behind():
    mixture = column().mixture
    weights = mixture.weights.copy()
    weights[1] = 0
    one = replace(column(), mixture=replace(mixture, weights=weights / weights.sum()))
    about, sections = opened(samples_block(model="m", id="i", columns=[one]))
    density = about["columns"][0]["density"]
    assert density["k"] == 19
    assert np.isfinite(np.frombuffer(sections[density["constants"]], "<f4")).all()


def test_a_strategy_that_drew_nothing_keeps_its_column():
    about, sections = opened(samples_block(model="m", id="i", columns=[Column("T", "kde", note="Being fitted.")]))
    assert about["columns"][0]["n"] == 0 and about["columns"][0]["note"] == "Being fitted." and sections == {}


@pytest.mark.parametrize(
    ("columns", "settings", "words"),
    [
        ([], {}, "columns must be 1 to 4"),
        ([column()] * 5, {}, "columns must be 1 to 4 strategies, got 5"),
        ([column()], {"temperature": 3.1}, "temperature must be 0 to 3, got 3.1"),
        ([column()], {"temperature": float("nan")}, "temperature must be 0 to 3"),
        ([replace(column(), mixture=column(d=5).mixture)], {}, "must have 3 dimensions, got 5"),
        ([replace(column(), shading=np.zeros((8, 9), np.uint8))], {}, "must be uint8"),
        ([replace(column(), shading=np.zeros((8, 8)))], {}, "must be uint8"),
        ([replace(column(), draws=replace(column().draws, labels=np.zeros(3, np.int64)))], {}, "labels of A title"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(columns, settings, words):
    with pytest.raises(ValueError, match=words):
        samples_block(model="m", id="i", columns=columns, **settings)
