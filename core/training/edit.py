"""How are settings, such as a recipe's, changed by lines such as model.latent_dim=2?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TypeVar

from core.config import Config, ConfigError
from core.files import parsed_json
from core.training.recipes import RECIPES
from core.training.run import RunConfig

Settings = TypeVar("Settings", bound=Config)


def recipe_named(name: str) -> RunConfig:
    """Return a recipe. Raises ConfigError naming the ones there are."""
    if name not in RECIPES:
        raise ConfigError(f"there is no recipe {name!r}; there are {', '.join(RECIPES)}.")
    return RECIPES[name].run


def of_recipe(name: str, lines: Sequence[str]) -> RunConfig:
    """Return a recipe with settings replaced by lines; for own images, of which there may be few, it is adapted first.

    Raises ConfigError as `recipe_named` and `changed` do, DataError if own images cannot be read.
    """
    from core.training.suited import adapted

    config = changed(recipe_named(name), lines)
    if not config.dataset.names_a_place:
        return config
    dataset = config.dataset.from_root()
    n = dataset.count()
    return changed(adapted(config, len(dataset.load()) if n is None else n), lines)  # what is said counts


def changed(config: Settings, lines: Iterable[str]) -> Settings:
    """Return the config with settings replaced: "model.latent_dim=2", "dataset.name=digits", "model.hidden=[64]".

    Values are JSON, or plain text where they are not. Raises ConfigError if a setting does not exist or does not fit.
    """
    tree = parsed_json(config.to_json())
    for line in lines:
        path, sign, text = line.partition("=")
        if not sign:
            raise ConfigError(f"a setting is changed by name=value, got {line!r}.")
        *rooms, name = path.strip().split(".")
        node = tree
        for room in rooms:
            node = node.get(room) if isinstance(node, dict) else None
        if not isinstance(node, dict) or name not in node:
            raise ConfigError(f"there is no setting {path.strip()!r}.")
        node[name] = _value(text.strip())
    return type(config).from_json(json.dumps(tree))


def _value(text: str) -> object:
    try:
        return parsed_json(text)
    except ValueError:
        return text
