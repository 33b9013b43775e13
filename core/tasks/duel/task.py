"""What happens when one side of a GAN's duel learns, and then the other? A worker takes the steps in a sandbox.

Nothing that is done here changes the run: it begins from a copy.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field, field_validator

from core import places
from core.blocks.duel import DuelTrace
from core.datasets.base import DatasetConfig
from core.files import write_atomic
from core.library.folder import Entry, find
from core.library.task import ShouldStop, TaskConfig, TaskError, fingerprint
from core.library.task_folder import Tick
from core.library.weights import tensors_of
from core.tasks.duel.moves import parsed_moves, written_moves
from core.tasks.results import opened
from core.types import ImageDataset

if TYPE_CHECKING:
    from torch import Tensor

    from core.tasks.duel.half_steps import Bout, Seen

TRACE, STATE, RESUME = "trace.safetensors", "state.safetensors", "resume.safetensors"
MOST_STATES = 256 * 2**20  # bytes of all states to go on from; one that is missing costs the time of its steps again
START = re.compile(r"untrained|newest|epoch [1-9][0-9]{0,3}")


class DuelTask(TaskConfig):
    """Take steps of either side, one after the other, with the data, batch size and highest rate of the run.

    Leaves trace.safetensors (`open_duel`): the last step in all its parts. The same moves give the same trace; longer
    ones go on from where shorter ones ended, as long as that is kept.
    """

    edition: ClassVar[int] = 1
    decodes: ClassVar[bool] = True

    kind: Literal["duel"] = "duel"
    start: str = Field("untrained", max_length=10, description="Weights to begin with: untrained, newest or epoch 3.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Of first weights, noise and the order of images.")
    moves: str = Field("", description="Who learns, in this order: D, G or B for both, with counts, as 3D G 10B.")

    @field_validator("start")
    @classmethod
    def _known(cls, start: str) -> str:
        if not START.fullmatch(start):
            raise ValueError(f"start must be untrained, newest or such as epoch 3, got {start[:20]!r}.")
        return start

    @field_validator("moves")
    @classmethod
    def _in_one_spelling(cls, moves: str) -> str:
        return written_moves(parsed_moves(moves))  # "D D" and "2D" are the same task

    def key(self) -> str:
        """Return the key of these moves from these weights. Raises ModelError, or TaskError if it starts nowhere."""
        return self.key_for(_beginning(find(self.model), self.start))

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Take the steps. Raises TaskError if they cannot be taken, DataError if the run's data cannot be had."""
        tick, moves = Tick(folder), parsed_moves(self.moves)
        tick("reading the data", 0.0)
        bout = _ready(self, moves)
        for i in range(len(bout.history), len(moves) - 1):
            if should_stop():
                return "stopped"
            tick("learning", i / len(moves), i, len(moves))
            bout.take(moves[i])
        seen = bout.seen(moves[-1:])
        _keep(folder, self, moves, bout, seen)
        return "done"


def open_duel(task: DuelTask) -> DuelTrace | None:
    """Return the last step in all its parts, None if nobody has asked for it yet. Raises ModelError, TaskError."""
    config = find(task.model).config.model

    def trace(key: str, arrays: dict[str, np.ndarray], told: dict) -> DuelTrace:
        classes = tuple(str(name) for name in told["classes"])
        arrays["history"] = np.where(arrays.pop("measured") > 0, arrays["history"], np.nan).astype(np.float32)
        about = {"classes": classes, "together": config.judges_together}
        return DuelTrace(key, parsed_moves(task.moves), config.loss, int(told["batch"]), **arrays, **about)

    return opened(task, TRACE, trace, notes="duel")


def starts_of(entry: Entry) -> tuple[str, ...]:
    """Return from where a duel can begin: "untrained", the epochs that are kept, and "newest" if the run has ended."""
    kept = sorted(path.stem for path in (entry.path / "snapshots").glob("[0-9]*.safetensors"))
    newest = ("newest",) if entry.has_weights and not entry.active else ()
    return ("untrained", *(f"epoch {int(name)}" for name in kept if name.isdigit() and int(name)), *newest)


def _beginning(entry: Entry, start: str) -> str:
    """Return what the first step depends on, as hex digits. Raises TaskError."""
    config = entry.config
    if not config.model.duels:
        raise TaskError(f"{entry.named} is no GAN: nobody judges there what it draws.")
    parts = [part.model_dump_json() for part in (config.dataset, config.model, config.training)]
    if start == "newest" and entry.active:
        raise TaskError("start cannot be newest while the training goes on: choose untrained or an epoch that is kept.")
    if start != "untrained" and start not in starts_of(entry):
        raise TaskError(f"start must be one of {', '.join(starts_of(entry))}, got {start}.")
    parts += [fingerprint(entry, name) for name in _files(start) if (entry.path / name).is_file()]
    return hashlib.sha256(f"{config.seed} {parts}".encode()).hexdigest()


def _files(start: str) -> tuple[str, ...]:
    if start.startswith("epoch "):
        return (f"snapshots/{int(start.removeprefix('epoch ')):04d}.safetensors",)
    return ("model.safetensors", RESUME) if start == "newest" else ()


@lru_cache(maxsize=1)
def _images(source: DatasetConfig, size: int) -> ImageDataset:
    return source.load("train", image_size=size)  # kept: one short task follows the other


def _ready(task: DuelTask, moves: str) -> Bout:
    """Return the two sides as they are after as many of the moves as are kept; only the last is always taken anew."""
    import torch

    from core.tasks.duel.half_steps import Bout

    entry = find(task.model)
    config, beginning = entry.config, _beginning(entry, task.start)
    dataset = _images(config.dataset, config.model.image_size)
    with torch.random.fork_rng(devices=[]):  # torch's layers know only the global generator
        torch.manual_seed(task.seed)
        bout = Bout(config.model.build(dataset.classes), config, dataset, task.seed)
    for n in range(len(moves) - 1, -1, -1):
        state = _state_of(task.replace(moves=written_moves(moves[:n])).key_for(beginning))
        if state is not None:
            bout.restore(state)
            return bout
    if task.start != "untrained":
        _begin(bout, entry, task.start)
    return bout


def _begin(bout: Bout, entry: Entry, start: str) -> None:
    """Give the two sides the weights of the run, and Adam the moments that belong to them."""
    import torch

    resumed = start == "newest" and (entry.path / RESUME).is_file()
    name = RESUME if resumed else _files(start)[0]
    prefix = "model." if name == "model.safetensors" else ""
    arrays = tensors_of((entry.path / name).read_bytes(), name)
    bout.restore({prefix + key: torch.from_numpy(array) for key, array in arrays.items()})
    if not resumed:
        bout.feel()


def _keep(folder: Path, task: DuelTask, moves: str, bout: Bout, seen: Seen) -> None:
    from safetensors.numpy import save
    from safetensors.torch import save as save_state

    history = np.array(bout.history).reshape(-1, 4)
    measured = np.isfinite(history)  # no file of ours holds what is not finite
    arrays = seen.arrays | {"history": np.where(measured, history, 0.0), "measured": measured.astype(np.uint8)}
    arrays |= {"scores": np.stack(seen.scores), "means": np.array(seen.means), "losses": np.array(seen.losses)}
    floats = {name: table.astype(np.float32) for name, table in arrays.items() if table.dtype.kind == "f"}
    notes = json.dumps({"batch": seen.n, "classes": bout.model.classes})
    _make_room()
    write_atomic(folder / STATE, save_state(bout.state()))
    whole = {name: np.ascontiguousarray(table) for name, table in (arrays | floats).items()}
    write_atomic(folder / TRACE, save(whole, metadata={"duel": notes}))


def _state_of(key: str) -> dict[str, Tensor] | None:
    from safetensors.torch import load

    try:
        return load((places.tasks() / key / STATE).read_bytes())
    except FileNotFoundError:
        return None


def _make_room() -> None:
    """Remove the states that were left first until all take at most MOST_STATES bytes."""
    found = []
    for path in places.tasks().glob(f"*/{STATE}"):
        with suppress(FileNotFoundError):  # another worker makes room, too
            found.append((path.stat(), path))
    total = sum(about.st_size for about, _ in found)
    for about, path in sorted(found, key=lambda pair: pair[0].st_mtime_ns):
        if total <= MOST_STATES:
            return
        path.unlink(missing_ok=True)
        total -= about.st_size
