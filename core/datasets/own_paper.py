"""Where is the photographed paper kept that the letters of an own set were written on? It goes with the set."""

from __future__ import annotations

from pathlib import Path

from core.datasets import own


def paper_of(id: str) -> Path:
    """Return where the paper of a set lies, a JPEG; most sets have none, and no such file. Raises DataError."""
    return own.ink_of(id).with_suffix(".paper")


def paper(id: str) -> bytes | None:
    """Return the paper of a set, None where there is none. Raises DataError."""
    try:
        return paper_of(id).read_bytes()
    except FileNotFoundError:
        return None
