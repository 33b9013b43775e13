"""What do `python -m core hand sheet` and `hand read-sheet` do? They print sheets to write on, and read photographs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.cli.watch import Said
from core.config import ConfigError
from core.files import made, write_atomic
from core.handwriting.sheet.plan import USUAL_LETTERS, Paper, SheetPlan
from core.types import DataError
from core.words.text import graphemes, shown_name


def make(out: Path, letters: str | None, words: str, paper: Paper, samples: int, as_json: bool) -> None:
    """Write the sheets as a PDF, and their plan beside it, of the same name with .json.

    letters, words: as typed; letters None for the usual ones. Raises ConfigError, DataError, OSError.
    """
    from core.handwriting.sheet.pdf import pdf

    typed = USUAL_LETTERS if letters is None else tuple(graphemes("".join(letters.split())))
    plan = SheetPlan(
        letters=typed,
        words=tuple(words.split()),
        paper=paper,
        samples=samples,
    )
    beside = out.with_suffix(".json")
    if beside == out:
        raise ConfigError(f"the PDF must not be called {shown_name(out.name)}: its plan is.")
    data = pdf(plan)
    made(out.absolute().parent)
    write_atomic(out, data)
    write_atomic(beside, plan.to_json() + "\n")
    told = {"pdf": str(out), "plan": str(beside), "code": f"{plan.code:05x}", "sheets": len(plan.sheets),
            "letters": len(plan.letters), "words": len(plan.words), "paper": plan.paper}  # fmt: skip
    sheets = f"{len(plan.sheets)} sheets" if len(plan.sheets) > 1 else "1 sheet"
    said = f"{sheets}, plan {plan.code:05x}, written to {out}; the plan to {beside}"
    if plan in (SheetPlan(), SheetPlan(paper="letter")):
        said += "; these are the usual sheets, which are read without it"
    print(json.dumps(told) if as_json else said)


def read(photographs: list[Path], out: Path, plan: Path | None, as_json: bool) -> None:
    """Read photographs of sheets into a folder: letters by class, all that is known of them, and a picture of them.

    Raises ConfigError for a plan that is none, DataError if nothing can be read, OSError.
    """
    from core.handwriting.sheet.read import read_sheets
    from core.handwriting.sheet.sheet_set import write_set

    reading = read_sheets(_opened(photographs), None if plan is None else _plan(plan), on_progress=Said(as_json))
    told = write_set(reading, out)
    print(json.dumps({**told, "out": str(out)}, ensure_ascii=False) if as_json else _as_text(told, out))


def _opened(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if not path.is_file():
            raise DataError(f"there is no photograph {path}.")
        yield path.name, path.read_bytes()


def _plan(path: Path) -> SheetPlan:
    try:
        return SheetPlan.from_json(path.read_bytes())
    except FileNotFoundError:
        raise ConfigError(f"there is no plan {path}.") from None


def _as_text(told: dict[str, Any], out: Path) -> str:
    lines = [*(sheet["says"] for sheet in told["sheets"]), *told["remarks"]]
    found = f"{told['letters']} letters of {len(told['classes'])} kinds"
    if told["classes"]:
        found += f", {min(told['classes'].values())} or more of each"
    found += f", and {told['words']} words" if told["words"] else ""
    return "\n".join([*lines, f"{found}, written to {out}"])
