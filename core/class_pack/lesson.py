"""How does a lesson become a page of the pack: its text as HTML, and what is right measured when the pack is made?

Where a step is about a model of one's own, browser/train/ending.js measures it when it has learned. A step that needs
the server says so.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.class_pack.markup import formula, html_of, line_of
from core.class_pack.models import PackModel
from core.class_pack.stage import Stage
from core.class_pack.stages import explore, others, sample, train
from core.lessons import walk
from core.lessons.at_points import AT_POINTS
from core.lessons.exhibits import EXHIBITS
from core.lessons.glossary import GLOSSARY
from core.lessons.lesson import NUMBER, OWN, ChoiceQuestion, Lesson, NumberQuestion, PointQuestion, Question, Step
from core.lessons.measures import MEASURES
from core.lessons.walk import Setting
from core.types import ModelError

CELLS, BEYOND = 48, 0.35  # of the grid that says where a point is right; of its width, around the images
WAITS = {
    "moved": "Drag the point and let it go: then the step goes on.",
    "address": "Do it beside this text: then the step goes on.",
    "trained": "Train it to the end: then the step goes on. Here nothing has to be kept.",
    "exhibit": "Do it on the exhibit: then the step goes on.",
}
NEEDS = "This takes a worker on the server: with the app, it is the next thing to do."
LARGE = "This exhibit is too large for these pages: with the app, it is the next thing to do."
MEASURED_HERE = {"dims", "epochs", "loss", "first-loss", "beta", "kl", "early-fall", "sigma", "spread", "alive"}


@dataclass
class LessonPage:
    """A lesson of the pack. sections: its steps as HTML; steps: as JSON; stages: what stands beside them, by name."""

    name: str
    lesson: Lesson
    sections: list[str] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    stages: dict[str, Stage] = field(default_factory=dict)


def lesson_page(name: str, lesson: Lesson, model: Callable[[str], PackModel]) -> LessonPage:
    """Return a lesson as a page. model: gives a model by its id. Raises ModelError where one is not there."""
    page = LessonPage(name, lesson)
    for number, step in enumerate(lesson.steps, 1):
        setting = Setting.of(lesson, step)
        stage, at = _placed(page, step, setting, model)
        told: dict[str, Any] = {"id": step.id, "stage": stage, "at": at, "light": step.lit.where if step.lit else ""}
        needs = not stage
        if step.question and not needs:
            told["question"] = _question(step.question, setting, model)
        if step.act and not needs:
            told["act"] = {"by": step.act.by, "of": step.act.of, "act": step.act.act, "beta": step.act.beta}
        page.steps.append(told)
        page.sections.append(_section(page, step, number, setting, needs))
    return page


def _placed(page: LessonPage, step: Step, setting: Setting, model) -> tuple[str, dict[str, str]]:
    """Add what a step is about to the page's stages; return the stage's name, empty without one, and the scene."""
    if step.exhibit:
        if not EXHIBITS[step.exhibit].packed:
            return "", {}
        page.stages.setdefault(step.exhibit, others.exhibit(step.exhibit))
        return step.exhibit, {}
    if step.page == "Train":
        if step.act and step.act.by != "trained":
            return "", {}
        page.stages.setdefault("train", train.train())
        return "train", {}
    make = _MAKERS.get(step.page)
    if make is None:
        return "", {}
    stage, at = make(step, setting, model)
    name = f"{step.page} {' '.join(at.values())}".strip()
    page.stages.setdefault(name, stage)
    return name, {key: value for key, value in at.items() if key in {choice.name for choice in stage.choices}}


def _explore(step: Step, setting: Setting, model) -> tuple[Stage, dict[str, str]]:
    at = {"model": setting.model, "map": explore.PLANE}
    return explore.explore([model(setting.model)]).only(lambda scene: scene["map"] == explore.PLANE), at


def _sample(step: Step, setting: Setting, model) -> tuple[Stage, dict[str, str]]:
    by = step.address.get("by", "|".join(sample.USUAL))
    return sample.sample([model(setting.model)], [tuple(by.split("|"))]), {"model": setting.model, "by": by}


def _read(step: Step, setting: Setting, model) -> tuple[Stage, dict[str, str]]:
    return others.read([model("mnist-classifier"), model(setting.model)]), {"model": "mnist-classifier"}


def _compare(step: Step, setting: Setting, model) -> tuple[Stage, dict[str, str]]:
    ids = [id for id in step.address.get("models", "").split(",") if id] or list(others.FIRST_PAIR)
    at = {"models": ids[0], "beside": ids[1]}
    return others.compare([model(id) for id in ids[:2]]).only(lambda scene: scene["models"] == ids[0]), at


_MAKERS = {"Explore": _explore, "Sample": _sample, "Read": _read, "Compare models": _compare}


def _question(question: Question, setting: Setting, model) -> dict[str, Any]:
    if isinstance(question, ChoiceQuestion):
        told: dict[str, Any] = {"kind": "choice", "options": [option.text for option in question.options]}
        name, _, of = question.measure.partition(" of ")
        if of == OWN:
            if name not in MEASURED_HERE:
                raise ModelError(f"nothing in a page measures {name} of a model of one's own.")
            bounds = [[option.at_least, option.below] for option in question.options]
            return told | {"own": {"measure": name, "bounds": bounds}}
        return told | {"right": walk.right_option(question, setting)}
    if isinstance(question, NumberQuestion):
        measure = MEASURES[question.measure.partition(" of ")[0]]
        said = measure.written(walk.number(question.measure, setting))
        truth = walk.asked(question, setting)
        return {"kind": "number", "truth": truth, "within": question.within, "unit": measure.unit, "written": said}
    return {"kind": "point", "grid": _grid(question, model(setting.model))}


def _grid(question: PointQuestion, model: PackModel) -> dict[str, Any]:
    """Say for each cell of a square about the images whether a point in it is right, from the lower left."""
    if model.latents is None or model.latents.mu.shape[1] != 2:
        raise ModelError(f"{model.entry.named} has no plane on which a place could be asked for.")
    low, high = model.latents.mu.min(0), model.latents.mu.max(0)
    middle, half = (low + high) / 2, (0.5 + BEYOND) * float((high - low).max())
    steps = (np.arange(CELLS) + 0.5) / CELLS * 2 * half - half
    at = AT_POINTS[question.at]
    cells = "".join(
        "1" if at(model.entry, (middle[0] + x, middle[1] + y), question.wanted) >= question.at_least else "0"
        for y in steps
        for x in steps
    )
    box = [float(round(side, 4)) for side in (*(middle - half), *(middle + half))]
    return {"box": box, "size": CELLS, "cells": cells, "beyond": question.at == "emptiness"}


def _section(page: LessonPage, step: Step, number: int, setting: Setting, needs: bool) -> str:
    first, last = number == 1, number == len(page.lesson.steps)
    parts = [
        f'<section class="step" id="step-{step.id}" aria-label="Step {number}"{"" if first else " hidden"}>',
        f'<p class="where">Step {number} of {len(page.lesson.steps)}</p>',
        f"<h2>{line_of(step.title)}</h2>",
        f"<div>{_told(step.text, setting)}</div>",
        "".join(map(_word, step.words)),
    ]
    if needs:
        parts.append(f'<p class="server">{LARGE if step.exhibit else NEEDS}</p>')
    else:
        parts += [_asked(step, setting)] if step.question else []
        waits = WAITS[step.act.by] if step.act else ""
        noted = "Your guess is noted. " if step.question else ""
        parts += [f'<p class="waits" hidden>{noted}{waits}</p>'] if waits else []
        parts += [_outcome(step)] if step.question else []
    if step.reveal and not needs:
        parts.append(f'<div class="reveal" aria-live="polite" hidden>{_told(step.reveal, setting)}</div>')
    ways = "" if first else '<button type="button" class="back">Back</button>'
    onward = '<a class="button" href="learn.html">To all lessons</a>'
    ways += onward if last else '<button type="button" class="next">Next step</button>'
    return "\n".join([*filter(None, parts), f'<div class="ways">{ways}</div>', "</section>"])


def _told(text: str, setting: Setting) -> str:
    """Return a text with its numbers; those of a model of one's own keep a place."""
    owns: list[str] = []

    def kept(found) -> str:
        if found[2] != OWN:
            return found[0]
        measure = MEASURES[found[1]]
        owns.append(
            f'<b data-own="{found[1]}" data-places="{measure.places}" data-unit="{html.escape(measure.unit)}">…</b>'
        )
        return f"\ue002{len(owns) - 1}\ue003"

    made = html_of(walk.told(NUMBER.sub(kept, text), setting))
    for i, own in enumerate(owns):
        made = made.replace(f"\ue002{i}\ue003", own)
    return made


def _word(word: str) -> str:
    term = GLOSSARY[word]
    shown = formula(term.formula, block=True) if term.formula else ""
    return f'<details class="word"><summary>{html.escape(word)}</summary><p>{line_of(term.means)}</p>{shown}</details>'


def _asked(step: Step, setting: Setting) -> str:
    question = step.question
    assert question is not None
    asks = f"<b>Predict first.</b> {line_of(question.asks)}"
    if isinstance(question, ChoiceQuestion):
        inner = "".join(
            f'<label class="option"><input type="radio" name="{step.id}" value="{i}">'
            f"<span>{line_of(option.text)}</span></label>"
            for i, option in enumerate(question.options)
        )
    elif isinstance(question, NumberQuestion):
        unit = MEASURES[question.measure.partition(" of ")[0]].unit
        asks += f" ({html.escape(unit)})" if unit else ""
        inner = '<input type="text" inputmode="decimal" maxlength="40" aria-label="Your guess">'
    else:
        inner = ""
    take = "It is here" if question.kind == "point" else "That is my guess"
    return (
        f'<fieldset class="question"><legend>{asks}</legend>{inner}<p class="trouble" role="alert"></p>'
        f'<div class="ways"><button type="button" class="take primary">{take}</button></div></fieldset>'
    )


def _outcome(step: Step) -> str:
    asks = line_of(step.question.asks) if step.question else ""
    return (
        f'<div class="told" aria-live="polite" hidden><p>{asks}</p><p>You said: <b class="said"></b></p>'
        '<p class="right" hidden>✓ You saw that coming.</p><p class="otherwise" hidden></p></div>'
    )
