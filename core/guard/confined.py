"""How is a stranger's file read where it can hurt nobody: in a process of its own, with limits of memory and of time?

`run` sends the bytes to `python -m core.transfer.intake`, which answers on its stdout, a line of JSON at a time: how
far it is, and at the end what came of it. The process ends when it is done, out of time or no longer wanted.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import places
from core.types import DataError

OnProgress = Callable[[str, float], None]

ROOT = Path(__file__).parent.parent.parent
WAKE = 0.5  # seconds after which it is said how far it is, also where that has not changed
REFUSED = "refused"
FULL = (
    "MemoryError",
    "allocate memory",
    "SystemError",
)  # C code says the last of the first


STANDS_BY = 300.0  # seconds that a process waits for its file
MOST_SPARES = 2

_spares: dict[tuple, subprocess.Popen] = {}  # by the home that they serve, and their arguments
_standing = threading.Lock()


class OutOfBounds(DataError):
    """The work took more memory or time than it may; the message is one sentence for the user."""


def run(
    what: str,
    settings: dict[str, Any],
    data: bytes,
    *,
    megabytes: int,
    seconds: float,
    on_progress: OnProgress,
) -> Any:
    """Have `core.transfer.intake` do `what` with the settings and the bytes; return its answer, which is plain JSON.

    megabytes: of memory that the process may take beyond what it starts with. on_progress is called at least twice a
    second; what it raises ends the process and is passed on.
    Raises DataError for what the file is refused for, OutOfBounds if it costs too much.
    """
    child = _spare(what, settings, megabytes) or _started(what, settings, megabytes)
    lines: queue.Queue[bytes | None] = queue.Queue()
    complaints: list[bytes] = []
    threads = (
        threading.Thread(target=_send, args=(child, data), daemon=True),
        threading.Thread(target=_hear, args=(child, lines), daemon=True),
        threading.Thread(target=lambda: complaints.append(child.stderr.read()[-2000:]), daemon=True),
    )
    for thread in threads:
        thread.start()
    try:
        return _answer(lines, seconds, on_progress)
    except _Died:
        child.wait()
        threads[-1].join(1)
        raise OutOfBounds(_last_words(child.returncode, b"".join(complaints))) from None
    finally:
        child.kill()
        child.wait()
        for thread in threads:
            thread.join()
        for stream in (child.stdin, child.stdout, child.stderr):
            with contextlib.suppress(OSError):
                stream.close()


def make_ready(what: str, settings: dict[str, Any], *, megabytes: int) -> None:
    """Have a process stand by that has loaded what `run` with these arguments needs, unless there is one.

    The first to run takes it; after five minutes nobody does, and it ends.
    """
    key = (places.home(), *_arguments(what, settings, megabytes))
    with _standing:
        for other, child in [*_spares.items()]:
            if child.poll() is not None:
                del _spares[other]
        if key in _spares or len(_spares) >= MOST_SPARES:
            return
        child = _spares[key] = _started(what, settings, megabytes)
    end = threading.Timer(STANDS_BY, _let_go, (key, child))
    end.daemon = True
    end.start()


def _started(what: str, settings: dict[str, Any], megabytes: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "core.transfer.intake", *_arguments(what, settings, megabytes)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"LATENT_INK_HOME": str(places.home())}, **pipes)


def _arguments(what: str, settings: dict[str, Any], megabytes: int) -> tuple[str, str, str]:
    return what, str(megabytes), json.dumps(settings)


def _spare(what: str, settings: dict[str, Any], megabytes: int) -> subprocess.Popen | None:
    """Return the process that stands by for this, of which nobody else knows from now on; None without one."""
    with _standing:
        child = _spares.pop((places.home(), *_arguments(what, settings, megabytes)), None)
    return child if child is not None and child.poll() is None else None


def let_all_go() -> None:
    """End all processes that stand by."""
    for key, child in [*_spares.items()]:
        _let_go(key, child)


def _let_go(key: tuple, child: subprocess.Popen) -> None:
    with _standing:
        if _spares.get(key) is not child:
            return  # it was taken
        del _spares[key]
    child.kill()
    child.communicate()


class _Died(Exception):
    """The process ended without an answer."""


def _send(child: subprocess.Popen, data: bytes) -> None:
    with contextlib.suppress(OSError):  # it may have refused them already
        child.stdin.write(data)
        child.stdin.close()


def _hear(child: subprocess.Popen, lines: queue.Queue) -> None:
    for line in child.stdout:
        lines.put(line)
    lines.put(None)


def _answer(lines: queue.Queue, seconds: float, on_progress: OnProgress) -> Any:
    end, doing, fraction = time.monotonic() + seconds, "Reading", 0.0
    while time.monotonic() < end:
        on_progress(doing, fraction)
        try:
            line = lines.get(timeout=WAKE)
        except queue.Empty:
            continue
        if line is None:
            raise _Died
        said = json.loads(line)
        if REFUSED in said:
            raise DataError(said[REFUSED])
        if "answer" in said:
            return said["answer"]
        doing, fraction = said["doing"], said["fraction"]
    raise OutOfBounds(f"it could not be read within {seconds:.0f} seconds.")


def _last_words(code: int, complaints: bytes) -> str:
    text = complaints.decode("utf-8", "replace").strip()
    if any(sign in text for sign in FULL) or code == -9:
        return "it takes more memory to read than there is for one upload."
    last = text.splitlines()[-1][:200] if text else f"exit code {code}"
    return f"it could not be read: {last}."
