"""Does an address say something that this model can write, and if not, what is wrong with it?"""

from __future__ import annotations

import math

import streamlit as st

from core.blocks.write import reach, steered
from core.library import Entry
from core.writing import Directions, WritingError, labels_of, read_mix
from ui import forms, notices, state

HOTTEST = 1.5  # as in browser/write/hand.js
HIGHEST_SEED = 999_999
PLACE = "write link"


def follow(entry: Entry, directions: Directions | None) -> None:
    """Take out of the address what cannot be written, and say so; the writer then begins with what is usual."""
    wrong = {}
    for name, check in _checks(entry, directions).items():
        try:
            if value := state.parameter(name):
                check(value)
        except WritingError as error:
            wrong[name] = forms.sentence(error)
    if wrong:
        notices.linger(" ".join(wrong.values()), PLACE)
        state.write_address(**dict.fromkeys(wrong, ""))
    if refused := notices.lingering(PLACE):
        st.warning(refused)


def _checks(entry: Entry, directions: Directions | None) -> dict:
    import numpy as np

    classes = entry.config.classes
    checks = {
        "text": lambda value: labels_of(value, classes),
        "mix": lambda value: read_mix(value, len(classes)),
        "hand": lambda value: _one_of("hand", value, ("one", "each")),
        "ink": lambda value: _one_of("ink", value, ("smooth", "pixels")),
        "seed": lambda value: _number("seed", value, 0, HIGHEST_SEED),
        "heat": lambda value: _number("heat", value, 0, HOTTEST),
    }
    for quality in steered(directions).qualities if directions else ():
        most = reach(np.array(quality.slopes), quality.name)
        checks[quality.name] = lambda value, name=quality.name, most=most: _number(name, value, -most, most)
    return checks


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise WritingError(f"{name} must be {' or '.join(allowed)}, got {value[:40]!r}.")


def _number(name: str, value: str, low: float, high: float) -> None:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not low <= number <= high:  # false for NaN, too
        raise WritingError(f"{name} must be between {low:g} and {high:g}, got {value[:40]!r}.")
