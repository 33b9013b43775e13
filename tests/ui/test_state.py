"""What a tab remembers outlives its pages and an edit of the code; the address waits for the browser in a first run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from ui import state

    state.begin_address("Page")
    if st.session_state.get("act") == "write":
        state.write_address(z="1", gone="")
    st.text(f"{state.address()} {state.address_waits()}")


def opened(*, url: str | None = "http://ink.test/Explore", **parameters: str) -> AppTest:
    at = AppTest.from_function(script)
    at.session_state["act"] = "write"
    if url:
        at.context = {"url": url}
    for name, value in parameters.items():
        at.query_params[name] = value
    return at.run()


def written(at: AppTest) -> dict[str, list[str] | str]:
    return {name: at.query_params[name] for name in at.query_params}


def test_the_first_run_keeps_what_is_written_for_the_next_and_reads_it_already():
    at = opened(gone="x", stays="y")
    assert at.text[0].value == "{'stays': 'y', 'z': '1'} True"
    assert set(written(at)) == {"gone", "stays"}
    at.session_state["act"] = ""
    at.run()
    assert set(written(at)) == {"stays", "z"} and at.text[0].value.endswith("False")


def test_what_was_kept_is_dropped_if_the_address_has_moved_on():
    at = opened(gone="x")
    at.query_params["gone"] = "another"
    at.session_state["act"] = ""
    at.run()
    assert set(written(at)) == {"gone"}


def test_later_runs_write_at_once():
    at = opened()
    at.query_params["gone"] = "x"
    at.run()
    assert set(written(at)) == {"z"} and at.text[0].value == "{'z': '1'} False"


def test_nothing_waits_where_there_is_no_browser():
    assert set(written(opened(url=None))) == {"z"}


PAGE = """
from dataclasses import dataclass, field

from core.config import Config


class Setting(Config):
    size: int = 2


@dataclass
class PageState:
    n: int = 7
    texts: list[str] = field(default_factory=list)
    setting: Setting | None = None
    gone: str = ""
"""


def remembering() -> None:
    import page_of_a_test as page
    import streamlit as st

    from ui import state

    known = state.of(page.PageState)
    if act := st.session_state.pop("act", ""):
        known.n, known.setting, known.gone = 9, page.Setting(size=4), "by and by"
        known.texts.append(act)
    st.number_input("n", 0, 99, **state.bind(page.PageState, "n"))
    assert known is state.of(page.PageState) and type(known) is page.PageState
    assert known.setting is None or isinstance(known.setting, page.Setting)
    st.text(repr(known))


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write the file of a page's state, also anew: then it is loaded anew, as by `make dev`."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # two edits in one second

    def written(text: str) -> None:
        (tmp_path / "page_of_a_test.py").write_text(text)
        sys.modules.pop("page_of_a_test", None)

    yield written
    sys.modules.pop("page_of_a_test", None)


def remembered(at: AppTest) -> str:
    assert not at.exception
    return at.text[0].value


def test_a_page_brings_its_own_state_and_a_widget_is_tied_to_a_field(page):
    page(PAGE)
    at = AppTest.from_function(remembering).run()
    assert remembered(at) == "PageState(n=7, texts=[], setting=None, gone='')"
    at.number_input[0].set_value(8).run()
    assert remembered(at) == "PageState(n=8, texts=[], setting=None, gone='')"
    at.session_state["act"] = "one"
    at.run()
    assert at.number_input[0].value == 9 and "texts=['one']" in remembered(at.run())
    assert "n=7, texts=[]" in remembered(AppTest.from_function(remembering).run()), "another tab has another"


def test_what_is_remembered_outlives_an_edit_of_the_code(page):
    page(PAGE)
    at = AppTest.from_function(remembering)
    at.session_state["act"] = "one"
    assert remembered(at.run()) == "PageState(n=9, texts=['one'], setting=Setting(size=4), gone='by and by')"
    page(PAGE)
    assert remembered(at.run()) == "PageState(n=9, texts=['one'], setting=Setting(size=4), gone='by and by')"
    page(PAGE.replace("    gone: str", "    new: str").replace("size: int = 2", "size: int = 2\n    depth: int = 3"))
    assert remembered(at.run()) == "PageState(n=9, texts=['one'], setting=Setting(size=4, depth=3), new='')"
    assert at.number_input[0].value == 9
    page(PAGE.replace("size: int", "size: str").replace("= 2", "= ''"))
    assert remembered(at.run()) == "PageState(n=9, texts=['one'], setting=None, gone='')", "no setting any more"
