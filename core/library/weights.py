"""Do these weights belong to the model that a config describes, and to nothing else?

Only safetensors is ever read. Its own checks are kept and three gaps closed: a header of many megabytes, values that
are not finite, and tensors of another name, shape or dtype than our own config asks for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from core.files import MAX_HEADER_BYTES
from core.types import ModelError

if TYPE_CHECKING:
    from torch import nn

    from core.training.run import RunConfig

LATER = "familiar."  # tensors that folders of earlier versions lack; a model does without them
MAX_PARAMETERS = 16_000_000  # of an uploaded model: 64 MB of float32


def tensors_of(data: bytes, what: str) -> dict[str, np.ndarray]:
    """Read safetensors bytes into arrays. what: the file's name, for the message.

    Raises ModelError if the bytes are not safetensors, the header exceeds 64 kB, or a value is not finite.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    if len(data) < 8:
        raise ModelError(f"{what} is not a safetensors file: it has {len(data)} bytes.")
    header = int.from_bytes(data[:8], "little")
    if header > MAX_HEADER_BYTES:
        raise ModelError(f"{what} must have a header of at most {MAX_HEADER_BYTES} bytes, it claims {header}.")
    try:
        tensors = load(data)
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{what} is not a whole safetensors file ({error}).") from None
    for name, tensor in tensors.items():
        if tensor.dtype.kind == "f" and not np.isfinite(tensor).all():
            raise ModelError(f"{what} holds values that are not finite, in {name[:60]!r}.")
    return tensors


def metadata_of(data: bytes) -> dict[str, str]:
    """Return the text notes in the header of safetensors bytes that `tensors_of` has accepted."""
    return json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")]).get("__metadata__", {})


def check_size(config: RunConfig) -> None:
    """Count the parameters of the model without making a tensor. Raises ModelError above 16 million."""
    import torch

    with torch.device("meta"):  # shapes only: a config that asks for a terabyte costs nothing here
        count = sum(p.numel() for p in _built(config).parameters())
    if count > MAX_PARAMETERS:
        raise ModelError(f"an uploaded model must have at most {MAX_PARAMETERS:,} parameters, this one has {count:,}.")


def model_with(config: RunConfig, data: bytes, what: str = "model.safetensors") -> nn.Module:
    """Build the model of `config` and give it the weights in `data`; eval mode, no gradients.

    Weights for which others stand in may be missing all together. Raises ModelError if names, shapes or dtypes are not
    those of the model (half precision is taken for single), or a value is not finite.
    """
    import torch

    tensors = _completed(config.model.stand_ins, tensors_of(data, what))
    with torch.device("meta"):
        _check_layout(_built(config).state_dict(), tensors, what)
    model = _built(config)
    model.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in tensors.items()})
    return model.eval().requires_grad_(False)


def without_stand_ins(config: RunConfig, names: Iterable[str]) -> list[str]:
    """Return which of these names of weights a folder needs, the others having stand-ins."""
    return [name for name in names if not name.startswith(tuple(config.model.stand_ins))]


def _completed(stand_ins: Mapping[str, str], tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the tensors with those that stand-ins serve for, where a folder has none of these."""
    for lacking, present in stand_ins.items():
        if not any(name.startswith(lacking) for name in tensors):
            found = {name: tensor for name, tensor in tensors.items() if name.startswith(present)}
            tensors = tensors | {lacking + name.removeprefix(present): tensor for name, tensor in found.items()}
    return tensors


def check_snapshot(config: RunConfig, data: bytes, what: str) -> None:
    """Hold a snapshot against the model of `config`: weights and the pictures of that epoch.

    Raises ModelError as `model_with` does.
    """
    import torch

    with torch.device("meta"):
        model = _built(config)
    expected = {f"model.{k}": v for k, v in model.state_dict().items()}
    tensors = tensors_of(data, what)
    side, d = config.model.image_size, config.model.dims
    pictures = {"reconstructions": ("uint8", (2, -1, side, side)), "samples": ("uint8", (-1, side, side))}
    for name, (dtype, shape) in (pictures | {"mu": ("float32", (-1, d))}).items():
        tensor = tensors.pop(name, None)
        if tensor is None:
            continue
        free = tuple(-1 if wanted == -1 else n for n, wanted in zip(tensor.shape, shape, strict=False))
        if d == 0 or len(tensor.shape) != len(shape) or (str(tensor.dtype), free) != (dtype, shape):
            raise ModelError(f"{what} does not fit config.json: {name!r} is {tensor.dtype} {tensor.shape}.")
    _check_layout(expected, tensors, what)


def _built(config: RunConfig) -> nn.Module:
    try:
        return config.model.build(config.classes)
    except ValueError as error:
        raise ModelError(f"config.json describes a model that cannot be built: {error}") from None


def _check_layout(expected: dict, tensors: dict[str, np.ndarray], what: str) -> None:
    # load_state_dict would name shapes, but takes int8 for float32 without a word.
    needed = {name for name in expected if not name.removeprefix("model.").startswith(LATER)}
    missing, foreign = sorted(needed - tensors.keys()), sorted(tensors.keys() - expected.keys())
    if missing or foreign:
        odd = f"{missing[0]!r} is missing" if missing else f"{foreign[0][:60]!r} does not belong"
        raise ModelError(f"{what} does not fit the model in config.json: {odd}.")
    for name in expected.keys() & tensors.keys():
        wanted = expected[name]
        shape, dtype = tuple(wanted.shape), str(wanted.dtype).removeprefix("torch.")
        # Half precision is how models are shipped; it becomes float32 when it is opened.
        dtypes = (dtype, "float16") if dtype == "float32" else (dtype,)
        if tensors[name].shape != shape or str(tensors[name].dtype) not in dtypes:
            came = f"{tensors[name].dtype} {tensors[name].shape}"
            raise ModelError(f"{what} does not fit config.json: {name!r} must be {dtype} {shape}, got {came}.")
