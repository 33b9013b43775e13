"""What stands before a page: is the password asked, the line shown, the host's page drawn, and the banner said?"""

from __future__ import annotations

import pytest

from core.host import admission, settled
from core.jobs import slices
from core.limits import Limits
from core.owner import Owner
from tests.ui.conftest import VISITOR, open_page
from ui import admission as line
from ui import door, login

KEY = "a key of sixteen and more"
OTHER = VISITOR[::-1]
PAGE = "pages/Library.py"


@pytest.fixture(autouse=True)
def quick(monkeypatch, store):
    monkeypatch.setattr(door, "SLOWER", 0.0)
    monkeypatch.setenv("LATENT_INK_HOST_KEY", KEY)
    line._noted.clear()


def titles(at) -> list[str]:
    return [title.value for title in at.title]


def pressed(at, label: str) -> None:
    next(button for button in at.button if button.label == label).click()
    at.run()


def test_a_password_is_asked_on_every_page_until_it_is_said(monkeypatch):
    monkeypatch.setenv("LATENT_INK_PASSWORD", "open sesame")
    for page in (PAGE, "pages/Train.py"):
        assert titles(open_page(page)) == ["A password opens this"]
    at = open_page(PAGE)
    at.text_input[0].set_value("sesame")
    pressed(at, "Come in")
    assert [error.value for error in at.error] == ["That is not the password of this class."]
    at.text_input[0].set_value("open sesame")
    pressed(at, "Come in")
    assert titles(at) == ["Library"]
    assert titles(open_page(PAGE)) == ["Library"], "asked once"
    assert titles(open_page(PAGE, OTHER)) == ["A password opens this"]


def test_where_all_log_in_no_page_is_drawn_before(monkeypatch):
    monkeypatch.setenv("LATENT_INK_LOGIN", "auth")
    for page in (PAGE, "pages/Train.py"):
        at = open_page(page, login="failed")
        assert titles(at) == ["Log in to come in"] and "Nobody was logged in" in at.warning[0].value
        assert "not set up yet" in at.error[0].value, "there are no settings of a provider here"
        assert [button.label for button in at.button] == ["Show large"]
    assert titles(open_page(PAGE, host=KEY)) == ["This server"]


def test_who_waits_sees_their_place(monkeypatch):
    monkeypatch.setenv("LATENT_INK_ACTIVE", "1")
    assert admission.come(Owner.of("somebody"), Limits(active=1)).inside
    at = open_page(PAGE)
    assert titles(at) == ["The room is full just now"] and at.metric[0].value == "1"
    assert "room for 1 visitor at a time" in at.markdown[0].value


@pytest.mark.parametrize("said", ["", "x", KEY[:-1], KEY + "x"])
def test_a_guessed_key_looks_like_any_page(said):
    assert titles(open_page(PAGE, host=said)) == ["Library"]


def test_the_host_sees_the_server_and_what_is_settled_holds(monkeypatch):
    monkeypatch.setenv("LATENT_INK_PASSWORD", "open sesame")
    at = open_page(PAGE, host=KEY)
    assert titles(at) == ["This server"]
    pressed(at, "Pause the queue")
    assert settled.paused() and "The queue is paused" in at.warning[0].value
    pressed(at, "Let the queue go on")
    assert not settled.paused() and slices.PAUSED == ".paused"


def test_a_banner_stands_on_every_page_as_text():
    settled.say("We *begin* at ten.")
    for page in (PAGE, "pages/Train.py"):
        assert [info.value for info in open_page(page).info][:1] == [r"We \*begin\* at ten."]
    settled.say("")
    assert not [info for info in open_page(PAGE).info if "ten" in info.value]


@pytest.mark.parametrize(("place", "back"), [
    ("/Learn?lesson=vae:2", "/Learn?lesson=vae:2"), ("/ink/Explore", "/ink/Explore"), ("//evil.example", "/"),
    ("https://evil.example/", "/"), ("/\\evil.example", "/"), ("/a\r\nSet-Cookie: x=1", "/"), ("/" + "a" * 9000, "/"),
    ("", "/"),
])  # fmt: skip
def test_one_is_sent_back_to_this_server_alone(place, back):
    assert login._checked(place) == back


def test_the_address_says_whether_it_failed_and_keeps_the_rest():
    failed = login._saying("/Learn?lesson=vae:2&login=failed", failed=True)
    assert failed == "/Learn?lesson=vae:2&login=failed"
    assert login._saying(failed, failed=False) == "/Learn?lesson=vae:2"
    assert login._saying("/", failed=True) == "/?login=failed" and login._saying("/", failed=False) == "/"
