"""What does `python -m core hand score` do? It says how well messages in a hand are read, and how long pieces are."""

from __future__ import annotations

import dataclasses
import json

from core.cli.hand_source import config_of, ink_of
from core.cli.hand_source import opened as opened_model
from core.cli.hand_write import opened
from core.cli.watch import Said
from core.handwriting.letters import reader as readers
from core.handwriting.message.score import score
from core.handwriting.message.worth import Row, worth


def tell(hand: str, seed: int, as_json: bool) -> None:
    """Print the score of a hand. Raises DataError, OSError."""
    import torch

    torch.set_num_threads(1)
    say = Said(as_json)
    found = score(opened(hand, say), readers.shipped() if readers.here() else None, seed=seed, on_progress=say)
    if as_json:
        print(json.dumps({**dataclasses.asdict(found), "says": found.says()}, ensure_ascii=False))
        return
    print(f"read as asked        {found.read:6.1%}  of {found.letters} letters of messages")
    print(f"its own letters      {found.floor:6.1%}  by the same reader, which had not seen them either")
    print(f"letters a piece      {found.each:6.2f}")
    print(f"variety              {found.variety:6.1%}  of letters look otherwise than the same one before")
    if found.missing:
        print(f"never written        {' '.join(found.missing)}")
    print(found.says())


def compare(hand: str, models: list[str], strategy: str, others: list[str], seed: int, as_json: bool) -> None:
    """Print what own ink and models' letters of a hand are worth. Raises ConfigError, DataError, ModelError."""
    import torch

    torch.set_num_threads(1)
    say = Said(as_json)
    own, entries = opened(hand, say), {entry.title: entry for entry in map(opened_model, models)}
    inks = {
        title: ink_of(entry, own, config_of(entry, strategy, seed), on_progress=say) for title, entry in entries.items()
    }
    rest = {str(n): opened(other, say) for n, other in enumerate(others, 1)}
    reader = readers.shipped() if readers.here() else None
    rows = worth(own, inks, reader, others=rest, seed=seed, on_progress=say)
    if as_json:
        print(json.dumps([dataclasses.asdict(row) for row in rows], ensure_ascii=False))
        return
    print(f"{'':24} {'read':>6} {'nearest own':>12} {'of own to own':>14} {'variety':>8} {'whose':>6}")
    for row in rows:
        print(_line(row))
    print(f"own letters as written   {rows[0].floor:6.1%}  by the same readers, which had not seen them either")
    for said in filter(None, (row.says() for row in rows)):
        print(said)


def _line(row: Row) -> str:
    nearest = apart = variety = whose = ""
    if row.shapes is not None:
        nearest, apart, variety = f"{row.shapes.nearest:.2f}", f"{row.shapes.apart:.2f}", f"{row.shapes.variety:.2f}"
    if row.whose is not None:
        whose = f"{row.whose.right:.0%}"
    return f"{row.name[:24]:24} {row.read:6.1%} {nearest:>12} {apart:>14} {variety:>8} {whose:>6}"
