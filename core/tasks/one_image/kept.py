"""What does a worker leave of one image's way, and how does a page read it, step by step?"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from core import places
from core.files import parsed_json, write_atomic, write_json
from core.networks.browser import export_model
from core.one_image.claims import Claim
from core.one_image.hand import NUMBERS, Judge
from core.one_image.journey import Learned, LearnedVae, Step, Taught, Varied
from core.one_image.latent_map import LatentMap, Told
from core.one_image.likeness import Likeness
from core.one_image.outcome import Outcome, Question
from core.one_image.table import Difference, Table
from core.one_image.variations import Variations
from core.one_image.verification import Roc
from core.tasks.one_image.task import OneImageTask
from core.tasks.results import opened
from core.types import ModelError

Kept = TypeVar("Kept")

VARIED, LEARNED, MAP = "varied.safetensors", "learned.safetensors", "map.safetensors"
PASSED = "passed.safetensors"
VERDICT, TABLE = "verdict.json", "table.json"
NETWORK, VAE = "network.bin", "vae.bin"
WHATEVER_IS_TESTED = (VARIED, LEARNED, MAP, NETWORK, VAE)  # do not depend on which images are tests
STEP = "step:"  # before the name of what was done to each variation


@dataclass(frozen=True, eq=False)
class KeptVae(Learned):
    """What a VAE drew from its prior. images: uint8 (m, 28, 28); z: float32 (m, d)."""

    images: np.ndarray
    z: np.ndarray


@dataclass(frozen=True, eq=False)
class KeptVerdict:
    """The network of the chosen set, and the hand beside it with who judges by it, None if it is not here."""

    outcome: Outcome
    hand: Outcome | None
    judge: Judge | None
    tested: int


@dataclass(frozen=True, eq=False)
class KeptTable:
    """The table as far as it is. claims: none before it is whole."""

    table: Table
    claims: tuple[Claim, ...]
    whole: bool


class Scribe:
    """Writes each step of a question's way into a task's folder when it comes."""

    def __init__(self, folder: Path, question: Question) -> None:
        self.folder, self.question = folder, question
        self.outcomes, self.passed = list[Outcome](), set[int]()

    def write(self, step: Step) -> None:
        """Keep a step. Raises OSError."""
        if isinstance(step, Varied):
            tensors = {"images": step.made.images, "source": step.made.source}
            tensors |= {STEP + name: values for name, values in step.made.steps.items()}
            self._pack(VARIED, tensors, {"read": step.read})
        elif isinstance(step, LearnedVae):
            tensors = {"images": step.drawn.images, "z": step.drawn.z, "mu": step.mu, "logvar": step.logvar}
            numbers = ("read", "reconstructed", "between", "prior", "drawing", "copies")
            notes = {name: getattr(step, name) for name in numbers}
            notes["likeness"] = dataclasses.asdict(step.likeness)
            write_atomic(self.folder / VAE, export_model(step.model))
            self._pack(LEARNED, tensors, notes)
        elif isinstance(step, Taught):
            write_atomic(self.folder / NETWORK, step.network)
            hand = None if step.hand is None else _row(step.hand)
            judge = None if step.judge is None else judge_row(step.judge)
            self._passing(step.outcome, *([step.hand] if step.hand else []))
            write_json(
                self.folder / VERDICT,
                {"outcome": _row(step.outcome), "hand": hand, "judge": judge, "tested": step.tested},
            )
        elif isinstance(step, LatentMap):
            notes = {"steps": {name: dataclasses.asdict(told) for name, told in step.steps.items()}}
            notes |= {"silhouette": step.silhouette, "of_noise": step.of_noise}
            self._pack(MAP, {"xy": step.xy, "noise": step.noise}, notes)
        elif isinstance(step, Outcome):
            self.outcomes.append(step)
            self._passing(step)
            own, others = len(self.question.own), self.question.others
            begun = Table(tuple(self.outcomes), (), own, len(others.test_same), others.where, 0.0)
            self._table(begun, (), whole=False)

    def finish(self, made: Table, claims: Sequence[Claim]) -> None:
        """Keep the whole table. Raises OSError."""
        self._table(made, claims, whole=True)

    def _table(self, made: Table, claims: Sequence[Claim], *, whole: bool) -> None:
        row = {name: getattr(made, name) for name in ("own", "tested", "where", "seconds")} | {"whole": whole}
        row["outcomes"] = [_row(one) for one in made.outcomes]
        row["differences"] = [dataclasses.asdict(one) for one in made.differences]
        row["claims"] = [dataclasses.asdict(claim) for claim in claims]
        write_json(self.folder / TABLE, row, durable=whole)

    def _passing(self, *outcomes: Outcome) -> None:
        """Keep the pictures of the strangers that passed, by their places."""
        known = len(self.passed)
        self.passed.update(*(one.passed for one in outcomes))
        if len(self.passed) > known:
            places = np.array(sorted(self.passed), np.int64)
            self._pack(PASSED, {"places": places, "images": self.question.others.test_same[places]}, {})

    def _pack(self, name: str, tensors: dict[str, np.ndarray], notes: dict[str, Any]) -> None:
        from safetensors.numpy import save

        told = {"scores": json.dumps(notes, allow_nan=False)}
        write_atomic(self.folder / name, save({k: np.ascontiguousarray(v) for k, v in tensors.items()}, metadata=told))


def open_varied(task: OneImageTask) -> Varied | None:
    """Return the variations, None if they are not there yet. Raises ModelError for a broken file."""

    def build(key: str, tensors: dict[str, np.ndarray], notes: dict) -> Varied:
        steps = {name.removeprefix(STEP): values for name, values in tensors.items() if name.startswith(STEP)}
        return Varied(Variations(tensors["images"], tensors["source"], steps), notes["read"])

    return opened(task, VARIED, build)


def open_vae(task: OneImageTask) -> KeptVae | None:
    """Return what the VAE drew, None if it is not there yet. Raises ModelError for a broken file."""

    def build(key: str, tensors: dict[str, np.ndarray], notes: dict) -> KeptVae:
        more = {"likeness": Likeness(**notes.pop("likeness")), "prior": tuple(notes.pop("prior"))}
        return KeptVae(**notes, **more, **tensors)

    return opened(task, LEARNED, build)


def open_map(task: OneImageTask) -> LatentMap | None:
    """Return the map, None if it is not there yet. Raises ModelError for a broken file."""

    def build(key: str, tensors: dict[str, np.ndarray], notes: dict) -> LatentMap:
        steps = {name: Told(**told) for name, told in notes["steps"].items()}
        return LatentMap(tensors["xy"], tensors["noise"], steps, notes["silhouette"], notes["of_noise"])

    return opened(task, MAP, build)


def open_verdict(task: OneImageTask) -> KeptVerdict | None:
    """Return the first verdict, None if it is not there yet. Raises ModelError for a broken file."""
    return _there(verdict_in, task)


def open_table(task: OneImageTask) -> KeptTable | None:
    """Return the table as far as it is, None if nothing of it is there. Raises ModelError for a broken file."""
    return _there(table_in, task)


def verdict_in(folder: Path) -> KeptVerdict:
    """Return the verdict in a task's folder. Raises FileNotFoundError, ModelError."""
    found = _json(folder / VERDICT)

    def build() -> KeptVerdict:
        hand = None if found["hand"] is None else _outcome(found["hand"])
        return KeptVerdict(_outcome(found["outcome"]), hand, judge_at(found["judge"]), int(found["tested"]))

    return _built(VERDICT, build)


def table_in(folder: Path) -> KeptTable:
    """Return the table in a task's folder, as far as it is. Raises FileNotFoundError, ModelError."""
    found = _json(folder / TABLE)
    return _built(TABLE, lambda: _table_of(found))


def open_passed(task: OneImageTask) -> dict[int, np.ndarray]:
    """Return the pictures, uint8 (28, 28), of strangers that passed, by their places in outcomes, as far as it is.

    Raises ModelError for a broken file.
    """

    def build(key: str, tensors: dict[str, np.ndarray], notes: dict) -> dict[int, np.ndarray]:
        return {int(place): image for place, image in zip(tensors["places"], tensors["images"], strict=True)}

    return opened(task, PASSED, build) or {}


def network_of(task: OneImageTask, name: str = NETWORK) -> bytes | None:
    """Return the network for a canvas, or with VAE the decoder for a map that is dragged; None if not there yet."""
    return _there(lambda folder: (folder / name).read_bytes(), task)


def _table_of(found: dict) -> KeptTable:
    made = Table(
        tuple(map(_outcome, found["outcomes"])),
        tuple(Difference(**row) for row in found["differences"]),
        found["own"],
        found["tested"],
        found["where"],
        found["seconds"],
    )
    return KeptTable(made, tuple(Claim(**row) for row in found["claims"]), found["whole"])


def judge_row(judge: Judge) -> dict[str, Any]:
    """Return who judges by the hand as JSON has it."""
    own = [[round(float(number), 6) for number in point] for point in judge.own]
    return {"own": own, "threshold": judge.threshold, "slope": judge.slope, "offset": judge.offset}


def judge_at(row: dict[str, Any] | None) -> Judge | None:
    """Return what `judge_row` wrote. Raises LookupError, TypeError or ValueError for something else."""
    if row is None:
        return None
    return Judge(np.array(row["own"], np.float32).reshape(-1, NUMBERS), row["threshold"], row["slope"], row["offset"])


def _row(one: Outcome) -> dict[str, Any]:
    row = {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}
    if one.curve is not None:
        curve = one.curve
        row["curve"] = {
            "strangers": [round(float(share), 4) for share in curve.strangers],
            "own": [round(float(share), 4) for share in curve.own],
            "auc": curve.auc,
            "eer": curve.eer,
        }
    return row


def _outcome(row: dict) -> Outcome:
    row = dict(row)
    if (curve := row.get("curve")) is not None:
        sides = (np.array(curve[side], np.float32) for side in ("strangers", "own"))
        row["curve"] = Roc(*sides, curve["auc"], curve["eer"])
    row["bins"] = tuple((float(a), float(b), float(c)) for a, b, c in row["bins"])
    return Outcome(**row | {name: tuple(row[name]) for name in ("refused", "passed")})


def _json(path: Path) -> dict:
    data = path.read_bytes()
    return _built(path.name, lambda: dict(parsed_json(data)))


def _there(read: Callable[[Path], Kept], task: OneImageTask) -> Kept | None:
    try:
        return read(places.tasks() / task.key())
    except FileNotFoundError:
        return None


def _built(name: str, build: Callable[[], Kept]) -> Kept:
    try:
        return build()
    except (LookupError, TypeError, ValueError, AttributeError):
        raise ModelError(f"{name} is not what the task writes: ask for it again.") from None
