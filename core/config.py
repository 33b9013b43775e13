"""How does a setting know its bounds, refuse a bad value in one sentence, and travel as JSON?"""

from __future__ import annotations

import functools
import operator
import os
import types
import typing
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar, dataclass_transform

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from core.words.text import ISOLATES, printable

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

MAX_JSON_BYTES = 256 * 1024  # half of it: a run that leaves 5,000 images out; a larger one is an attack or a mistake


class ConfigError(ValueError):
    """A setting is unknown, of a wrong type or out of range; the message is one sentence for the user."""


# For type checkers: every Config is a frozen dataclass, so that it can be a key.
@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field,))
class _OneSentence(ModelMetaclass):
    # Not an __init__ or a wrap validator: pydantic would turn what they raise back into a ValidationError.
    def __call__(cls, *args: Any, **values: Any) -> Any:
        try:
            return super().__call__(*args, **values)
        except ValidationError as error:
            raise ConfigError(_sentence(cls, error)) from None


class Config(BaseModel, metaclass=_OneSentence):
    """Frozen, strict settings. Unknown keys, wrong types, NaN and values out of range raise ConfigError.

    max_json_bytes: of the text that `from_json` reads.
    """

    max_json_bytes: ClassVar[int] = MAX_JSON_BYTES

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, protected_namespaces=())

    def to_json(self) -> str:
        """Return JSON text that `from_json` turns back into an equal config."""
        return self.model_dump_json(indent=2)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a config from JSON text of at most `max_json_bytes`. Raises ConfigError (a ValueError)."""
        if len(text) > cls.max_json_bytes:
            raise ConfigError(f"{cls.__name__}: the text must be at most {cls.max_json_bytes} bytes, got {len(text)}.")
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise ConfigError(_sentence(cls, error)) from None

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, validated anew. Raises ConfigError."""
        return type(self)(**{name: getattr(self, name) for name in type(self).model_fields} | changes)

    def not_as_usual(self) -> dict[str, Any]:
        """Return the settings that differ from their defaults, but for the name that tells one kind from another."""
        usual = type(self)()
        return {
            name: getattr(self, name)
            for name in type(self).model_fields
            if name != "name" and getattr(self, name) != getattr(usual, name)
        }

    def along(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return other settings that go along when these, by name, are changed; a family of configs says which."""
        return {}

    def changed(self, **changes: Any) -> Self:
        """Return a copy as `replace` does, with what goes along with the changes. Raises ConfigError."""
        others = {name: value for name, value in changes.items() if value != getattr(self, name, None)}
        return self.replace(**self.along(others) | others)


def any_of(table: Mapping[str, type[Config]], by: str) -> Any:
    """Return the type of whatever config stands in a table of two or more. by: the field that holds its name there."""
    return Annotated[functools.reduce(operator.or_, table.values()), Field(discriminator=by)]


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    """Return the smallest and largest value a field allows, None where it has no limit."""
    low = high = None
    for limit in field.metadata:
        low = getattr(limit, "ge", getattr(limit, "gt", low))
        high = getattr(limit, "le", getattr(limit, "lt", high))
    return low, high


def _field_at(cls: Any, location: tuple[int | str, ...]) -> FieldInfo | None:
    """Follow an error's location through nested configs to the field it names."""
    field = None
    for step in location:
        candidates = [c for c in _configs_in(cls) if step in c.model_fields]
        if candidates:
            field = candidates[0].model_fields[step]
            cls = field.annotation
    return field


def _configs_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType, typing.Annotated):
        return [c for part in typing.get_args(annotation) for c in _configs_in(part)]
    return []


def _allowed(field: FieldInfo | None) -> str:
    low, high = bounds(field) if field else (None, None)
    if low is not None and high is not None:
        return f"must be between {low:g} and {high:g}"
    if low is not None:
        return f"must be at least {low:g}"
    return f"must be at most {high:g}" if high is not None else ""


Settings = TypeVar("Settings", bound=Config)


def from_environment(kind: type[Settings]) -> Settings:
    """Read settings of whole numbers and texts, each from LATENT_INK_ and its name in capitals. Raises ConfigError."""
    given: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        variable = f"LATENT_INK_{name.upper()}"
        text = os.environ.get(variable, "")
        if text and field.annotation is int and not text.isdecimal():
            raise ConfigError(f"{variable} must be a whole number, got {text[:60]!r}.")
        if text:
            given[name] = int(text) if field.annotation is int else text
    return _with(kind, tuple(given.items()))  # pyright: ignore[reportArgumentType]: a class can be a key


@functools.lru_cache(maxsize=64)
def _with(kind: type[Settings], given: tuple[tuple[str, Any], ...]) -> Settings:
    """Return the settings that were given. Pages ask for them a dozen times; they are frozen, and can be shared."""
    return kind(**dict(given))


def _sentence(cls: type, error: ValidationError) -> str:
    return printable(_said(cls, error), ISOLATES)  # it quotes what came, which may hold anything


def _said(cls: type, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(step)[:60] for step in first["loc"][-8:]) or cls.__name__
    value = repr(first["input"])
    value = value if len(value) <= 60 else value[:57] + "..."
    if first["type"] == "extra_forbidden":
        return f"{where} is not a setting of {cls.__name__}."
    if first["type"] == "missing":
        return f"{where} is missing."
    if first["type"] == "value_error":  # one of our own validators: it already speaks in a sentence
        return str(first["ctx"]["error"])
    ranged = first["type"].startswith(("greater", "less")) or first["type"] == "finite_number"
    reason = _allowed(_field_at(cls, first["loc"])) if ranged else ""
    message = first["msg"][:300].replace("Value error, ", "")
    message = message.replace("Input should", "must").replace("String should", "must")
    return f"{where} {reason or message}, got {value}."
