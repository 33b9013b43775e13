"""How does a Streamlit page have a browser train, and hear how long that takes there and what is to be kept?"""

from __future__ import annotations

import binascii
import math
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.export.html import PAD
from ui.components.component import component

MOST_TITLE = 80
LONGEST = 1e7  # seconds

# Declared once, at import.
_LIVE = component(
    "latent_ink_live_training", "train/entry.js", styles=(*PAD, "train/live/live.css"),
    awaits="The images are on their way to this browser.",
)  # fmt: skip
_TRIAL = component("latent_ink_training_trial", "train/trial.js")
_KEPT_HERE = component("latent_ink_trainings_here", "train/kept_here.js", styles=(*PAD, "train/live/live.css"))


@dataclass(frozen=True)
class Learned:
    """What a browser has learned and is to be kept, for core.transfer.browser_trained; title: of the model."""

    title: str
    block: bytes


def live_training(block: bytes | None, *, key: str) -> Learned | None:
    """Show a training that goes on in the browser; return what is to be kept, once, in the run that follows the press.

    block: from core.blocks.browser_training.live_block; nothing is sent while it stays the same. None keeps the place.
    key: one for each training.
    """
    told = _LIVE(key=key, data=block, on_kept_change=lambda: None, on_opened_change=lambda: None).kept
    if not told:
        return None
    try:
        return Learned(str(told["title"])[:MOST_TITLE], b64decode(str(told["block"]), validate=True))
    except (KeyError, TypeError, binascii.Error):
        return Learned("", b"")  # what reads it says what is wrong


def title_of(key: str) -> str:
    """Return what the browser calls the training of that key, which it had kept; empty before it has said so."""
    told = (st.session_state.get(key) or {}).get("opened")
    return str(told.get("title", ""))[:MOST_TITLE] if isinstance(told, dict) else ""


def training_trial(trial: dict[str, Any], *, key: str) -> tuple[str, float] | None:
    """Have the browser try what `core.blocks.browser_training.trial_of` returned; draws nothing.

    Returns ("of" of what was tried last, the seconds that the whole would take), 0 where it could not; None before.
    """
    told = _TRIAL(key=key, data=trial, on_measured_change=lambda: None).measured
    try:
        seconds = float(told["seconds"]) if told else math.nan
        return (str(told["of"])[:80], min(seconds, LONGEST)) if seconds >= 0 else None
    except (KeyError, TypeError, ValueError):
        return None


def trainings_here(*, key: str) -> tuple[str, float] | None:
    """List the trainings that this browser keeps; return the id of the one to go on with and when it was picked."""
    told = _KEPT_HERE(key=key, data={"list": True}, on_picked_change=lambda: None).picked
    try:
        return (str(told["id"])[:80], float(told["at"])) if told else None
    except (KeyError, TypeError, ValueError):
        return None
