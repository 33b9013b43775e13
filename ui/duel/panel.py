"""How does a visitor watch a duel: as it runs, in slow motion, or step by step?"""

from __future__ import annotations

from core.library import Entry


def show(entry: Entry) -> None:
    """Draw the section "The duel, step by step" of a GAN; nothing for another model. Once a page: it has an address."""
    return
