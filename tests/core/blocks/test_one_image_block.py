"""Does the block of a canvas that judges hands hold what the page needs, and refuse what is no network?"""

from __future__ import annotations

import json

import pytest

from core import library
from core.blocks.one_image import verdict_block
from core.networks.browser import browser_graph
from core.one_image import hand
from core.packed import unpack
from core.types import ModelError

JUDGE = {"own": [[0.0] * 60], "threshold": 0.5, "slope": 2.0, "offset": -1.0, "least": 0.6}


@pytest.fixture(scope="module")
def reader() -> bytes:
    return library.browser_bin(library.find("mnist-classifier"))


def block(**changes) -> bytes:
    usual = {"character": "2", "weight": 2.52, "hand": hand.browser_network(), "judge": JUDGE, "words": {"hand": "So."}}
    return verdict_block(**usual | changes)


def test_it_holds_the_hand_and_the_networks_that_there_are(reader):
    assert block() == block() and set(unpack(block())) == {"about", "hand"}
    sections = unpack(block(reader=reader, network=reader, calibration=(2.0, 1.5), line=0.71234))
    about = json.loads(sections["about"])
    assert about["judge"] == JUDGE and about["words"] == {"hand": "So."} and about["first"] == "hand"
    assert about["network"] == {"temperature": 2.0, "mine": 1.5, "least": 0.7123}
    assert about["reader"]["classes"] == list("0123456789")
    assert browser_graph(sections["hand"])["ops"][-1]["shape"] == [60]
    assert all(browser_graph(sections[name])["input"] == [1, 28, 28] for name in ("reader", "network"))


def test_what_is_no_classifier_is_refused():
    with pytest.raises(ModelError, match="holds no classifier"):
        block(network=library.browser_bin(library.find("mnist-vae-2d")))
