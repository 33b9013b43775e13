"""Which networks does a model folder hold for the browser? One that draws or reads, and one that finds the latents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.files import write_atomic
from core.networks.browser import NotRunnable, export_model
from core.networks.encoder import export_encoder

if TYPE_CHECKING:
    from torch import nn


def write_networks(folder: Path, model: nn.Module, beside: dict[str, np.ndarray] | None = None) -> None:
    """Write browser.bin and encoder.bin; remove one that the browser cannot run, or that the model does not have.

    beside: the tensors of the folder's model.safetensors, for an encoder.bin that refers to them. Only for a model that
    learns no more: the two files are replaced one after the other, and must fit together at every moment.
    """
    _write(folder / "browser.bin", lambda: export_model(model))
    _write(folder / "encoder.bin", lambda: export_encoder(model, beside))


def _write(path: Path, network: Callable[[], bytes]) -> None:
    try:
        write_atomic(path, network())
    except NotRunnable:  # its page then does without
        path.unlink(missing_ok=True)
