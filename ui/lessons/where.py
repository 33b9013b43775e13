"""Which step of which lesson does the address ask for, and what is its link?"""

from __future__ import annotations

from core.lessons import LESSONS
from core.lessons.lesson import Lesson, Step
from core.lessons.links import OWN_STEP, at_step
from core.lessons.places import script_of
from ui import forms, notices, state
from ui.lessons import classroom, noted
from ui.lessons.noted import PLACE
from ui.lessons.state import LessonState


def follow(title: str) -> None:
    """Take over what the address says; what is wrong with it is said, and the lesson goes on. title: of the page."""
    classroom.enter()
    known, (name, wanted) = state.of(LessonState), _in_address(title)
    if name and name not in LESSONS:
        shown = forms.plain(repr(name[:40]))
        notices.linger(f"There is no lesson {shown} here: the link is wrong, or of another version.", PLACE)
        name = wanted = ""
        state.write_address(lesson="", **({} if title == OWN_STEP else {"step": ""}))
    if not (name or known.lesson):
        return
    if name and name != known.lesson:
        known.lesson, known.step = name, ""
    step = _asked(LESSONS[known.lesson], wanted)
    if known.step != step.id and step.where == title:  # a bare link: the page is to begin as the step needs it
        state.write_address(**(step.parameters | state.address()))
    _open(step)
    state.write_address(**_said(known.lesson, known.step, title))


def _in_address(title: str) -> tuple[str, str]:
    """Return the name and the number of a step that the address says."""
    name, _, wanted = state.parameter("lesson").partition(":")
    return name, wanted if title == OWN_STEP else wanted or state.parameter("step")


def _said(lesson: str, step: str, title: str) -> dict[str, str]:
    """Return how the address of the page of that title names a step."""
    room = state.of(LessonState).room
    return at_step(lesson, number_of(lesson, step), title) | ({"room": room} if room else {})


def leave() -> None:
    """Close the lesson; how far one has come stays. For callbacks."""
    known = state.of(LessonState)
    known.lesson = known.step = ""
    classroom.leave()
    gone = {"lesson": ""} if ":" in state.parameter("lesson") else {"lesson": "", "step": ""}
    state.write_address(**gone)


def number_of(lesson: str, step: str) -> int:
    """Return which step of a lesson this is, from 1."""
    return [one.id for one in LESSONS[lesson].steps].index(step) + 1


def query(lesson: str, step: Step, title: str) -> dict[str, str]:
    """Return what the address of a step's page is to say. title: of the page one comes from.

    On the same page, with the same model, what the visitor has set there stays.
    """
    now, here = _said(lesson, step.id, step.where), state.address()
    same = step.where == title and all(here.get(k) == v for k, v in step.parameters.items() if k != "z")
    return (here if same else step.parameters) | now


def start(lesson: str) -> tuple[str, dict[str, str]]:
    """Return script and parameters of the step at which a visitor goes on, the first if they have not begun."""
    steps = {step.id: step for step in LESSONS[lesson].steps}
    step = steps.get(noted.read().at.get(lesson, "")) or next(iter(steps.values()))
    return script_of(step.where), query(lesson, step, "")


def _asked(lesson: Lesson, wanted: str) -> Step:
    known = state.of(LessonState)
    last = known.step or noted.read().at.get(known.lesson, "")
    usual = next((step for step in lesson.steps if step.id == last), lesson.steps[0])
    if not wanted:
        return usual
    if wanted.isascii() and wanted.isdecimal() and 1 <= int(wanted) <= len(lesson.steps):
        return lesson.steps[int(wanted) - 1]
    notices.linger(
        f"This lesson has {len(lesson.steps)} steps, and none of them is number {forms.plain(wanted[:20])}.", PLACE
    )
    return usual


def _open(step: Step) -> None:
    """Go to a step: whatever was only to be read on the way there is done."""
    known = state.of(LessonState)
    if known.step == step.id:
        return
    name, before = known.lesson, known.step
    known.step, known.before = step.id, state.address()
    read = next((one for one in LESSONS[name].steps if one.id == before and not one.question and not one.act), None)
    if read is not None:
        noted.change(lambda now: now.noting(now.of(name, read.id).replace(done=True)))
    if noted.read().at.get(name) != step.id:
        noted.change(lambda now: now.replace(at=now.at | {name: step.id}))
