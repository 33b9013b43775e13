"""Does the app end soon when it is told to, whatever is going on, and leave no process behind?"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import psutil
import pytest

from benchmarks.visitor import Visitor
from core import jobs
from core.projection import TsneConfig
from core.tasks import MapTask
from tests.browser.servers import ROOT, await_health, with_a_model
from tests.core.jobs.conftest import endless_run, until
from tests.ui.conftest import ID, OWNER

pytestmark = [pytest.mark.browser, pytest.mark.alone]
SOON = 5.0  # seconds


@pytest.fixture
def server(tmp_path, monkeypatch):
    home = with_a_model(tmp_path / "home", images=1500)
    monkeypatch.setenv("LATENT_INK_HOME", str(home))
    monkeypatch.setenv("LATENT_INK_LANES", "2")  # a training and a map side by side
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    await_health(address)
    yield running, address
    running.kill()
    running.wait()


@contextmanager
def stalled(address: str):
    """A request that never ends: an upload of which only the beginning comes."""
    at = urlsplit(address)
    with Visitor(address) as visitor, socket.create_connection((at.hostname, at.port)) as line:
        head = f"PUT {visitor.upload_place()} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n"
        line.sendall(head.encode() + b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n")
        yield


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_the_app_ends_soon_whatever_is_going_on_and_leaves_nobody_behind(server, sent):
    process, address = server
    with ExitStack() as going_on:
        for page in ("", "Explore", "Train"):
            going_on.enter_context(Visitor(address, page))
        going_on.enter_context(stalled(address))
        run = jobs.submit(endless_run(), OWNER)
        until(lambda: jobs.status(run).epoch > 0)
        task = jobs.submit_task(MapTask(model=ID, projection=TsneConfig(iterations=5000)), OWNER)
        until(lambda: jobs.task_status(task).state == "running")
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 2
        began = time.monotonic()
        process.send_signal(sent)
        process.wait(2 * SOON)
        _, alive = psutil.wait_procs(family, max(0.1, SOON - (time.monotonic() - began)))
        assert not alive, f"{alive} after {time.monotonic() - began:.1f} s"
        assert time.monotonic() - began < SOON
