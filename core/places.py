"""Where on this machine do models, data sets and the zoo live?"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_CODE = Path(__file__).parent.parent


def home() -> Path:
    """Return the folder for everything the app makes: LATENT_INK_HOME, else `.latent-ink` beside the code."""
    return _resolved(os.environ.get("LATENT_INK_HOME") or str(_CODE / ".latent-ink"))


@cache
def _resolved(path: str) -> Path:
    return Path(path).resolve()  # once: pages ask for it all the time


def models() -> Path:
    """Return the folder of visitors' model folders."""
    return home() / "models"


def tasks() -> Path:
    """Return the folder of tasks: work on models that is not a training, such as maps."""
    return home() / "tasks"


def stores() -> tuple[Path, Path]:
    """Return the folders whose folders the engine works off."""
    return models(), tasks()


def annotations() -> Path:
    """Return the folder of what visitors have noted about models that are not their own."""
    return home() / "annotations"


def pads() -> Path:
    """Return the folder of what visitors have written on a pad, letter by letter."""
    return home() / "pads"


def hands() -> Path:
    """Return the folder of visitors' handwriting: their pages, what these say, and the letters on them."""
    return home() / "hands"


def classrooms() -> Path:
    """Return the folder of the classrooms that are open; what is in it ends with them."""
    return home() / "classrooms"


def lessons() -> Path:
    """Return the folder of how far visitors have come in the lessons."""
    return home() / "lessons"


def host() -> Path:
    """Return the folder of what the host of this server has settled, and of who is let in."""
    return home() / "host"


def datasets() -> Path:
    """Return the cache of downloaded and uploaded data sets."""
    return home() / "datasets"


def zoo() -> Path:
    """Return the read-only folder of models that ship with the code."""
    return _CODE / "zoo"


def hand() -> Path:
    """Return the folder of the network that tells hands apart, which ships beside the models of the zoo."""
    return zoo() / "hand"


def letters() -> Path:
    """Return the folder of the network that reads single letters, which ships beside the models of the zoo."""
    return zoo() / "letters"


def ladder() -> Path:
    """Return the folder of what was measured of VAEs that differ in beta alone, which ships beside the models."""
    return zoo() / "ladder"


def bet() -> Path:
    """Return the folder of maps of latents and of their shuffled twin, which ships beside the models."""
    return zoo() / "bet"


def page() -> Path:
    """Return the folder of the page to try, which ships beside the models."""
    return zoo() / "page"


def apart() -> Path:
    """Return the folder of small VAEs whose latents can hardly be told from draws of the prior, beside the models."""
    return zoo() / "apart"


def helpers() -> tuple[Path, ...]:
    """Return the folders beside the models of the zoo that are no models of the library: nobody plays with them."""
    return hand(), letters(), ladder(), bet(), apart(), page()


def given_data() -> Path | None:
    """Return the folder named by LATENT_INK_DATA, searched for data sets before the cache; None if unset."""
    named = os.environ.get("LATENT_INK_DATA")
    return Path(named).resolve() if named else None
