"""Does the host's word hold for all: the key, the banner, the paused queue, the password, the numbers and the log?"""

from __future__ import annotations

import json
import time

import pytest

from core import jobs, places
from core.host import log, metrics, password, settled
from core.jobs import order, slices
from tests.core.conftest import brief_run
from tests.visitors import ANNA, BEN

KEY = "a key of sixteen and more"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    monkeypatch.setattr("core.jobs.engine.nudge", lambda: None)
    for noted in (metrics._refused, metrics._sums, metrics._latest):
        noted.clear()  # what other tests of this process have seen
    return tmp_path


@pytest.mark.parametrize("said", ["", "a key of sixteen and mor", KEY + "x", "ä", "x" * 10_000])
def test_a_guessed_key_is_none(monkeypatch, said):
    monkeypatch.setenv("LATENT_INK_HOST_KEY", KEY)
    assert not settled.is_key(said) and settled.is_key(KEY)


@pytest.mark.parametrize("key", ["", "short", "x" * 15])
def test_without_a_key_or_with_one_that_is_easily_guessed_there_is_no_page(monkeypatch, key):
    monkeypatch.setenv("LATENT_INK_HOST_KEY", key)
    assert not settled.is_key(key)


def test_a_banner_is_one_line_and_not_too_long(home):
    assert settled.banner() == ""
    settled.say("  We begin\nat ten. ")
    assert settled.banner() == "We begin at ten."
    with pytest.raises(ValueError, match="up to 300 characters; this has 301"):
        settled.say("x" * 301)
    assert settled.banner() == "We begin at ten."
    settled.say("")
    assert settled.banner() == ""
    (home / "host" / "banner.json").write_text('{"text": 5}')
    assert settled.banner() == ""


def test_the_queue_is_paused_and_goes_on():
    settled.pause(on=True)
    assert settled.paused() and all(map(slices.paused, places.stores()))
    assert order.outstanding(places.models()) == []  # the mark is no run
    settled.pause(on=False)
    settled.pause(on=False)
    assert not settled.paused()


def test_the_password_is_asked_once_of_each_visitor_until_it_changes(monkeypatch, home):
    assert password.passes(ANNA) and not password.asked()
    monkeypatch.setenv("LATENT_INK_PASSWORD", "open sesame")
    assert not password.passes(ANNA)
    with pytest.raises(password.PasswordError, match="not the password of this class"):
        password.say("open sesam", ANNA)
    assert not password.passes(ANNA)
    password.say(" open sesame ", ANNA)
    assert password.passes(ANNA) and not password.passes(BEN)
    kept = b"".join(path.read_bytes() for path in (home / "host").iterdir())
    assert b"sesame" not in kept and ANNA.mark.encode() not in kept
    monkeypatch.setenv("LATENT_INK_PASSWORD", "another")
    assert not password.passes(ANNA)


def test_guessing_is_slowed_down_for_all_cookies_together_and_ends(monkeypatch):
    monkeypatch.setenv("LATENT_INK_PASSWORD", "open sesame")
    for number in range(password.MOST_WRONG):
        with pytest.raises(password.PasswordError, match="not the password"):
            password.say(str(number), BEN)
    with pytest.raises(password.PasswordError, match="in a minute"):
        password.say("open sesame", ANNA)
    later = time.time() + password.MINUTE + 1
    monkeypatch.setattr(password.time, "time", lambda: later)
    password.say("open sesame", ANNA)
    assert password.passes(ANNA)


def test_a_damaged_store_lets_nobody_in_and_says_so(monkeypatch, home):
    monkeypatch.setenv("LATENT_INK_PASSWORD", "open sesame")
    (home / "host").mkdir()
    (home / "host" / "password.sqlite").write_bytes(b"no database" * 500)
    assert not password.passes(ANNA)
    with pytest.raises(password.PasswordError, match="cannot be opened just now"):
        password.say("open sesame", ANNA)


def test_metrics_are_those_of_all_processes_that_run(home):
    jobs.submit(brief_run(), ANNA)
    for _ in range(3):
        metrics.page_ran('A "page"', 0.25)
    metrics.refused("password")
    metrics.write(tabs=2)
    (home / "host" / "web-1.json").write_text('{"tabs": 5, "refusals": {"password": 2}}')
    (home / "host" / "web-2.json").write_text("not of ours")
    lines = dict(line.rsplit(" ", 1) for line in metrics.prometheus().splitlines() if not line.startswith("#"))
    assert lines["latent_ink_web_processes"] == "2" and lines["latent_ink_tabs"] == "7"
    assert lines['latent_ink_orders{kind="training",state="queued"}'] == "1"
    assert lines['latent_ink_refusals_total{what="password"}'] == "3"
    assert lines['latent_ink_page_runs_total{page="A \\"page\\""}'] == "3"
    assert lines['latent_ink_page_seconds_total{page="A \\"page\\""}'] == "0.75"
    assert float(lines["latent_ink_disk_free_bytes"]) > 0


def test_the_log_is_json_if_wanted_and_names_nobody(monkeypatch, capsys):
    log.line("page", ANNA)
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("LATENT_INK_LOG", "json")
    log.line("page", ANNA, page="Ho\nme", seconds=0.123456)
    (line,) = capsys.readouterr().err.splitlines()
    row = json.loads(line)
    assert (row["what"], row["page"], row["seconds"]) == ("page", "Ho\nme", 0.1235)
    assert len(row["visitor"]) == 12 and row["visitor"] not in ANNA.mark
