"""What does `python -m core one-image` do? It goes the whole way of one image and writes all of it into a folder."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core import images as pixels
from core.cli.watch import Said, stopping
from core.config import ConfigError
from core.datasets.decode import decode
from core.files import made, write_atomic
from core.one_image.claims import counted, summary
from core.one_image.intake import check_same, named, taken
from core.one_image.outcome import Outcome
from core.one_image.presets import PRESETS
from core.one_image.written import CAUTION, NUMBERS, csv_of_claims, csv_text, rows
from core.types import DataError
from core.words.text import shown_name

if TYPE_CHECKING:
    from core.one_image.journey import Journey

COLUMNS = 10  # of a sheet of pictures


def walk(
    picture: Path,
    character: str,
    out: Path,
    *,
    more: list[Path],
    own: list[Path],
    preset: str,
    changes: list[str],
    as_json: bool,
) -> None:
    """Go the whole way and write it to `out`; print the table and what becomes of twenty claims.

    Raises ConfigError for settings that do not exist or do not fit, DataError for a picture that shows no character or
    a character that nobody else wrote here, OSError.
    """
    from core.one_image.building import Stopped
    from core.one_image.journey import walk as go
    from core.one_image.reading import reader_of
    from core.tasks.one_image.task import OneImageTask, of
    from core.training.edit import changed

    if preset not in PRESETS:
        raise ConfigError(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}.")
    character, reader = named(character), reader_of(character.strip())
    known, tested = _read([picture, *more]), _read(own)
    check_same(known, character, reader)
    usual = OneImageTask(images=of(known), own=of(tested), character=character, variation=PRESETS[preset].variation)
    task = changed(usual, changes)
    import torch

    torch.set_num_threads(1)  # two networks learn side by side
    try:
        with stopping() as stop:
            journey = go(
                task.question(),
                reader,
                chosen=task.chosen,
                sets=task.sets,
                seeds=range(task.seeds),
                on_progress=Said(as_json),
                should_stop=stop,
            )
    except Stopped:
        raise ConfigError("stopped before the end; nothing was written.") from None
    made(out)
    _write(journey, known, out)
    print(json.dumps(_told(journey)) if as_json else as_text(journey, out))


def as_text(journey: Journey, out: Path) -> str:
    """Return what was found, for a terminal: shares read, the first verdict, the table and the claims."""
    lines = [
        f"variations read as the character: {_percent(journey.varied.read)}",
        f"drawn by the VAE, read as the character: {_percent(journey.learned.read)}",
    ]
    if journey.table is None:
        return "\n".join([*lines, f"written to {out}"])
    cells = [["set", *NUMBERS.values()], *rows(journey.table)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines += [
        "",
        *("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells),
    ]
    lines.append(f"{journey.table.own} own real images, {journey.table.tested} of strangers. {journey.table.where}")
    lines.append(CAUTION)
    lines += ["", *(f"{claim.number:2} {claim.mark:14} {claim.says} {claim.why}" for claim in journey.claims)]
    marks = ", ".join(f"{n} {mark}" for mark, n in counted(journey.claims).items())
    return "\n".join([*lines, "", f"Of twenty claims: {marks}. {summary(journey.table)}", f"written to {out}"])


def _read(paths: list[Path]) -> np.ndarray:
    """Return the character on each picture, uint8 (m, 28, 28). Raises DataError that names the file."""
    found = []
    for path in paths:
        if not path.is_file():
            raise DataError(f"there is no picture {path}.")
        try:
            found.append(taken(decode(path.read_bytes())))
        except DataError as error:
            raise DataError(f"{shown_name(path.name)}: {error}") from None
    return np.stack(found) if found else np.zeros((0, 28, 28), np.uint8)


def _write(journey: Journey, known: np.ndarray, out: Path) -> None:
    varied, drawn = journey.varied.made, journey.learned.drawn
    for name, images in (("known", known), ("variations", varied.images), ("drawn", drawn.images)):
        write_atomic(out / f"{name}.png", pixels.to_png(pixels.grid(images, COLUMNS)))
    steps = {name: values.tolist() for name, values in varied.steps.items()}
    xy = np.concatenate([journey.map.xy, journey.map.noise], 1).tolist()
    places = [[*row, *values] for row, *values in zip(xy, *steps.values(), strict=True)]
    write_atomic(out / "map.csv", csv_text(["x", "y", "noise x", "noise y", *steps], places))
    write_atomic(out / "network.bin", journey.taught.network)
    write_atomic(out / "report.json", json.dumps(_told(journey), indent=2) + "\n")
    if journey.table:
        write_atomic(out / "table.csv", csv_text(["set", *NUMBERS.values()], rows(journey.table)))
        write_atomic(out / "claims.csv", csv_of_claims(journey.claims))


def _percent(share: float | None) -> str:
    return "no reader here knows it" if share is None else f"{share:.0%}"


def _told(journey: Journey) -> dict[str, Any]:
    """Return all numbers of a journey, for JSON: no images, no curves."""
    found: dict[str, Any] = {
        "read": {"variations": journey.varied.read, "drawn": journey.learned.read},
        "likeness": dataclasses.asdict(journey.learned.likeness),
        "map": {name: dataclasses.asdict(told) for name, told in journey.map.steps.items()},
        "silhouette": {"latents": journey.map.silhouette, "noise": journey.map.of_noise},
        "verdict": _numbers(journey.taught.outcome),
    }
    if journey.table:
        table = journey.table
        found["table"] = [_numbers(one) for one in table.outcomes]
        found["differences"] = [dataclasses.asdict(one) for one in table.differences]
        found["claims"] = [dataclasses.asdict(claim) for claim in journey.claims]
        found |= {"own": table.own, "tested": table.tested, "where": table.where, "seconds": round(table.seconds, 2)}
    return found


def _numbers(one: Outcome) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in dataclasses.fields(one) if field.name != "curve"}
