"""What are letters of a hand worth, as they were written and as models draw them, side by side?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.handwriting.letters.reader import Reader
from core.handwriting.message.hand import Hand
from core.handwriting.message.likeness import Shapes, compared, shapes_of_hand
from core.handwriting.message.model_ink import ModelInk, written_by
from core.handwriting.message.score import Likeness, readers_of, score
from core.handwriting.message.whose import LEAST, Whose, whose

OWN_INK = "Own ink"
COPIES = 0.5  # of a model's letters that are nearly own ones, from which on they are called copies
OnProgress = Callable[[str, float], None]


@dataclass(frozen=True)
class Row:
    """One way to write in a hand.

    read: share of letters of messages that are read as asked by a reader that has not seen them; floor: of the own
    letters as they were written, by the same readers. shapes: how letters lie to the own ones, None where that cannot
    be said. whose: whose lines are taken to be, None where there are too few hands to tell.
    """

    name: str
    read: float
    floor: float
    shapes: Shapes | None
    whose: Whose | None

    def says(self) -> str:
        """Return a sentence on what is to be known of a model's letters; empty if there is nothing."""
        if self.shapes is not None and self.name != OWN_INK and self.shapes.copies >= COPIES:
            return f"{self.shapes.copies:.0%} of the letters of {self.name} are copies of own ones."
        return ""


def worth(
    hand: Hand,
    inks: Mapping[str, ModelInk],
    reader: Reader | None,
    *,
    others: Mapping[str, Hand] | None = None,
    seed: int = 0,
    on_progress: OnProgress = lambda what, share: None,
) -> tuple[Row, ...]:
    """Return a row for the own ink and one for the letters of each model.

    inks: by the name of the model, what it has drawn of the hand. others: own ink of other hands, by name; with two or
    more it is told whose hand each row is taken for. Raises DataError if the letters are too few to be read. A minute
    or so on a core.
    """

    def first(what: str, share: float) -> None:
        on_progress(what, 0.4 * share)

    taught = readers_of(hand, reader, seed=seed, on_progress=first)
    own = shapes_of_hand(hand.glyphs)
    written = {name: written_by(hand, ink) for name, ink in inks.items()}
    likeness = {name: Likeness(hand, one.nearest) for name, one in written.items()}
    on_progress("reading messages", 0.4)
    scores = {OWN_INK: score(hand, reader, seed=seed, taught=taught)}
    for name, one in written.items():
        scores[name] = score(one.hand, reader, seed=seed, of=likeness[name], taught=taught)
    shapes = {name: compared(shapes_of_hand(ink.glyphs), own) for name, ink in inks.items()}
    shapes[OWN_INK] = compared(own, own)
    taken: dict[str, Whose] = {}
    if others and len(others) + 1 >= LEAST:
        hands = {"own": hand} | {f"other {name}": one for name, one in others.items()}
        lines = {name: ("own", one.hand, likeness[name]) for name, one in written.items()}
        taken = whose(
            hands, {OWN_INK: ("own", hand, None), **lines}, reader, seed=seed,
            on_progress=lambda what, share: on_progress(what, 0.5 + 0.5 * share),
        )  # fmt: skip
    return tuple(Row(name, one.read, one.floor, shapes[name], taken.get(name)) for name, one in scores.items())
