"""How does a training begin with what another model has learned, though its classes may be others?

Weights that belong to no class are taken over as they are. Of those that belong to one, what is told it or answers with
it, classes that both models know keep theirs; a new class begins from the mean of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.models import ModelConfig
from core.training.run import RunConfig
from core.types import ModelError

if TYPE_CHECKING:
    from torch import Tensor, nn


def objection(model: ModelConfig, begun: ModelConfig) -> str:
    """Return a sentence if a model cannot begin with the weights of one of the settings `begun`, else an empty text.

    Settings that only say how it learns may differ.
    """
    if model.family != begun.family:
        return f"it cannot begin with the weights of a {begun.title}: it is a {model.title}."
    for name in type(begun).model_fields:
        wanted, got = getattr(begun, name), getattr(model, name)
        if wanted != got and name not in begun.only_learning:
            return f"to begin with those weights, {name} must be {_shown(wanted)} as it was there, got {_shown(got)}."
    return ""


def take_over(model: nn.Module, config: RunConfig, weights: Mapping[str, Tensor], begun: RunConfig) -> None:
    """Give an untrained model of `config` the weights of one of `begun`, in place. Raises ModelError if it has others.

    Both configs name the classes of their data.
    """
    import torch

    if why := objection(config.model, begun.model):
        raise ModelError(why)
    told, axes = model.state_dict(), _class_axes(config.model)
    if told.keys() != weights.keys():
        raise ModelError("the model that it is to begin with holds other weights than its settings say.")
    with torch.no_grad():
        for name, tensor in told.items():
            old, axis = weights[name].to(tensor.dtype), axes.get(name)
            new = old if axis is None else _renamed(old, axis, begun.classes, config.classes)
            if new.shape != tensor.shape:
                raise ModelError(f"{name} of the model that it is to begin with has another shape.")
            tensor.copy_(new)


def _class_axes(model: ModelConfig) -> dict[str, int]:
    """Return along which axis each tensor counts classes, of those that do: the axis that grows with their number."""
    import torch

    with torch.device("meta"):
        few, more = ({n: t.shape for n, t in model.build(_names(k)).state_dict().items()} for k in (2, 3))
    found = {}
    for name, shape in few.items():
        grown = [axis for axis, (a, b) in enumerate(zip(shape, more[name], strict=True)) if a != b]
        if grown:
            found[name] = grown[0]
    return found


def _names(k: int) -> tuple[str, ...]:
    return tuple(str(n) for n in range(k))


def _renamed(old: Tensor, axis: int, before: Sequence[str], after: Sequence[str]) -> Tensor:
    """Exchange what a tensor has of each class, last along an axis; what stands before it belongs to none."""
    import torch

    rest = old.shape[axis] - len(before)
    plain, of = old.split([rest, len(before)], dim=axis)
    known = {name: of.select(axis, k) for k, name in enumerate(before)}
    mean = of.mean(axis)
    return torch.cat([plain, torch.stack([known.get(name, mean) for name in after], axis)], dim=axis)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
