"""Which two maps does the visitor want to see beside each other, and how does a link say so?

The left map is named as on Explore (model, map, set), so that a link from there opens it here; the right one has a 2
behind each name. points: how many images of the data, the same for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core import library
from core.config import ConfigError
from core.library import Entry
from core.projection import PROJECTIONS
from core.tasks import MapTask
from core.types import ModelError
from ui import forms, instead, state
from ui.compare_maps.state import CompareMapsState
from ui.map.settings import offered, title
from ui.shared import model_pad
from ui.shared.links import described, parsed

SIDES = ("left", "right")
SUFFIX = {"left": "", "right": "2"}
SIGHT = {"view": "", "sel": ""}  # what means nothing on another pair


@dataclass(frozen=True)
class Pair:
    """Two maps to compare, and the models they are of."""

    left: MapTask
    right: MapTask
    entries: Mapping[str, Entry]

    def __iter__(self):
        return iter((self.left, self.right))

    def entry(self, task: MapTask) -> Entry:
        """Return the model a map is of."""
        return self.entries[task.model]

    def told(self, task: MapTask) -> bool:
        """Say whether a map's model is told the class: it keeps it out of z, and all classes lie in the same place."""
        return self.entry(task).config.model.conditional

    def name(self, task: MapTask) -> str:
        """Return how a map is called, such as "t-SNE (perplexity 50)"."""
        told = task.projection.not_as_usual().items()
        settings = ", ".join(
            f"{forms.label(name).lower()} {f'{value:g}' if isinstance(value, float) else value}" for name, value in told
        )
        return task.projection.title + (f" ({settings})" if settings else "")


def models() -> dict[str, Entry]:
    """Return the models that keep images to put on a map, with those that the address names, by id."""
    found = {entry.id: entry for entry in library.list_models(state.owner()) if _has_images(entry)}
    for side in SIDES:
        wanted = state.parameter(f"model{SUFFIX[side]}")
        if not wanted or wanted in found:
            continue
        try:
            entry = library.find(wanted)
            if not _has_images(entry):
                _say_bad(f"{entry.named} keeps no images that could be put on a map.", side, way="encodes", entry=entry)
                continue
            found[wanted] = entry
        except ModelError as error:
            _say_bad(str(error), side)
    return found


def current(found: dict[str, Entry]) -> Pair:
    """Return the pair that the address asks for, else that of last time, else one that shows something.

    found: at least one model. A wish that cannot be met gets one sentence, and another map takes its place.
    """
    _read("left", found)
    _complete_left(found)
    if state.parameter("map2") and not state.parameter("model2"):
        _put("right", "model", _get("left", "model"))  # another map of the same model
    _read("right", found)
    _complete_right(found)
    _note()
    left, right = (_task(side) for side in SIDES)
    return Pair(left, right, found)


def write() -> None:
    """Put a pair that was changed into the address, which makes a new sight. For callbacks."""
    _note()
    state.write_address(**SIGHT)


def take(side: str, task: MapTask) -> None:
    """Set one of the two maps. For callbacks."""
    _put(side, "map", task.projection.name)
    _put(side, "set", described(task.projection.not_as_usual()))
    write()


def swap() -> None:
    """Let left and right change places. For callbacks."""
    for part in ("model", "map", "set"):
        left, right = _get("left", part), _get("right", part)
        _put("left", part, right)
        _put("right", part, left)
    write()


def switched(entries: Mapping[str, Entry]) -> None:
    """Note in the address what a menu has changed; a map that the new model does not have becomes one it has."""
    for side in SIDES:
        instead.forget(f"compare {side}")
        names = offered(entries[_get(side, "model")])
        if _get(side, "map") not in names:
            _put(side, "map", names[-1])
            _put(side, "set", "")
    write()


def show_points(count: int) -> None:
    """Compare on so many images of the data, 0 for those kept with the models. For callbacks."""
    state.of(CompareMapsState).points = count
    write()


def _note() -> None:
    for side in SIDES:
        state.write_address(**{f"{part}{SUFFIX[side]}": _get(side, part) for part in ("model", "map", "set")})
    state.write_address(points=str(state.of(CompareMapsState).points or ""))


def _read(side: str, found: Mapping[str, Entry]) -> None:
    """Take over what the address says of one side, as far as there is such a thing."""
    wanted = {part: state.parameter(f"{part}{SUFFIX[side]}") for part in ("model", "map", "set")}
    if wanted["model"]:
        _put(side, "model", wanted["model"])
    entry = found.get(_get(side, "model"))
    if entry is None or not wanted["map"]:
        return
    names = offered(entry)
    if wanted["map"] not in names:
        known = ", ".join(map(title, names))
        _say_bad(f"There is no map {wanted['map'][:20]!r} of {entry.named}; it has {known}.", side)
        return
    try:
        parsed(PROJECTIONS[wanted["map"]], wanted["set"])
        points = _whole(state.parameter("points") or "0")
        MapTask(model=entry.id, projection=PROJECTIONS[wanted["map"]](), points=points)
    except ConfigError as error:
        _say_bad(f"The settings in this link cannot be used: {error}", side)
        return
    _put(side, "map", wanted["map"])
    _put(side, "set", wanted["set"])
    state.of(CompareMapsState).points = points


def _complete_left(found: Mapping[str, Entry]) -> None:
    """Fill in what nobody has said: the first map of the first model that has several."""
    if _get("left", "model") not in found:
        # A model that is told the class leaves nothing to see of it on a map.
        best = max(found, key=lambda id: (len(offered(found[id])) > 1, not found[id].config.model.conditional))
        _set("left", best, offered(found[best])[0])
    names = offered(found[_get("left", "model")])
    if _get("left", "map") not in names:
        _set("left", _get("left", "model"), names[0])


def _complete_right(found: Mapping[str, Entry]) -> None:
    """Fill in what nobody has said: another map of the same model if it has one, else of another model."""
    left, right = _get("left", "model"), _get("right", "model")
    if right not in found:
        others = [id for id in found if id != left]
        right = others[0] if others and len(offered(found[left])) == 1 else left
    names = offered(found[right])
    if right != _get("right", "model") or _get("right", "map") not in names:
        other = [name for name in reversed(names) if (right, name) != (left, _get("left", "map"))]
        _set("right", right, (other or list(names))[0])


def _set(side: str, model: str, name: str) -> None:
    for part, value in (("model", model), ("map", name), ("set", "")):
        _put(side, part, value)


def _task(side: str) -> MapTask:
    name = _get(side, "map")
    projection = PROJECTIONS[name](**parsed(PROJECTIONS[name], _get(side, "set")))
    return MapTask(model=_get(side, "model"), projection=projection, points=state.of(CompareMapsState).points)


def _get(side: str, part: str) -> str:
    return getattr(state.of(CompareMapsState), f"{side}_{part}")


def _put(side: str, part: str, value: str) -> None:
    setattr(state.of(CompareMapsState), f"{side}_{part}", value)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ConfigError(f"points must be a whole number, got {text[:20]!r}.")
    return int(text)


def refused(chosen: Pair) -> None:
    """Say what was wrong with a link, and what stands there instead."""
    for side, task in zip(SIDES, chosen, strict=True):
        instead.refused(f"compare {side}", f"{chosen.entry(task).named}, {chosen.name(task)},")


def _say_bad(text: str, side: str, *, way: str = "", entry: Entry | None = None) -> None:
    instead.refuse(forms.sentence(ConfigError(text)), f"compare {side}", way=way, entry=entry)
    state.write_address(**{f"{part}{SUFFIX[side]}": "" for part in ("model", "map", "set")}, points="", **SIGHT)


def _has_images(entry: Entry) -> bool:
    return model_pad.can_draw(entry) and (entry.path / "latents.safetensors").is_file()
