"""Does a teacher get the link that was chosen, does its page open so, and is what means nothing in one said?"""

from __future__ import annotations

import pytest

from core.lessons import LESSONS, classroom
from core.lessons.links import LONGEST, Link
from core.lessons.places import PAGES, script_of
from tests.ui.conftest import OWNER, ROOT, open_page
from tests.ui.test_learn import for_teachers
from ui.components import lesson_light
from ui.lessons.locks import LockState

BASE = "http://ink.test"


@pytest.fixture
def zoo(store):
    (store / "zoo").symlink_to(ROOT / "zoo")
    return store


def built(at) -> str:
    """Return the link that is offered, with which nothing else is sent but its QR code."""
    return next(part.proto for part in at.get("bidi_component") if '"link"' in part.proto.json).json


def opened(link: Link):
    at = open_page(script_of(link.page), **{name: value for name, value in link.query().items() if name != "embed"})
    assert not at.exception
    return at


def test_what_is_chosen_stands_in_the_link(zoo):
    at = for_teachers()
    room = classroom.begin("vae", OWNER)
    at.selectbox(key="link-page").set_value("Sample").run()
    at.selectbox(key="link-model-Sample").set_value("mnist-vae-16d").run()
    at.multiselect(key="link-hide-Sample").set_value(["random", "menu"]).run()
    at.multiselect(key="link-lock-Sample").set_value(["map"]).run()
    assert not at.exception and "/Sample?model=mnist-vae-16d&hide=random,menu&lock=map" in built(at)
    assert "random" not in at.multiselect(key="link-lock-Sample").options
    at.selectbox(key="link-lesson").set_value("vae").run()
    at.selectbox(key="link-step-vae").set_value(2).run()
    at.selectbox(key="link-room-vae").set_value(room.code).run()
    step = LESSONS["vae"].steps[1]
    wanted = Link(step.where, step.parameters, "vae", 2, room=room.code).written("")
    assert not at.exception and wanted in built(at)


def test_a_copied_link_is_where_it_begins_and_a_bad_one_gets_a_sentence(zoo):
    at = for_teachers()
    at = at.text_input(key="link-copied").set_value(f"{BASE}/Explore?model=mnist-vae-2d&z=0.5,-1&moon=1").run()
    assert '/Explore?model=mnist-vae-2d&z=0.5,-1"' in built(at) and "moon" in at.warning[0].value
    at = for_teachers().text_input(key="link-copied").set_value("nonsense").run()
    assert not at.exception and "Copy link" in at.warning[0].value
    at = at.text_input(key="link-copied").set_value(f"{BASE}/Write?text={'a' * LONGEST}").run()
    assert [one.value for one in at.warning if f"at most {LONGEST:,}" in one.value]


def test_a_link_hides_and_locks_on_its_page_and_on_the_next_ones(zoo, monkeypatch):
    sent = []
    monkeypatch.setattr(lesson_light, "_LOCKS", lambda **given: sent.append(given["data"]))
    at = opened(Link("Explore", {"model": "mnist-vae-2d"}, "vae", 1, ("random", "start"), ("map",)))
    assert ".pad .map .field" in sent[-1]["lock"] and "A place drawn" in sent[-1]["style"]
    assert at.query_params["hide"] == "random" and not at.warning, "a later step's page has the other"
    at.query_params.clear()
    at.switch_page("pages/Train.py").run()
    assert ".st-key-start button" in sent[-1]["style"] and at.query_params["hide"] == "start"
    at.query_params.clear()
    at.switch_page("pages/Explore.py").run()
    assert "A place drawn" in sent[-1]["style"] and ".pad .map .field" in sent[-1]["lock"]


@pytest.mark.parametrize("title", PAGES)
def test_what_in_a_link_means_nothing_is_said_in_one_sentence_each_and_ignored(title, zoo):
    at = open_page(script_of(title), moon="1", hide="menu,<b>sun</b>", lock="x" * 900)
    said = at.warning[0].value
    assert not at.exception and "moon" in said and "<b>" not in said and said.count("ignored") == 3
    assert "moon" not in at.query_params and at.query_params["hide"] == "menu" and "lock" not in at.query_params
    assert at.session_state["ui.lessons.locks.LockState"] == LockState(hide=("menu",))
