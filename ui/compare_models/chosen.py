"""Which models stand side by side: those in the address, those of last time, or a VAE and a GAN that come along?"""

from __future__ import annotations

from core import library
from core.config import ConfigError
from core.library import Entry
from core.training.pairs import MOST
from core.types import ModelError
from ui import forms, instead, state
from ui.compare_models.state import CompareModelsState
from ui.shared import model_pad

FIRST = ("mnist-cvae", "mnist-cgan")
SIGHT = dict.fromkeys(("u", "patch", "noise", "ends", "y"), "")  # what means nothing beside other models


def models() -> dict[str, Entry]:
    """Return the models that can be set side by side, with those that the address names, by id."""
    found = {entry.id: entry for entry in library.list_models(state.owner()) if model_pad.can_draw(entry)}
    for id in _asked():
        if id not in found:
            try:
                entry = library.find(id)
            except ModelError as error:
                _refuse(error)
                continue
            if model_pad.can_draw(entry):
                found[id] = entry
            else:
                _refuse(ModelError(f"{entry.named} draws nothing: there is nothing to compare."), "draws", entry)
    return found


def current(found: dict[str, Entry]) -> tuple[Entry, ...]:
    """Return two to four models to compare, the same one more than once if there are no others.

    found: at least one. A wish that cannot be met gets one sentence, to be said by `instead.refused("versus")`.
    """
    known, asked = state.of(CompareModelsState), _asked()
    if len(asked) > MOST:
        instead.refuse(
            forms.sentence(ConfigError(f"models must be 2 to {MOST} in a link, got {len(asked)}.")), "versus"
        )
    ids = [id for id in asked[:MOST] if id in found] or [id for id in known.models if id in found]
    others = [id for id in (*FIRST, *found) if id in found and id not in ids]
    ids = (ids + others[: max(0, 2 - len(ids))]) or list(found)
    known.models = tuple(ids if len(ids) > 1 else ids * 2)
    state.write_address(models="" if known.models == FIRST else ",".join(known.models))
    return tuple(found[id] for id in known.models)


def take(ids: tuple[str, ...]) -> None:
    """Set the models side by side. For callbacks."""
    instead.forget("versus")
    state.of(CompareModelsState).models = ids
    state.write_address(models=",".join(ids), **SIGHT)


def next_beside(found: dict[str, Entry], ids: tuple[str, ...]) -> str:
    """Return which model says most beside these: of the same classes, of a family that is not there; empty for none."""
    first, there = found[ids[0]].config, {found[id].config.model.family for id in ids}

    def unlike(id: str) -> tuple[bool, bool, bool]:
        config = found[id].config
        told_alike = config.model.conditional == first.model.conditional
        return config.classes != first.classes, config.model.family in there, not told_alike

    return min((id for id in found if id not in ids), key=unlike, default="")


def _refuse(error: ModelError, way: str = "", entry: Entry | None = None) -> None:
    instead.refuse(forms.sentence(error) + " Another one stands here instead.", "versus", way=way, entry=entry)
    state.write_address(**SIGHT)


def _asked() -> list[str]:
    return [id.strip() for id in state.parameter("models").split(",") if id.strip()]
