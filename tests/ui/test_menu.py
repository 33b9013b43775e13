"""Does the menu have every page, and does the app open by its own entry as well as by a page's address?"""

from __future__ import annotations

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import PAGES, ROOT, come, remembered
from ui.frame import NAV, Coming
from ui.train.state import TrainState


def test_the_menu_has_every_page_once_in_its_order():
    assert list(NAV) == ["", "Play", "Compare", "Make", "Keep"]
    scripts = [page.script for group in NAV.values() for page in group]
    assert sorted(scripts) == sorted(PAGES)
    titles = [page.title for group in NAV.values() for page in group]
    play, compare = ["Explore", "Read", "One image", "Write", "Look inside"], ["Sample", "Compare models"]
    order = ["Home", *play, *compare, "Compare maps", "Train", "Library"]
    assert [title for title in titles if title in order] == order, "whatever stands between them"
    assert len(set(titles)) == len(titles)


def test_the_entry_is_home(store):
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
    come(at)
    at.run()
    assert not at.exception and "two become a three" in at.title[0].value
    at.switch_page("pages/Library.py").run()
    assert not at.exception and at.title[0].value == "Library"


@pytest.mark.parametrize("first", [True, False])
def test_what_is_done_first_counts_also_on_a_servers_very_first_visit(store, monkeypatch, first):
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None if first else False)  # what a server begins with
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
    come(at)
    at.context = {"url": "http://ink.test/Train"}
    at.switch_page("pages/Train.py").run()
    assert not at.exception and remembered(at, Coming).sent_back == first
    at.session_state["recipes"] = {"picked": {"name": "digits-cvae", "at": 1.0}}
    at.run()
    assert not at.exception and remembered(at, TrainState).recipe == "digits-cvae"
