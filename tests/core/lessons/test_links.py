"""Does a teacher's link say what was chosen, and is one that was copied read back?"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from core.config import ConfigError
from core.lessons.links import LONGEST, OWN_STEP, Link, checked, read
from core.lessons.places import PAGES, PARAMETERS, parts_of, strange
from tests.ui.conftest import ROOT

BASE = "http://ink.test/class"


def said(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


@pytest.mark.parametrize("title", PAGES)
def test_a_link_leads_back_to_its_page_and_its_start(title):
    start = {name: "a,b|c d&e" for name in PAGES[title].parameters if name != "lesson"}
    link = Link(title, start, hide=("menu", "next"), lock=("link",)).written(BASE)
    assert link.startswith(f"{BASE}/") and link.isascii()
    assert said(link) == {**start, "hide": "menu,next", "lock": "link"}
    found, back, left = read(link)
    assert (found, back, left) == (title, start, [])


def test_a_step_a_room_and_a_look_stand_in_it():
    link = Link("Explore", {"model": "a"}, "vae", 3, look="projector", room="K7MP2").written(BASE)
    assert said(link) == {"model": "a", "lesson": "vae", "step": "3", "room": "K7MP2", "projector": "on"}
    assert said(Link(OWN_STEP, {}, "hand", 2, look="embed").written(BASE)) == {"lesson": "hand:2", "embed": "true"}


def test_with_every_part_of_a_page_hidden_a_link_is_far_from_too_long():
    for page in PAGES:
        assert (
            len(Link(page, {"model": "m" * 32}, "latent-space", 9, tuple(parts_of(page))).written(BASE)) < LONGEST / 2
        )


def test_what_makes_a_link_a_teachers_is_left_out_of_a_copied_one_and_what_means_nothing_is_named():
    link = f"{BASE}/Explore?model=a&lesson=vae&step=2&hide=map&room=K7MP2&projector=on&embed=true&utm=x&z=1,2"
    assert read(link) == ("Explore", {"model": "a", "z": "1,2"}, ["utm"])
    assert read(f"{BASE}/Your_hand?step=words")[1] == {"step": "words"}, "a step of its own"
    for bad in (f"{BASE}/Nowhere?a=1", "hello", "http://[", f"{BASE}/../etc/passwd", "x" * 4000):
        with pytest.raises(ConfigError, match="Copy link"):
            read(bad)


def test_names_are_taken_once_and_in_order_and_unknown_ones_are_told_apart():
    assert checked(("b", "a", "b", "x"), ("a", "b")) == (("b", "a"), ["x"])
    assert strange({"model": "", "moon": ""}) == ["moon"]


def test_every_parameter_that_the_program_asks_for_is_known():
    asked = set()
    for folder, pattern in (("ui", r'parameter\("(\w+)"\)'), ("browser", r'address\(\)\.get\("(\w+)"\)')):
        for path in (ROOT / folder).rglob("*.py" if folder == "ui" else "*.js"):
            asked |= set(re.findall(pattern, path.read_text(encoding="utf-8")))
    assert len(asked) > 20 and asked <= PARAMETERS and {"by", "hand", "step", "page", "write"} <= PARAMETERS
    assert {name for page in PAGES.values() for name in page.parameters} <= PARAMETERS
