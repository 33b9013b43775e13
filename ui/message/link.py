"""Does an address say something that can be written, and if not, what is wrong with it?"""

from __future__ import annotations

import re

import streamlit as st

from core.config import ConfigError
from core.handwriting.message.settings import MOST_TEXT, ComposeConfig
from ui import forms, notices, state

PLACE = "message link"
NAMES = (
    "text",
    "source",
    "drawn_by",
    "second_by",
    "way",
    "drawn",
    "film",
    "font",
    *ComposeConfig.model_fields,
)  # of all parameters
SWITCHES = {"on": True, "off": False}


def follow(*, own_paper: bool = False) -> None:
    """Take out of the address what no dial can be, and say so; the message then begins with what is usual.

    own_paper: whether a photographed paper is kept with the hand.
    """
    wrong = {}
    for name, value in state.address().items():
        try:
            if name == "text" and len(value) > MOST_TEXT:
                raise ConfigError(f"A message has at most {MOST_TEXT:,} characters, got {len(value):,}.")
            if (name, value, own_paper) == ("ground", "own", False):
                raise ConfigError("No photographed paper is kept with this hand: it is written on plain paper.")
            if name in ComposeConfig.model_fields:
                ComposeConfig(**{name: _value(name, value)})
        except (ConfigError, ValueError) as error:
            wrong[name] = forms.sentence(error)
    if wrong:
        notices.linger(" ".join(wrong.values()), PLACE)
        state.write_address(**dict.fromkeys(wrong, ""))
    if refused := notices.lingering(PLACE):
        st.warning(refused)


def _value(name: str, text: str) -> object:
    usual = getattr(ComposeConfig(), name)
    if isinstance(usual, bool):
        return SWITCHES.get(text, text)
    if isinstance(usual, tuple):
        return tuple(text.split("|"))
    if isinstance(usual, (int, float)):
        try:
            return type(usual)(text)
        except ValueError:
            raise ConfigError(f"{name} must be a number, got {text[:40]!r}.") from None
    if name == "ink" and not re.fullmatch("[0-9a-f]{6}", text):
        raise ConfigError(f"ink must be six hexadecimal digits such as 1b2a4e, got {text[:40]!r}.")
    return f"#{text}" if name == "ink" else text
