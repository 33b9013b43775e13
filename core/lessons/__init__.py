"""What can be learned here, step by step? Lessons as data, and the exhibits that they and a link lead to.

A lesson is a file of `texts/`; ORDER says which there are, in the order in which one takes them. One that is not valid
is left out, with the reason in BROKEN: the others go on.
"""

from __future__ import annotations

from pathlib import Path

from core.config import ConfigError
from core.lessons.lesson import Lesson, Step, parsed

TEXTS = Path(__file__).parent / "texts"
ORDER = ("latent-space", "vae", "wrong", "drawing", "duel", "claims", "maps", "one-image", "hand")


def read(names: tuple[str, ...] = ORDER, texts: Path = TEXTS) -> tuple[dict[str, Lesson], dict[str, str]]:
    """Return the lessons of these names, and for those that cannot be used a sentence that says why."""
    found: dict[str, Lesson] = {}
    broken: dict[str, str] = {}
    for name in names:
        try:
            found[name] = parsed((texts / f"{name}.toml").read_text(encoding="utf-8"))
        except ConfigError as error:
            broken[name] = str(error)
        except (OSError, UnicodeDecodeError):
            broken[name] = "its file cannot be read."
    return found, broken


LESSONS, BROKEN = read()

__all__ = ["BROKEN", "LESSONS", "Lesson", "Step", "parsed"]
