"""How does one teach ninety minutes of it? A plan that strings the lessons, a hand-out and its answers, to print."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from core.lessons import LESSONS
from core.lessons.lesson import ChoiceQuestion, Lesson, NumberQuestion, Question, Step
from core.lessons.measures import MEASURES
from core.lessons.places import PAGES, script_of
from core.lessons.walk import Setting, number, right_option
from core.types import ModelError
from core.words.text import isolated


@dataclass(frozen=True)
class Part:
    """A part of the time. minutes: how many; does: what the class does; asks: what the teacher asks before it.

    page, address: where it begins; lesson: which of them it goes by, empty for none.
    """

    minutes: int
    title: str
    does: str
    asks: str
    page: str
    address: Mapping[str, str]
    lesson: str = ""

    @property
    def link(self) -> str:
        """The end of its link, behind the server's address."""
        name = script_of(self.page).removeprefix("pages/").removesuffix(".py")
        said = urlencode({key: value for key, value in self.address.items() if value})
        return f"/{name}?{said}" if said else f"/{name}"


PLAN: tuple[tuple[int, str, str, str, str], ...] = (
    (
        15, "Arrive, and break a reader",
        "Everybody opens the link, draws a digit and sees it read; then small, in a corner, with a thin pen.",
        "Which of these will it read wrongly? Write your guess down first.", "Read",
    ),
    (
        20, "A place for each image", "Everybody takes the lesson, alone or by twos.",
        "What lies between a one and a zero on the map: both, neither, noise? Take a vote.", "latent-space",
    ),
    (
        25, "The bargain",
        "By twos: one drives, the other predicts; they change at every step. Each pair trains a model at its end.",
        "Why would a network give a cloud and not a point?", "vae",
    ),
    (
        15, "Break it", "Blur, then the last step: each pair makes a posterior collapse.",
        "What is the cheapest thing an encoder can say?", "wrong",
    ),
    (
        10, "VAE against GAN", "Everybody takes the lesson; who is done early looks at the claims on Compare models.",
        "Which is sharper, which draws more kinds, which could tell you where your own digit lies?", "claims",
    ),
    (
        5, "Leave", "Compare hand-outs with the answers. At home: drawing, reading a map, one's own hand.",
        "One sentence: what does beta buy, and what does it cost?", "Learn",
    ),
)  # fmt: skip


def plan() -> tuple[Part, ...]:
    """Return the parts of ninety minutes, in order; without those whose lesson is not here."""
    return tuple(_part(*row) for row in PLAN if row[-1] in LESSONS or row[-1] in PAGES)


def _part(minutes: int, title: str, does: str, asks: str, where: str) -> Part:
    """Return a part that begins at the first step of a lesson, or on a page."""
    if where in PAGES:
        return Part(minutes, title, does, asks, where, {})
    step = LESSONS[where].steps[0]
    return Part(minutes, title, does, asks, step.where, {**step.parameters, "lesson": where, "step": "1"}, where)


def hand_out() -> str:
    """Return the students' sheet as an HTML page to print: all questions of the lessons, and room for guesses."""
    body = "".join(_questions(name, lesson, answers=False) for name, lesson in LESSONS.items())
    return _page("Predict first: a hand-out", "<p>Guess before you try. A wrong guess teaches as well.</p>" + body)


def teachers_plan() -> str:
    """Return the teacher's sheet as an HTML page to print: the plan, and all answers, measured on the models here."""
    rows, at = "", 0
    for part in plan():
        rows += (
            f"<tr><td>{at}–{at + part.minutes}</td>"
            f"<td><b>{html.escape(part.title)}</b><br>{html.escape(part.does)}</td><td>{html.escape(part.asks)}</td><td><code>{html.escape(part.link)}</code></td></tr>"
        )
        at += part.minutes
    table = (
        "<table><thead><tr><th>Minutes</th><th>What the class does</th><th>Ask first</th><th>Link, behind the server's "
        f"address</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    body = "".join(_questions(name, lesson, answers=True) for name, lesson in LESSONS.items())
    said = "<p>Numbers were measured on the models that come along. Take a guess from everybody before each reveal.</p>"
    return _page("Ninety minutes: the teacher's plan", said + table + body)


def _questions(name: str, lesson: Lesson, *, answers: bool) -> str:
    asked = [step for step in lesson.steps if step.question]
    items = "".join(f"<li>{_item(lesson, step, step.question, answers)}</li>" for step in asked if step.question)
    return f'<section id="{html.escape(name)}"><h2>{html.escape(lesson.title)}</h2><ol>{items}</ol></section>'


def _item(lesson: Lesson, step: Step, question: Question, answers: bool) -> str:
    title = step.title if step.title.endswith("?") else f"{step.title}."
    head = f"<b>{html.escape(title)}</b> {html.escape(question.asks)}"
    if answers:
        return f'{head}<p class="answer">{html.escape(_answer(lesson, step, question))}</p>'
    if isinstance(question, ChoiceQuestion):
        return head + "<ul>" + "".join(f"<li>{html.escape(option.text)}</li>" for option in question.options) + "</ul>"
    unit = MEASURES[question.measure.partition(" of ")[0]].unit if isinstance(question, NumberQuestion) else ""
    return f'{head}<p class="room">My guess: <span></span> {html.escape(unit)}</p>'


def _answer(lesson: Lesson, step: Step, question: Question) -> str:
    """Return what is right, with the number it was measured by, or that it is read off one's own model."""
    setting = Setting.of(lesson, step)
    try:
        if isinstance(question, NumberQuestion):
            return _written(question.measure, setting)
        if not isinstance(question, ChoiceQuestion):
            return "Found on the map; the page says whether it is right."
        right = right_option(question, setting)
        text = question.options[right].text if right >= 0 else "None of these"
        return f"{text} ({_written(question.measure, setting)})" if question.measure else text
    except ModelError as error:
        own = question.kind != "point" and question.measure.endswith(" of own")
        return "Read off each pair's own model." if own else isolated(str(error))


def _written(named: str, setting: Setting) -> str:
    measure = MEASURES[named.partition(" of ")[0]]
    return f"{measure.title}: {measure.written(number(named, setting))}"


def _page(title: str, body: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
body {{ font: 11pt/1.45 Georgia, serif; max-width: 46rem; margin: 1rem auto; padding: 0 1rem; }}
body {{ color: #111; background: #fff; }}
h1 {{ font-size: 1.6rem; }} h2 {{ font-size: 1.15rem; margin-top: 1.6rem; break-after: avoid; }}
li {{ margin: .5rem 0; break-inside: avoid; }} ul {{ list-style: "\\2610\\2002"; }} ul li {{ margin: .15rem 0; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border: 1px solid #888; padding: .35rem .5rem; text-align: left; vertical-align: top; }}
code {{ overflow-wrap: anywhere; }} .answer {{ margin: .1rem 0; font-style: italic; }}
.room span {{ display: inline-block; width: 9rem; border-bottom: 1px solid #555; }}
</style>
</head>
<body>
<h1>{html.escape(title)}</h1>
{body}
</body>
</html>
"""
