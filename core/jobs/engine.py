"""How does the web process keep an engine alive beside itself without ever touching torch or dask?

The engine is a process of its own (core.jobs.serve) that ends when its stdin does, that is, when this process ends,
however it ends. A child by multiprocessing would not do: "spawn" runs the main script again, which in Streamlit is the
whole app.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HEALTHY_AFTER = 10.0  # seconds an engine must live for its successor to be started at once
LONGEST_PAUSE = 30.0  # seconds between two tries to start an engine that dies at once
CLOSING = 5.0  # seconds an engine has to end by itself


def ensure_engine() -> None:
    """Start an engine for this process unless there is one, and keep it alive until the process ends; return at once.

    May be called from any thread, as often as anyone likes.
    """
    _supervisor.start()


def nudge() -> None:
    """Tell this process's engine, if it has one, to look at the runs now instead of in a moment."""
    _supervisor.nudge()


def close_engine() -> None:
    """End this process's engine, if it has one, and wait until it is gone; its runs go on with the next engine."""
    _supervisor.close()


class _Supervisor:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._watch: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._lock:
            if self._watch is None:
                self._closing.clear()
                self._watch = threading.Thread(target=self._keep_alive, name="engine supervisor", daemon=True)
                self._watch.start()

    def nudge(self) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            process.stdin.write(b"\n")
        except (OSError, ValueError):  # just died or being closed: its successor looks at everything anyway
            return

    def close(self) -> None:
        with self._lock:
            self._closing.set()
            if self._watch is not None:
                self._watch.join()
                self._watch = None

    def _keep_alive(self) -> None:
        pause = 1.0
        while not self._closing.is_set():
            began = time.monotonic()
            self._process = process = _started()
            while process.poll() is None and not self._closing.wait(0.2):
                pass
            self._process = None
            if self._closing.is_set():
                _end(process)
                return
            _hang_up(process)
            lived = time.monotonic() - began
            pause = 0.0 if lived > HEALTHY_AFTER else min(LONGEST_PAUSE, 2 * pause + 1.0)
            self._closing.wait(pause)


def _started() -> subprocess.Popen[bytes]:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", "core.jobs.serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        bufsize=0,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        # Out of the terminal's group: Ctrl-C ends the app, and the end of the app ends the engine, in that order.
        start_new_session=True,
    )


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None  # `_started` gave it a pipe
    process.stdin.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    _hang_up(process)
    try:
        process.wait(CLOSING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


_supervisor = _Supervisor()
atexit.register(close_engine)
