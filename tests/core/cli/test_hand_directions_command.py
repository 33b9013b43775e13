"""Does the terminal say of a model of letters which ways through latent space change them, and how well?"""

from __future__ import annotations

import json

import pytest

from core.blocks.write import LEAST_HELD, steered
from core.library.folder import find
from core.tasks import TaskError
from core.tasks.directions import open_directions, qualities_of
from tests.core.cli.test_hand_write_command import run


@pytest.mark.long
def test_a_model_of_letters_has_four_qualities_and_dials_for_those_that_hold():
    found = json.loads(run("hand", "directions", "letters-cvae", "--json"))
    shipped = open_directions(find("letters-cvae"))
    assert [one["name"] for one in found["qualities"]] == ["slant", "weight", "roundness", "size"]
    for quality, kept in zip(found["qualities"], shipped.qualities, strict=True):
        assert quality["explained"] == pytest.approx(kept.explained, abs=0.02)
        dial = quality["name"] in [one.name for one in steered(shipped).qualities]
        assert dial == (quality["changes"] is not None)
        assert dial or quality["explained"] < LEAST_HELD
        if dial:
            assert quality["changes"][quality["name"]] > 0.5
    held = {one["name"]: one["changes"]["roundness"] for one in found["qualities"] if one["changes"]}
    assert held["roundness"] > 0.8 and all(abs(by) < 0.3 for name, by in held.items() if name != "roundness")
    said = run("hand", "directions", "letters-cvae")
    assert "Slant      R2" in said and "Roundness" in said


def test_digits_keep_to_slant_and_weight():
    assert qualities_of(find("mnist-cvae")) == ("slant", "weight")


def test_a_model_that_takes_no_class_is_refused_in_a_sentence():
    with pytest.raises(TaskError, match="is not told a class"):
        run("hand", "directions", "mnist-vae-2d")
