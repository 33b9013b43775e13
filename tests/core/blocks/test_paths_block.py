"""Does the block of strips hold each path's places, classes and densities, as the browser reads them?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.blocks.paths import MOMENTS, Strip, paths_block
from core.packed import unpack
from core.sampling.paths import PathConfig, path

STOPS = np.array([[0.0, 0, 0], [1, 0, 0], [1, 2, 0]])


def opened(block: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    sections = unpack(block)
    return json.loads(sections.pop("about")), {name: np.frombuffer(data, "<f4") for name, data in sections.items()}


def strips(**settings) -> list[Strip]:
    return [Strip(kind, path(STOPS, PathConfig(kind=kind, **settings))) for kind in ("linear", "spherical")]


def test_a_block_holds_the_way_the_classes_and_the_density():
    def density(z: np.ndarray) -> np.ndarray:
        return -np.square(z).sum(1)

    given = [*strips(), Strip("along-the-data", why="There are no images.")]
    about, sections = opened(
        paths_block(model="one", strips=given, classes=np.eye(3), log_density=density, law="A law", usual=-1.5)
    )
    assert (about["channel"], about["model"], about["moments"], about["closed"]) == ("paths", "one", MOMENTS, False)
    assert (about["law"], about["usual"]) == ("A law", -1.5)
    first, second, third = about["strips"]
    assert third == {"kind": "along-the-data", "title": third["title"], "about": third["about"], "why": given[2].why}
    z = sections["z0"].reshape(MOMENTS, 3)
    assert np.array_equal(z[[0, -1]], STOPS[[0, 2]].astype(np.float32))
    assert first["length"] == pytest.approx(3) and first["stops"] == [0, pytest.approx(1 / 3, abs=1e-5), 1]
    assert first["lowest"] == pytest.approx(-5) and first["at"] == 1
    y = sections["y1"].reshape(MOMENTS, 3)
    assert np.allclose(y.sum(1), 1) and np.array_equal(y[[0, -1]], np.eye(3)[[0, 2]])
    assert np.allclose(sections["density1"], density(sections["z1"].reshape(MOMENTS, 3)), atol=1e-5)
    assert second["kind"] == "spherical" and "z2" not in sections


def test_what_is_not_known_is_left_out_and_equal_arguments_give_equal_bytes():
    about, sections = opened(paths_block(model="one", strips=strips(closed=True), classes=np.zeros((3, 0))))
    assert sorted(sections) == ["z0", "z1"] and about["closed"] and "lowest" not in about["strips"][0]
    assert len(about["strips"][0]["stops"]) == 4
    assert paths_block(model="one", strips=strips()) == paths_block(model="one", strips=strips())


def test_classes_must_belong_to_the_stops():
    with pytest.raises(ValueError, match="class weights for 3 stops, got 2"):
        paths_block(model="one", strips=strips(), classes=np.eye(2))


def test_a_density_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError):
        paths_block(model="one", strips=strips(), log_density=lambda z: np.full(len(z), -np.inf), law="broken")
