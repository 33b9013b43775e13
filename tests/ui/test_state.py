"""Does the address wait for the browser in a visit's first run only, and is it read as it is about to be?"""

from __future__ import annotations

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
