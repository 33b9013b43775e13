"""What has the host settled for all visitors: is the queue paused, what is said on every page, who has the key?"""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from core import places
from core.files import made, read_object, write_json
from core.jobs import slices

LONGEST = 300  # characters of a banner
SHORTEST_KEY = 16  # characters; a shorter key opens nothing


def is_key(said: str) -> bool:
    """Say whether this is the host's key, LATENT_INK_HOST_KEY, in the same time however much of it is right."""
    key = os.environ.get("LATENT_INK_HOST_KEY", "")
    return hmac.compare_digest(said.encode(), key.encode()) and len(key) >= SHORTEST_KEY


def banner() -> str:
    """Return what is said on every page, empty for nothing."""
    said = read_object(_path()).get("text", "")
    return said[:LONGEST] if isinstance(said, str) else ""


def say(text: str) -> None:
    """Have a sentence said on every page drawn from now on; an empty one says no more. Raises ValueError, OSError."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise ValueError(f"A banner has up to {LONGEST} characters; this has {len(text):,}.")
    made(places.host())
    write_json(_path(), {"text": text})


def pause(*, on: bool) -> None:
    """Have nothing new begin of all that is ordered, or let it go on; what is at work goes on. Raises OSError."""
    for store in places.stores():
        made(store)
        slices.pause(store, on=on)


def paused() -> bool:
    """Say whether nothing new begins."""
    return any(map(slices.paused, places.stores()))


def _path() -> Path:
    return places.host() / "banner.json"
