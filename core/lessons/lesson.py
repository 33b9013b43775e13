"""What is a lesson: its steps, what each asks, waits for and reveals; and what is wrong with one that is not?"""

from __future__ import annotations

import re
import tomllib
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from core.config import Config, ConfigError
from core.lessons.at_points import AT_POINTS
from core.lessons.exhibits import EXHIBITS
from core.lessons.glossary import GLOSSARY
from core.lessons.measures import MEASURES
from core.lessons.parts import PARTS, Part, of_exhibit
from core.lessons.places import PAGES

NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"
OWN = "own"  # the model that the visitor has trained in this lesson
NUMBER = re.compile(r"\[\[([a-z0-9-]+)(?: of ([a-z0-9-]+))?\]\]")
_UNTOLD = re.compile(
    r"\[\[.*?\]\]|\$[^$]*\$|arXiv:[\d.]+|(?:section|figure|appendix) [A-Z\d.]+|\b(?:19|20)\d\d\b|\bR1\b"
)  # what may hold digits in a reveal
ANY = "*"  # in an address: whatever it is

Text = Annotated[str, Field(min_length=1, max_length=2000)]
Short = Annotated[str, Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(pattern=NAME, max_length=40)]
Address = Annotated[dict[Key, Annotated[str, Field(max_length=200)]], Field(max_length=10)]


class Option(Config):
    """An answer to choose. right: whether it is; or, of a measure, from which value on and below which it is."""

    text: Short
    right: bool = False
    at_least: float | None = None
    below: float | None = None

    def holds(self, value: float) -> bool:
        """Say whether a measured value lies where this option says."""
        return (self.at_least is None or value >= self.at_least) and (self.below is None or value < self.below)


class ChoiceQuestion(Config):
    """One of several answers. measure: by which it is known which is right; empty where the options say it."""

    kind: Literal["choice"]
    asks: Short
    options: Annotated[tuple[Option, ...], Field(strict=False, min_length=2, max_length=6)]
    measure: str = Field("", max_length=80)

    @model_validator(mode="after")
    def _answered(self) -> Self:
        bounded = [option.at_least is not None or option.below is not None for option in self.options]
        if self.measure:
            if not all(bounded):
                raise ConfigError(f"every answer to {self.asks!r} needs at_least or below, as a measure decides.")
            check_number(self.measure)
        elif any(bounded) or sum(option.right for option in self.options) != 1:
            raise ConfigError(f"{self.asks!r} needs exactly one right answer, or a measure that tells which it is.")
        return self


class NumberQuestion(Config):
    """A number to guess. within: right up to this factor too large or too small."""

    kind: Literal["number"]
    asks: Short
    measure: str = Field(max_length=80)
    within: float = Field(gt=1, le=10)

    @model_validator(mode="after")
    def _known(self) -> Self:
        check_number(self.measure)
        return self


class PointQuestion(Config):
    """A place on the map, by dragging there. at: what is asked of it, in AT_POINTS; wanted: of which class."""

    kind: Literal["point"]
    asks: Short
    at: str
    wanted: str = ""
    at_least: float

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.at not in AT_POINTS:
            raise ConfigError(f"{self.at!r} cannot be asked of a point: {', '.join(AT_POINTS)} can.")
        return self


Question = Annotated[ChoiceQuestion | NumberQuestion | PointQuestion, Field(discriminator="kind")]


class Act(Config):
    """What completes a step, beside an answer to its question.

    moved: the point was let go elsewhere on the pad. address: the address says what `of` names, "*" for anything.
    begun: a training is under way. trained: a model of the visitor's has learned and is kept, and weighs its KL
    divergence at least by `beta` where that is given.
    exhibit: what an exhibit calls `act` was done. written: `count` characters stand on the visitor's pad. set: a set of
    images of the visitor's own was made.
    """

    by: Literal["moved", "address", "begun", "trained", "exhibit", "written", "set"]
    of: Address = Field({})
    act: str = ""
    beta: float | None = None
    count: int = Field(1, ge=1, le=100)


class Step(Config):
    """One step: text, where it happens, what lights up, a question, an act, and what is revealed after both.

    page, address: where on the pages; exhibit: or which. light: the part that lights up. words: of the glossary,
    explained beside it. reveal: may name measures; holds no other number.
    """

    id: Key
    title: Short
    text: Text
    page: str = ""
    address: Address = Field({})
    exhibit: str = ""
    light: str = ""
    words: Annotated[tuple[str, ...], Field(strict=False, max_length=4)] = ()
    question: Question | None = None
    act: Act | None = None
    reveal: str = Field("", max_length=2000)

    @property
    def where(self) -> str:
        """The page that it happens on."""
        return self.page or "Learn"

    @property
    def lit(self) -> Part | None:
        """The part that lights up, None for none."""
        if not self.light:
            return None
        return of_exhibit(self.light) if self.exhibit else PARTS[self.light]

    @property
    def parameters(self) -> dict[str, str]:
        """What the address of its page is to say."""
        return {"exhibit": self.exhibit} if self.exhibit else dict(self.address)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _check_place(self)
        _check_light(self)
        strange = next((word for word in self.words if word not in GLOSSARY), None)
        if strange is not None:
            raise ConfigError(f"step {self.id} explains {strange[:40]!r}, which is no word of the glossary.")
        if self.question and not self.reveal:
            raise ConfigError(f"step {self.id} asks and never answers: it needs a reveal.")
        for text in (self.text, self.reveal):
            for name, model in NUMBER.findall(text):
                check_number(f"{name} of {model}" if model else name)
        typed = re.search(r"\d", _UNTOLD.sub("", self.reveal))
        if typed:
            raise ConfigError(f"the reveal of step {self.id} has a number typed into it; it must name a measure.")
        return self


class Lesson(Config):
    """A lesson: what it is called, how long a stranger takes, what one will be able to do, and its steps."""

    max_json_bytes: ClassVar[int] = 2**20

    title: Short
    about: Short
    minutes: int = Field(ge=1, le=12)
    able: Annotated[tuple[Short, ...], Field(strict=False, min_length=1, max_length=5)]
    model: Key
    steps: Annotated[tuple[Step, ...], Field(strict=False, min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [step.id for step in self.steps]
        twice = next((id for i, id in enumerate(ids) if id in ids[:i]), None)
        if twice:
            raise ConfigError(f"there are two steps {twice!r} in {self.title!r}.")
        return self

    @property
    def predictions(self) -> int:
        """How many of its steps ask for a guess."""
        return sum(step.question is not None for step in self.steps)


def parsed(text: str) -> Lesson:
    """Read a lesson from TOML. Raises ConfigError with one sentence for whatever is wrong."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"this is no TOML: {error}.") from None
    return Lesson(**found)


def check_number(named: str) -> None:
    """Raise ConfigError unless this names a measure, as in "kl" or "kl of mnist-vae-16d"."""
    name = named.partition(" of ")[0]
    if name not in MEASURES:
        raise ConfigError(f"there is no measure {name[:40]!r}.")


def _check_place(step: Step) -> None:
    if bool(step.page) == bool(step.exhibit):
        raise ConfigError(f"step {step.id} needs either a page or an exhibit.")
    if step.exhibit and step.exhibit not in EXHIBITS:
        raise ConfigError(f"step {step.id} names the exhibit {step.exhibit[:40]!r}, and there is none of that name.")
    if step.page and step.page not in PAGES:
        raise ConfigError(f"step {step.id} names the page {step.page[:40]!r}, and there is none of that name.")
    known = PAGES[step.where].parameters
    said = [*step.address, *(step.act.of if step.act else ())]
    wrong = next((name for name in said if name not in known), None)
    if wrong:
        raise ConfigError(f"step {step.id}: the address of {step.where} has no {wrong!r}.")
    if step.act and step.act.by == "exhibit" and step.act.act not in EXHIBITS[step.exhibit].acts:
        raise ConfigError(f"step {step.id} waits for {step.act.act[:40]!r}, which {step.exhibit} does not know.")


def _check_light(step: Step) -> None:
    marks = EXHIBITS[step.exhibit].marks if step.exhibit else PAGES[step.where].parts
    if step.light and step.light not in marks:
        raise ConfigError(f"step {step.id} lights up {step.light[:40]!r}, which {step.where} does not have.")
