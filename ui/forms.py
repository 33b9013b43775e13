"""How does a config become widgets, and what people type a new config?

Bounds, help and choices come from the config's own fields, so a new setting appears by being declared.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import streamlit as st
from pydantic.fields import FieldInfo

from core.config import Config, ConfigError, bounds
from core.host import log, metrics
from core.jobs.intake import JobError
from core.library.model_card import plain
from core.models import MODELS
from ui import state, terms

C = TypeVar("C", bound=Config)
# Where the name alone says too little.
LABELS = {
    "latent_dim": "latent dimensions",
    "hidden": "hidden layers",
    "dense": "dense layer",
    "batch_norm": "batch normalisation",
    "binarise_at": "black and white at",
    "limit": "at most so many images",
    "validation": "held out",
    "snapshots": "epochs to keep",
    "seconds": "at most so many seconds",
    "epoch_images": "images an epoch",
    "r1": "R1 penalty",
    "r1_every": "R1 penalty every so many steps",
    "volume": "first volume",
    "slope": "leak of the ReLU",
    "kernel": "filter size",
    "decoder_kernel": "decoder's filter size",
    "decoder_dense": "dense layer in the decoder",
    "class_at": "class told beside",
    "finish": "finishing layer",
    "first_norm": "first norm",
    "last_bias": "bias of the last layer",
    "initialisation": "first weights",
    "beta1": "Adam's beta 1",
    "beta2": "Adam's beta 2",
    "epsilon": "Adam's epsilon",
    "discriminator_slope": "leak of the discriminator",
    "told_by": "discriminator told by",
    "average": "averaging",
    "embedding": "embedding",
    "manner": "how letters are shown",
}
EMPTY = {"snapshots": "1, 2, 3, 5, 8, ..."}  # what an empty list of numbers stands for
FEW = 4  # choices that stand side by side; more go into a menu


def config_form(
    config: C,
    *,
    key: str,
    first: Collection[str] | None = None,
    hidden: Collection[str] = (),
    offered: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> C | None:
    """Draw a widget for each field and return the config they describe; None, and one sentence, if it is not valid.

    key: prefix of the widgets' keys; another one makes new widgets, which start from `config`. first: names of the
    fields shown at once, in that order, the others under "More settings"; None shows all. hidden: not shown at all.
    offered: the choices of a field that make sense here, by name; the one that is set stays among them.
    """
    shown = [name for name, field in type(config).model_fields.items() if name not in hidden and _kind(field)]
    leading = shown if first is None else [name for name in first if name in shown]
    rest = [name for name in shown if name not in leading]
    # Every widget is drawn whatever was typed into another: one that is left out forgets its value.
    values, errors = _fields(config, leading, key, offered)
    if rest:
        with st.expander("More settings"):
            more, wrong = _fields(config, rest, key, offered)
        values, errors = values | more, errors + wrong
    try:
        if errors:
            raise errors[0]
        return config.changed(**values)
    except ConfigError as error:
        st.error(sentence(error))
        return None


def sentence(error: Exception) -> str:
    """Return an error's text as a sentence for a page: it starts with a capital, and nothing in it is markup."""
    text = str(error)
    if isinstance(error, JobError):
        metrics.refused("order")
        log.line("refused: order", state.owner(), why=text)
    return plain(text[:1].upper() + text[1:])


def label(name: str) -> str:
    """Return how a field is called on a page: batch_size is "Batch size"."""
    words = LABELS.get(name, name.replace("_", " "))
    return words[:1].upper() + words[1:]


def family_name(family: str) -> str:
    """Return how a family of models is called on a page."""
    return MODELS[family].title


def parse_numbers(text: str, name: str) -> tuple[int, ...]:
    """Read "512, 256" as (512, 256); an empty text is (). Raises ConfigError with a sentence."""
    parts = [part for part in text.replace(";", ",").replace(",", " ").split() if part]
    try:
        return tuple(int(part) for part in parts)
    except ValueError:
        raise ConfigError(f"{label(name)} must be whole numbers with commas between, such as 512, 256.") from None


def _fields(
    config: Config, names: list[str], key: str, offered: Mapping[str, Collection[str]]
) -> tuple[dict[str, Any], list[ConfigError]]:
    values, errors = {}, []
    if not names:
        return values, errors
    with st.grid(3, min_column_width=190, gap=("small", "medium")):
        for name in names:
            field = type(config).model_fields[name]
            draw, value = _WIDGETS[_kind(field)], getattr(config, name)
            if name in offered:
                draw = partial(_choice, among={value, *offered[name]})
            try:
                values[name] = draw(name, field, value, f"{key}.{name}")
            except ConfigError as error:
                errors.append(error)
    return values, errors


def _kind(field: FieldInfo) -> str:
    """Return which widget a field gets, empty if it has none (nested configs, texts, a choice of one)."""
    annotation, optional = _without_none(field.annotation)
    origin = typing.get_origin(annotation)
    if origin is Literal:
        return "choice" if len(typing.get_args(annotation)) > 1 else ""
    if origin is tuple:
        inner = typing.get_args(typing.get_args(annotation)[0]) or typing.get_args(annotation)
        return "numbers" if inner[0] is int else ""
    kinds = {bool: "switch", int: "optional whole" if optional else "whole", float: "number"}
    return kinds.get(annotation, "") if isinstance(annotation, type) else ""


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        kept = [part for part in typing.get_args(annotation) if part is not type(None)]
        if len(kept) == 1:
            return (typing.get_args(kept[0])[0] if typing.get_origin(kept[0]) is typing.Annotated else kept[0]), True
    return annotation, False


def _choice(name: str, field: FieldInfo, value: str, key: str, among: Collection[str] | None = None) -> str:
    options = typing.get_args(_without_none(field.annotation)[0])
    options = [option for option in options if among is None or option in among]
    shared = {"key": key, "help": terms.hint(label(name), field.description)}
    if len(options) <= FEW:
        return st.segmented_control(label(name), options, default=value, required=True, **shared)
    return st.selectbox(label(name), options, index=options.index(value), **shared)


def _switch(name: str, field: FieldInfo, value: bool, key: str) -> bool:
    return st.toggle(label(name), value=value, key=key, help=terms.hint(label(name), field.description))


def _whole(name: str, field: FieldInfo, value: int | None, key: str) -> int | None:
    low, high = (None if limit is None else int(limit) for limit in _limits(field))
    hint = "none" if value is None else None
    given = st.number_input(label(name), low, high, value, 1, key=key, help=_help(name, field), placeholder=hint)
    return None if given is None else int(given)


def _number(name: str, field: FieldInfo, value: float, key: str) -> float:
    low, high = _limits(field)
    step = 10.0 ** min(0, len(f"{abs(value):.0f}") - 2) if value >= 0.1 or value == 0 else value / 2
    return st.number_input(
        label(name),
        None if low is None else float(low),
        None if high is None else float(high),
        float(value),
        step,
        format="%.4g" if abs(value) < 0.1 and value else "%g",
        key=key,
        help=_help(name, field),
    )


def _numbers(name: str, field: FieldInfo, value: tuple[int, ...], key: str) -> tuple[int, ...]:
    text = st.text_input(
        label(name), ", ".join(map(str, value)), key=key, help=field.description, max_chars=400,
        placeholder=EMPTY.get(name, "none"),
    )  # fmt: skip
    return parse_numbers(text, name)


def _limits(field: FieldInfo) -> tuple[float | None, float | None]:
    """Return a field's bounds, also where they stand inside `int | None`."""
    low, high = bounds(field)
    for part in typing.get_args(field.annotation):
        if (low, high) == (None, None) and typing.get_origin(part) is typing.Annotated:
            nested = FieldInfo.from_annotation(part)
            low, high = bounds(nested)
    return low, high


def _help(name: str, field: FieldInfo) -> str | None:
    low, high = _limits(field)
    bounded = "" if low is None or high is None else f" From {low:g} to {high:g}."
    return terms.hint(label(name), f"{field.description or ''}{bounded}".strip())


_WIDGETS: dict[str, Callable[..., Any]] = {
    "choice": _choice,
    "switch": _switch,
    "whole": _whole,
    "optional whole": _whole,
    "number": _number,
    "numbers": _numbers,
}
