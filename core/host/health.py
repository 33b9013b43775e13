"""Is this server well: do its pages answer, is there room on the disk, and does anybody work off what was ordered?"""

from __future__ import annotations

import fcntl
import shutil
import urllib.error
import urllib.request

from core import places
from core.jobs import order
from core.jobs.intake import ROOM

PATIENCE = 5.0  # seconds in which a page's server answers


def ills(address: str) -> list[str]:
    """Return a sentence for each thing that is not well, none if all is.

    address: of the app, such as "http://127.0.0.1:8501"; empty to ask it nothing.
    """
    found = []
    if address and not _answers(address):
        found.append(f"The app does not answer at {address}.")
    home = next(path for path in (places.home(), *places.home().parents) if path.is_dir())
    if (free := shutil.disk_usage(home).free) < ROOM:
        found.append(f"The disk is full: {free >> 20} MB are free and {ROOM >> 20} MB are needed.")
    waiting = len(order.outstanding(*places.stores()))
    if waiting and not _engine_works():
        found.append(f"{waiting:,} trainings or tasks wait, and no engine works them off.")
    return found


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/_stcore/health", timeout=PATIENCE) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _engine_works() -> bool:
    """Say whether an engine holds this store: of several, one does and the others wait for it."""
    try:
        with open(places.models() / ".engine", "ab") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
