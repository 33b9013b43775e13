"""Do ninety minutes add up, do their links lead somewhere, and are the answers those that are measured?"""

from __future__ import annotations

from html import escape

import pytest

from core import library
from core.lessons import LESSONS, ninety
from core.lessons.measures import MEASURES
from core.lessons.places import PAGES


def test_they_are_ninety_and_each_part_begins_on_a_page():
    parts = ninety.plan()
    assert sum(part.minutes for part in parts) == 90
    assert all(part.page in PAGES and len(part.link) < 2000 for part in parts)
    assert all(part.minutes >= LESSONS[part.lesson].minutes for part in parts if part.lesson)


@pytest.mark.parametrize("name", LESSONS)
def test_the_hand_out_asks_all_and_tells_nothing(name):
    page, answers = ninety.hand_out(), ninety.teachers_plan()
    for step in LESSONS[name].steps:
        if step.question:
            assert escape(step.question.asks) in page and escape(step.question.asks) in answers
    assert 'class="answer"' not in page and "http" not in page


def test_the_answers_are_measured():
    answers = ninety.teachers_plan()
    kl = MEASURES["kl"].of(library.find("mnist-vae-2d"))
    assert f"From one to ten nats (KL divergence an image: {MEASURES['kl'].written(kl)})" in answers
    assert "Read off each pair&#x27;s own model." in answers
