"""How do several runs train on one worker, in turns, so that they stay in step and none takes another down?

Each is a generator of its own that holds its run's lock for as long as it works: it ends, stops and fails alone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from core.jobs import order, run_state

Work = Callable[[Path], Iterator[float]]
Turns = Generator[float, None, None]


def claimed(folder: Path, work: Work) -> Turns | None:
    """Take a folder's lock; return what works on it and then frees the lock, None if it is another's or gone.

    work: yields, turn by turn, the share of its budget that a run has used.
    """
    begun = _holding(folder, work)
    return begun if next(begun, None) is not None else None


def take_turns(first: Path, begun: Turns, work: Work) -> None:
    """Work off what has `begun` on the run `first` and, with it, the runs that wait of its team, until all have ended.

    The next turn is that of the run which has used the smallest share; but one that is to stop comes first.
    """
    team, met = order.team_of(first), {first}
    shares, working = {first: 0.0}, {first: begun}
    try:
        while working:
            for path in _waiting(first.parent, team):
                # What has come back into the queue from here is for another time.
                if path not in met and (another := claimed(path, work)):
                    shares[path], working[path] = 0.0, another
                    met.add(path)
            path = min(working, key=lambda path: (not (path / "stop").exists(), shares[path]))
            turn = working.pop(path)
            share = next(turn, None)
            if share is not None:
                shares[path], working[path] = share, turn  # last: of equal shares, whoever waited longest has the turn
    finally:
        for turn in working.values():  # a mistake of ours in one: the traceback would keep the others' locks
            turn.close()


def waiting_with(first: Path) -> list[Path]:
    """Return the runs that wait to be trained together with a run."""
    return [path for path in _waiting(first.parent, order.team_of(first)) if path != first]


def separate(first: Path) -> None:
    """Let those that wait to be trained together with a run train by themselves. Raises OSError."""
    for path in waiting_with(first):
        order.leave_team(path)
        run_state.refresh(path)


def _holding(folder: Path, work: Work) -> Turns:
    with run_state.claim(folder) as mine:
        if not mine:
            return
        yield 0.0
        if run_state.read_state(folder) not in run_state.TERMINAL:
            run_state.sweep(folder)
            yield from work(folder)


def _waiting(store: Path, team: str) -> list[Path]:
    runs = order.in_turn(order.outstanding(store)) if team else []
    return [run.path for run in runs if run.team == team]
