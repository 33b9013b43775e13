"""What do all files of a message say of where they come from?"""

from __future__ import annotations

from core import __version__

MADE_BY = f"Latent Ink {__version__}"
ORIGIN = "Written by a machine in somebody's hand: nobody has put this on paper with a pen."
RIGHTS = "Use it only if the hand is your own, or its writer has allowed it."
MOST_TITLE = 80  # characters


def title_of(text: str) -> str:
    """Return a text's beginning in one line."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_TITLE else line[: MOST_TITLE - 1] + "…"
