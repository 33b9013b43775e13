"""Does Learn lead to every exhibit, and say in a sentence what a link asks for and is not there?"""

from __future__ import annotations

import time

import pytest

from core.lessons import LESSONS, progress
from core.lessons.exhibits import EXHIBITS
from core.lessons.glossary import GLOSSARY
from core.lessons.places import script_of
from tests.ui.conftest import OWNER, ROOT, open_page, ways_on


def test_it_leads_to_every_exhibit(store):
    at = open_page("pages/Learn.py")
    assert not at.exception and set(ways_on(at)) >= {one.title for one in EXHIBITS.values()}


@pytest.mark.parametrize("bad", ["nope", "<b>x</b>", "../x", "x" * 900])
def test_an_unknown_exhibit_is_said_and_the_page_goes_on(bad, store):
    at = open_page("pages/Learn.py", exhibit=bad)
    assert not at.exception and len(at.warning) == 1 and "no exhibit" in at.warning[0].value
    assert at.title[0].value == "Learn"


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_exhibit_stands_alone_at_its_link(name, store):
    at = open_page("pages/Learn.py", exhibit=name)
    assert not at.exception and at.title[0].value == EXHIBITS[name].title
    assert any("exhibit" in part.proto.component_name for part in at.get("bidi_component")) or at.warning
    assert [part.label for part in at.get("download_button")] == ([] if at.warning else ["Take it along"])


def test_every_lesson_and_every_word_has_its_link(store):
    at = open_page("pages/Learn.py")
    assert not at.exception and not at.warning
    assert {f"Begin: {lesson.title}" for lesson in LESSONS.values()} <= set(ways_on(at))
    words = {f"{meant.page}: {meant.act}" for meant in GLOSSARY.values()}
    assert not words <= set(ways_on(at)), "what is not seen is not drawn"
    at.session_state["learn-part"] = "Words"
    assert words <= set(ways_on(at.run()))


@pytest.mark.parametrize("word", GLOSSARY)
def test_a_words_link_is_followed_without_a_complaint(word, store):
    (store / "zoo").symlink_to(ROOT / "zoo")
    meant = GLOSSARY[word]
    at = open_page(script_of(meant.page), **meant.address)
    assert not at.exception and not at.warning and not at.error


def test_how_far_one_is_stands_on_the_card(store):
    progress.change(OWNER, lambda now: now.noting(now.of("vae", "price").replace(done=True)))
    at = open_page("pages/Learn.py")
    assert "Go on: How a VAE learns" in ways_on(at)


def for_teachers():
    """Open Learn where teachers find what is theirs."""
    at = open_page("pages/Learn.py")
    at.session_state["learn-part"] = "For teachers"
    return at.run()


def test_what_was_set_for_a_class_stays_while_one_looks_elsewhere(store):
    at = for_teachers()
    at.selectbox(key="link-page").set_value("Sample").run()
    for part in ("Lessons", "For teachers"):
        at.session_state["learn-part"] = part
        at.run()
    assert not at.exception and at.selectbox(key="link-page").value == "Sample"


@pytest.mark.long
def test_a_teacher_takes_the_class_pack_along(store):
    (store / "zoo").symlink_to(ROOT / "zoo")
    at = for_teachers()
    before = {button.label for button in at.get("download_button")}
    at.button(key="class-pack").click().run()
    for _ in range(600):
        found = [button for button in at.get("download_button") if button.label not in before]
        if found:
            break
        time.sleep(0.1)
        at.run()
    assert not at.exception and not at.error
    assert found[0].label.startswith("Download the class pack, 5.")
