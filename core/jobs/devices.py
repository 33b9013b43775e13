"""Where can a training compute? Told without loading torch, so that a page may ask."""

from __future__ import annotations

import importlib.util
import platform
import re
import sys
from functools import cache
from pathlib import Path

from core.jobs.settings import EngineSettings

EVERYWHERE = ("auto", "cpu")


def devices() -> tuple[str, ...]:
    """Return what a training can be sent to from here: "auto", "cpu", and "cuda" or "mps" where they are.

    Of another machine's workers nothing is known, so where LATENT_INK_SCHEDULER names some, all are named.
    """
    if EngineSettings.from_environment().scheduler:
        return (*EVERYWHERE, "cuda", "mps")
    return (*EVERYWHERE, *_accelerators())


@cache
def _accelerators() -> tuple[str, ...]:
    found = importlib.util.find_spec("torch")  # finds it, and imports nothing
    built_for = (Path(found.origin).parent / "version.py").read_text() if found and found.origin else ""
    # A card that torch was not built for is none, nor is a build for cards without a card.
    cuda = re.search(r"^cuda\b.*= '", built_for, re.MULTILINE) and Path("/dev/nvidiactl").exists()
    mps = (sys.platform, platform.machine()) == ("darwin", "arm64")
    return ("cuda",) * bool(cuda) + ("mps",) * mps
