"""Which duel does a visitor watch, by which clock, and how does a link say so?"""

from __future__ import annotations

from itertools import groupby

from core.config import ConfigError
from core.library import Entry
from core.tasks import DuelTask
from core.tasks.duel.moves import parsed_moves, written_moves
from core.tasks.duel.task import starts_of
from ui import forms, notices, state
from ui.shared.duel.state import DuelState

_WHO = {
    "D": "{n} step{s} of the discriminator",
    "G": "{n} step{s} of the generator",
    "B": "{n} round{s} of both",
}
CLOCKS = {"run": "Run", "slow": "Slow motion", "step": "Step"}
PLACE = "duel"  # of sentences that are said later
MOST_TAKEN_BACK, MOST_SAID = 50, 5


def choose(entry: Entry) -> None:
    """Begin with what the address says, once for each model; what it says wrongly is said in a sentence."""
    now = state.of(DuelState)
    if now.of == entry.id:
        _follow()
        if now.start not in starts_of(entry):  # its training goes on again
            now.start, now.moves = "untrained", ""
        return
    now.of, now.start = entry.id, "untrained"
    now.moves, now.shown, now.before = "", "", ()
    clock, start = state.parameter("duel") or "run", state.parameter("start") or "untrained"
    if clock not in CLOCKS:
        notices.linger(f"duel in the address must be one of {', '.join(CLOCKS)}, got {clock[:20]!r}.", PLACE)
        clock = "run"
    now.clock = clock
    if start not in starts_of(entry):
        notices.linger(f"start in the address must be one of {', '.join(starts_of(entry))}, got {start[:20]!r}.", PLACE)
        return
    now.start = start
    try:
        now.moves = parsed_moves(state.parameter("moves"))
    except ValueError as error:
        notices.linger(forms.sentence(error), PLACE)


def _follow() -> None:
    """Take over other moves that the address has come to say, such as an older entry of the browser's history."""
    now, asked = state.of(DuelState), state.parameter("moves")
    if now.clock == "run" or asked == now.written:
        return
    try:
        now.moves, now.before = parsed_moves(asked), ()
    except ValueError as error:
        notices.linger(forms.sentence(error), PLACE)


def write() -> None:
    """Put what is watched into the address."""
    now = state.of(DuelState)
    now.written = "" if now.clock == "run" else written_moves(now.moves)
    if now.clock == "run":
        state.write_address(duel="", start="", moves="")
        return
    start = "" if now.start == "untrained" else now.start
    state.write_address(duel=now.clock, start=start, moves=now.written)


def task_of(entry: Entry, moves: str) -> DuelTask:
    """Return the task that takes these moves, one letter each. Raises ConfigError if they are too many."""
    written = written_moves(moves)
    start = state.of(DuelState).start
    return DuelTask(model=entry.id, start=start, seed=entry.config.seed, moves=written)


def said(moves: str) -> str:
    """Say in words which moves were made: "5 rounds of both, then 10 steps of the discriminator"."""
    if not moves:
        return "No step yet."
    runs = [(letter, len(list(run))) for letter, run in groupby(moves)]
    parts = [_WHO[letter].format(n=f"{n:,}", s="" if n == 1 else "s") for letter, n in runs]
    return f"So far: {'… ' if len(parts) > MOST_SAID else ''}{', then '.join(parts[-MOST_SAID:])}."


def add(entry: Entry, moves: str) -> None:
    """Go on by some moves; where they are too many, a sentence says so. For callbacks."""
    now = state.of(DuelState)
    try:
        task_of(entry, now.moves + moves)
    except ConfigError as error:
        notices.say_later(f"{forms.sentence(error)} Start anew to go on.", PLACE)
    else:
        now.before = (*now.before[-MOST_TAKEN_BACK:], now.moves)
        now.moves += moves


def take_back() -> None:
    """Undo what was added last, or the last move of a link. For callbacks."""
    now = state.of(DuelState)
    *before, now.moves = now.before or (now.moves[:-1],)
    now.before = tuple(before)


def anew() -> None:
    """Forget all moves. For callbacks."""
    now = state.of(DuelState)
    now.moves, now.before = "", ()
