"""Does a pad hear of a flow that fits it, and get the network once it was asked for, not before?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core import library
from core.packed import unpack
from tests.ui.conftest import ID, OWNER, open_page
from ui.components.pad import Place, Report
from ui.sample import menu

EXPLORE, READ = "pages/Explore.py", "pages/Read.py"
ZOO = Path(__file__).parents[2] / "zoo"


@pytest.fixture
def zoo(shelf) -> Path:
    """Models that come along, beside the visitor's own."""
    (shelf / "zoo").mkdir()
    for name in ("mnist-flow", "mnist-vae-2d", "mnist-vae-16d", "letters-cvae"):
        (shelf / "zoo" / name).symlink_to(ZOO / name)
    return shelf


def told(at) -> list[dict]:
    """What the page said to its pad of a flow."""
    blocks = [part.proto.bytes for part in at.get("bidi_component") if "channel" in part.proto.component_name]
    found = [unpack(block) for block in blocks if block]
    return [one | {"about": about} for one in found if (about := json.loads(one["about"]))["channel"] == "refiner"]


def explored(model: str, **query: str):
    at = open_page(EXPLORE)
    for name, value in ({"model": model} | query).items():
        at.query_params[name] = value
    return at.run()


def test_a_vae_is_told_of_the_flow_and_sent_it_once_it_is_touched(zoo):
    at = explored("mnist-vae-2d")
    (block,) = told(at)
    assert "flow" not in block and block["about"]["id"] == "mnist-flow"
    assert block["about"]["alike"] and block["about"]["kind"] == "VAE"
    at.session_state["pad-mnist-vae-2d"] = {
        "place": {"z": [0.1, 0.2], "y": None, "view": "points,0,0,6", "t0": 0.8}, "selection": None,
    }  # fmt: skip
    at.run()
    (block,) = told(at)
    assert len(block["flow"]) > 100_000
    assert at.query_params["t0"] in ("0.8", ["0.8"])
    at.session_state["pad-mnist-vae-2d"] = {
        "place": {"z": [0.1, 0.2], "y": None, "view": "points,0,0,6", "t0": 1}, "selection": None,
    }  # fmt: skip
    at.run()
    assert "t0" not in at.query_params and "flow" in told(at)[0]  # it stays where it is


@pytest.mark.parametrize(("t0", "sent"), [("0.5", True), ("1", False), ("much", False), ("nan", False)])
def test_a_link_asks_for_it_too(zoo, t0, sent):
    at = explored("mnist-vae-16d", t0=t0)
    assert not at.exception
    (block,) = told(at)
    assert ("flow" in block) == sent


def test_one_that_draws_in_steps_needs_no_other(zoo):
    assert told(explored("mnist-flow")) == []


def test_pictures_of_another_size_have_no_dial(zoo):
    assert library.find("letters-cvae").config.model.image_size != library.find("mnist-flow").config.model.image_size
    assert told(explored("letters-cvae")) == []


def test_only_what_has_learned_is_of_the_size_and_draws_in_steps_refines(zoo):
    entry = library.find(ID)
    flow = library.refiner_for(entry, OWNER)
    assert flow is not None and flow.id == "mnist-flow"
    small = entry.config.replace(model=entry.config.model.replace(image_size=14))
    assert library.refiner_for(library.create(small, OWNER, "Small"), OWNER) is None
    (zoo / "zoo" / "mnist-flow").unlink()
    library.create(flow.config, OWNER, "Another")  # which has not learned yet
    assert library.refiner_for(entry, OWNER) is None


def test_read_hears_of_a_flow_of_its_classes_and_gets_it_once_asked(zoo):
    (zoo / "zoo" / "mnist-classifier").symlink_to(ZOO / "mnist-classifier")

    def another(at) -> dict:
        blocks = [part.proto.bytes for part in at.get("bidi_component") if "channel" in part.proto.component_name]
        found = [unpack(block) for block in blocks if block]
        return next(one for one in found if json.loads(one["about"])["channel"] == "another")

    assert "flow" not in another(open_page(READ))
    assert "flow" in another(open_page(READ, another="0.9"))
    at = open_page(READ, another="1000")
    assert not at.exception and "flow" not in another(at) and "another" not in at.query_params
    assert any("nother must be a number from 0.8 to 0.98" in one.value.replace("\\", "") for one in at.warning)
    at.session_state["read"] = {"seen": None, "vae": "", "corrected": None, "another": 0.85}
    at.run()
    assert "flow" in another(at) and at.query_params["another"] in ("0.85", ["0.85"])


def test_the_dials_of_a_flow_stand_in_the_address_and_are_what_is_scored(zoo):
    at = open_page("pages/Sample.py", model="mnist-flow")
    assert not at.exception
    place = {"z": [0.0] * 784, "y": [1.0] + [0.0] * 9, "view": "grid,0,0,6", "t0": 1}
    at.session_state["pad-mnist-flow"] = {"place": place | {"solver": {"steps": 3, "guidance": 2}}, "selection": None}
    at.run()
    assert not at.exception and at.query_params["steps"] in ("3", ["3"])
    entry = library.find("mnist-flow")
    found = Place.from_state(place | {"solver": {"steps": 3, "guidance": 2}})
    assert menu.drawn_by(entry, Report(found)) == {"steps": 3, "guidance": 2.0}
    own = Place.from_state(place | {"solver": {"steps": 8, "guidance": 1.25}})
    assert menu.drawn_by(entry, Report(own)) == {} == menu.drawn_by(entry, Report())
    assert menu.drawn_by(library.find("mnist-vae-2d"), Report(found)) == {}
