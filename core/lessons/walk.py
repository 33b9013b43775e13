"""Where does a visitor stand in a lesson: is the answer right, is the step done, what is revealed?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from core import library
from core.config import ConfigError
from core.datasets import own as own_sets
from core.handwriting import pad
from core.lessons.at_points import AT_POINTS
from core.lessons.lesson import ANY, NUMBER, OWN, Act, ChoiceQuestion, Lesson, NumberQuestion, Question, Step
from core.lessons.measures import MEASURES, measured
from core.library import Entry
from core.owner import Owner
from core.types import ModelError

LARGEST = 1e12  # a guess may be wrong, but not absurd


@dataclass(frozen=True)
class Setting:
    """What a step is about. model: id of the lesson's or the step's; own: of the visitor's own, empty before that."""

    model: str
    own: str = ""

    @classmethod
    def of(cls, lesson: Lesson, step: Step, own: str = "") -> Setting:
        """Return what this step of this lesson is about."""
        return cls(step.address.get("model", lesson.model), own)

    def entry(self, name: str = "") -> Entry:
        """Return the model of that name, the step's own for none. Raises ModelError if it is not there any more."""
        if name == OWN and not self.own:
            raise ModelError("You have trained no model in this lesson yet.")
        return library.find(self.own if name == OWN else name or self.model)


@dataclass(frozen=True)
class Seen:
    """What a visitor has done. address: now; before: when the step was opened; acts: done on its exhibit."""

    owner: Owner
    address: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    acts: tuple[str, ...] = ()


def number(named: str, setting: Setting) -> float:
    """Return what a lesson names, such as "kl of mnist-vae-16d", measured. Raises ModelError."""
    name, _, model = named.partition(" of ")
    return measured(name, setting.entry(model))


def asked(question: NumberQuestion, setting: Setting) -> float:
    """Return the number that is to be guessed, in the unit that is asked for, a share in percent. Raises ModelError."""
    percent = MEASURES[question.measure.partition(" of ")[0]].unit == "%"
    return number(question.measure, setting) * (100 if percent else 1)


def right_option(question: ChoiceQuestion, setting: Setting) -> int:
    """Return which answer is right, -1 if none is. Raises ModelError."""
    if not question.measure:
        return next(i for i, option in enumerate(question.options) if option.right)
    value = number(question.measure, setting)
    return next((i for i, option in enumerate(question.options) if option.holds(value)), -1)


def checked(question: Question, given: str) -> str:
    """Return an answer as it is kept. Raises ConfigError with a sentence if it is none.

    given: the number of an option from 0, a number, or a point as "x,y,...".
    """
    if isinstance(question, ChoiceQuestion):
        if not (given.isascii() and given.isdecimal() and int(given) < len(question.options)):
            raise ConfigError("Choose one of the answers first.")
        return given
    if isinstance(question, NumberQuestion):
        return f"{_guess(given):g}"
    if not given or not all(math.isfinite(part) for part in point(given)):
        raise ConfigError("Drag the point to the place that you mean first.")
    return given[:400]


def point(text: str) -> tuple[float, ...]:
    """Return a place of an address as numbers, empty if it is none."""
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        return ()


def is_right(question: Question, given: str, setting: Setting) -> bool:
    """Say whether an answer that `checked` has passed is right. Raises ModelError if the model is not there."""
    if isinstance(question, ChoiceQuestion):
        return int(given) == right_option(question, setting)
    if isinstance(question, NumberQuestion):
        truth, guess = asked(question, setting), float(given)
        return truth / question.within <= guess <= truth * question.within
    return AT_POINTS[question.at](setting.entry(), point(given), question.wanted) >= question.at_least


def is_done(act: Act, seen: Seen) -> bool:
    """Say whether what a step waits for has been done."""
    if act.by == "moved":
        return bool(seen.address.get("z")) and seen.address.get("z") != seen.before.get("z")
    if act.by == "address":
        return all(_says(seen.address.get(name, ""), wanted) for name, wanted in act.of.items())
    if act.by == "exhibit":
        return act.act in seen.acts
    if act.by == "begun":
        return bool(seen.address.get("here") or seen.address.get("run"))
    if act.by == "written":
        return len(pad.written(seen.owner)) >= act.count
    if act.by == "set":
        return bool(own_sets.noted(seen.owner))
    return trained(act, seen) != ""


def trained(act: Act, seen: Seen) -> str:
    """Return the id of the visitor's own model that the address names and that has learned what it was to."""
    for name in ("run", "kept"):
        try:
            entry = library.find(seen.address.get(name, "") or "-")
        except ModelError:
            continue
        heavy = act.beta is None or measured("beta", entry) >= act.beta
        if entry.owner == seen.owner and entry.has_weights and not entry.active and heavy:
            return entry.id
    return ""


def told(text: str, setting: Setting) -> str:
    """Return a text with every measure it names as a number with its unit. Raises ModelError where one is missing."""

    def said(name: str, model: str) -> str:
        value = number(f"{name} of {model}" if model else name, setting)
        return f"**{MEASURES[name].written(value)}**"

    return NUMBER.sub(lambda found: said(found[1], found[2] or ""), text)


def _says(now: str, wanted: str) -> bool:
    return bool(now) if wanted == ANY else wanted == now


def _guess(given: str) -> float:
    try:
        value = float(given.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > LARGEST:
        shown = given.strip()[:20]
        raise ConfigError(
            f"Write a number, such as 12 or 0.5; {shown!r} is none." if shown else "Write a number first."
        )
    return value
