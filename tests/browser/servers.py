"""A Streamlit server for browser tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.datasets.digits import DigitsConfig
from core.files import write_json
from core.jobs.execute import execute
from tests.ui.conftest import BRIEF, ID, OWNER

ROOT = Path(__file__).parent.parent.parent


def with_a_model(home: Path, *, images: int = 120) -> Path:
    """Train a small model in an empty store, "Tiny", which belongs to VISITOR and has the id ID; return the store.

    images: digits that it learns from; the more, the longer its maps take.
    """
    folder = home / "models" / ID
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(BRIEF.replace(dataset=DigitsConfig(limit=images)).to_json())
    write_json(folder / "about.json", {"title": "Tiny", "owner": OWNER.mark, "created": 1.7e9})
    assert execute(folder) == "done"
    return home


@contextmanager
def serving(script: Path, *, home: Path) -> Iterator[str]:
    """Run a script's server with its store in `home`; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    command += ["--browser.gatherUsageStats=false"]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "LATENT_INK_HOME": str(home),
        "LATENT_INK_LANES": "1",  # one worker to warm instead of two: the cores are the browser's
        "LATENT_INK_NICENESS": "1",  # beside browsers that draw without a graphics card 10 would be starvation
        "LATENT_INK_MIRRORS": "http://127.0.0.1:9",
    }
    server = subprocess.Popen(command, cwd=script.parent, env=environment, stdout=subprocess.DEVNULL)
    try:
        await_health(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)  # as Ctrl-C does: the engine ends with the app
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def await_health(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the server did not start")
