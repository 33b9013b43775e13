"""What does `python -m core hand score` do? It says how well messages in a hand are read, and how long pieces are."""

from __future__ import annotations

import dataclasses
import json

from core.cli.hand_write import opened
from core.cli.watch import Said
from core.handwriting.letters import reader as readers
from core.handwriting.message.score import score


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
