"""Is every lesson whole, and is whatever is wrong with one refused in a sentence?"""

from __future__ import annotations

import re

import pytest

from core import lessons, library
from core.config import ConfigError
from core.lessons import LESSONS, walk
from core.lessons.at_points import AT_POINTS
from core.lessons.exhibits import EXHIBITS
from core.lessons.lesson import NUMBER, OWN, parsed
from core.lessons.measures import MEASURES, measured
from core.lessons.parts import EVERYWHERE, OF_EXHIBITS, PARTS
from core.lessons.places import PAGES, script_of
from core.lessons.walk import Setting
from core.types import ModelError
from tests.ui.conftest import ROOT

STEPS = [(name, step.id) for name, lesson in LESSONS.items() for step in lesson.steps]
LESSON = """
title = "T"
about = "A."
minutes = 3
able = ["do it"]
model = "mnist-vae-2d"
[[steps]]
id = "one"
title = "One"
page = "Explore"
text = "Text."
reveal = "It is [[kl]]."
[steps.question]
kind = "choice"
asks = "Which?"
options = [{ text = "This", right = true }, { text = "That" }]
"""
BAD = {
    "unknown key": ('id = "one"', 'id = "one"\ncolour = "red"', "colour"),
    "unknown exhibit": ('page = "Explore"', 'exhibit = "nope"', "exhibit 'nope'"),
    "unknown page": ('page = "Explore"', 'page = "Nowhere"', "page 'Nowhere'"),
    "page and exhibit missing": ('page = "Explore"', "", "either a page or an exhibit"),
    "no right answer": (", right = true", "", "exactly one right answer"),
    "two right answers": ('"That" }', '"That", right = true }', "exactly one right answer"),
    "measure without bounds": ('kind = "choice"', 'kind = "choice"\nmeasure = "kl"', "at_least or below"),
    "unknown measure": ("[[kl]]", "[[iq]]", "no measure 'iq'"),
    "a number typed in": ("It is [[kl]]", "It is 6.7", "number typed"),
    "no reveal": ('reveal = "It is [[kl]]."', "", "never answers"),
    "unknown mark": ('text = "Text."', 'text = "Text."\nlight = "moon"', "lights up 'moon'"),
    "unknown parameter": ('text = "Text."', 'text = "Text."\naddress = { moon = "1" }', "no 'moon'"),
    "unknown word": ('text = "Text."', 'text = "Text."\nwords = ["moon"]', "'moon', which is no word"),
    "too long": ("minutes = 3", "minutes = 13", "between 1 and 12"),
    "no steps": (LESSON[LESSON.index("[[steps]]") :], "", "steps"),
    "a text for a number": ("minutes = 3", 'minutes = "3"', "minutes"),
    "no TOML": ("title =", "title", "no TOML"),
}


def step_of(name: str, id: str):
    return next(step for step in LESSONS[name].steps if step.id == id)


def test_all_lessons_that_come_along_are_valid_and_in_order():
    assert lessons.BROKEN == {} and tuple(LESSONS) == lessons.ORDER
    assert {path.stem for path in lessons.TEXTS.glob("*.toml")} == set(lessons.ORDER)


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_asks_at_least_four_times_and_ends_in_a_task(name):
    lesson = LESSONS[name]
    assert lesson.predictions >= 4 and lesson.minutes <= 12
    assert lesson.steps[-1].act or lesson.steps[-1].question.kind == "point", "a task, and not a text"


@pytest.mark.parametrize("what", BAD)
def test_what_is_wrong_with_a_lesson_is_said_in_one_sentence(what):
    parsed(LESSON)
    before, after, said = BAD[what]
    assert before in LESSON
    with pytest.raises(ConfigError) as caught:
        parsed(LESSON.replace(before, after, 1))
    assert said in str(caught.value) and "\n" not in str(caught.value).strip()


def test_a_broken_lesson_costs_itself_alone(tmp_path):
    (tmp_path / "good.toml").write_text(LESSON)
    (tmp_path / "bad.toml").write_text("title = 3")
    found, broken = lessons.read(("good", "bad", "gone"), tmp_path)
    assert list(found) == ["good"] and set(broken) == {"bad", "gone"}


@pytest.mark.parametrize("name, id", STEPS)
def test_every_number_of_a_step_is_the_one_that_is_measured(name, id):
    lesson, step = LESSONS[name], step_of(name, id)
    setting = Setting.of(lesson, step, "mnist-vae-2d")  # for the visitor's own
    for text in (step.text, step.reveal):
        shown = walk.told(text, setting)
        assert "[[" not in shown
        numbers = re.findall(r"\*\*([^*]+)\*\*", shown)
        for measure, model in NUMBER.findall(text):
            value = MEASURES[measure].of(library.find("mnist-vae-2d" if model == OWN else model or setting.model))
            assert MEASURES[measure].written(value) in numbers, "worked out anew, without what is remembered"


@pytest.mark.parametrize("name, id", [(n, i) for n, i in STEPS if step_of(n, i).question])
def test_every_question_has_right_and_wrong_answers(name, id):
    lesson, step = LESSONS[name], step_of(name, id)
    setting, question = Setting.of(lesson, step, "mnist-vae-2d"), step.question
    answers = {walk.is_right(question, given, setting) for given in tries(question, setting)}
    assert answers == {True, False}


def tries(question, setting):
    """Return answers of which some should be right and some wrong."""
    if question.kind == "choice":
        return [str(i) for i in range(len(question.options))]
    if question.kind == "number":
        truth = walk.asked(question, setting)
        return [f"{truth:.4g}", f"{truth * 20:.4g}"]
    kept = library.latents(setting.entry())
    return [",".join(f"{v:g}" for v in z) for z in (*kept.mu[:60], kept.mu[0] * 0 + 4, kept.mu[0] * 0)]


@pytest.mark.parametrize("name, id", STEPS)
def test_every_step_has_its_page_and_its_mark(name, id):
    step = step_of(name, id)
    assert (ROOT / script_of(step.where)).exists()


def test_every_page_is_a_page_and_every_part_of_one_has_its_place_in_the_table():
    assert {script_of(page) for page in PAGES} <= {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    assert {name for page in PAGES.values() for name in page.parts} | set(EVERYWHERE) == set(PARTS)
    assert set(OF_EXHIBITS) <= {mark for exhibit in EXHIBITS.values() for mark in exhibit.marks}


def test_a_guess_that_is_no_number_is_refused_in_a_sentence():
    question = next(s.question for n, i in STEPS if (s := step_of(n, i)).question and s.question.kind == "number")
    for bad in ("many", "", "1e99", "nan", "<b>", "1,2,3"):
        with pytest.raises(ConfigError, match="number"):
            walk.checked(question, bad)
    assert walk.checked(question, " 0,5 ") == "0.5"


def test_a_model_that_is_gone_is_said():
    with pytest.raises(ModelError, match="no model"):
        walk.told("[[kl of gone]]", Setting("mnist-vae-2d"))
    with pytest.raises(ModelError, match="trained no model"):
        walk.told("[[kl of own]]", Setting("mnist-vae-2d"))


def test_measures_are_plausible():
    entry = library.find("mnist-vae-2d")
    scores = library.scores(entry).scores
    assert measured("kl", entry) == pytest.approx(scores["kl"].number, rel=0.05), "of 2,000 images, and of 10,000"
    assert measured("alive", entry) == scores["active_dims"].number
    assert 0 < measured("holes", entry) < 1 and 0.5 < measured("same-class", entry) < 1
    kept = library.latents(entry)
    one = kept.mu[kept.labels == 1]
    assert AT_POINTS["class-around"](entry, tuple(map(float, one.mean(0))), "1") > 0.6
    assert AT_POINTS["emptiness"](entry, (9.0, 9.0), "") > 3
