"""How is the file read in which a task has left its result?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from core import places
from core.files import parsed_json
from core.library.task import TaskConfig
from core.library.weights import metadata_of, tensors_of
from core.types import ModelError

Result = TypeVar("Result")
Build = Callable[[str, dict[str, np.ndarray], Any], Result]  # of key, tensors and notes


def opened(task: TaskConfig, name: str, build: Build[Result], *, notes: str = "scores") -> Result | None:
    """Return what `build` makes of the safetensors file `name` in a task's folder, None if it is not there.

    notes: the metadata entry that holds JSON. Raises ModelError if the model is gone or the file is not what the task
    writes: `build` may raise KeyError, TypeError or ValueError.
    """
    key = task.key()
    try:
        data = (places.tasks() / key / name).read_bytes()
    except FileNotFoundError:
        return None
    return read(data, name, lambda tensors, told: build(key, tensors, told), notes=notes)


def read(data: bytes, name: str, build: Callable[[dict[str, np.ndarray], Any], Result], *, notes: str) -> Result:
    """Return what `build` makes of the tensors and notes of a safetensors file. Raises ModelError as `opened` does."""
    tensors = tensors_of(data, name)
    try:
        return build(tensors, parsed_json(metadata_of(data)[notes]))
    except ModelError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise ModelError(f"{name} is not what the task writes: ask for it again.") from None
