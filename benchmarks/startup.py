"""How long from starting the server to a pad that can be dragged, and what does an idle server hold in memory?

Run: python -m benchmarks.startup [--rounds 5]

Each round starts a fresh server on an empty home with a warm file cache, opens Home in Chromium, and drags the point
until the readout changes. Peer: a Streamlit page of one line of text, started in the same rounds. Memory: resident
megabytes of the web process, and of the engine's processes beside it, 20 seconds after the visit. The browser itself
is started before the clock.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import report

ROOT = Path(__file__).parents[1]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(script: Path, home: str, root: Path = ROOT) -> Iterator[tuple[subprocess.Popen, str]]:
    """Start a server, give it and its address once it is listening, and end it. root: whose settings it has."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    environment = {**os.environ, "LATENT_INK_HOME": home}
    server = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while not listens(address):
            time.sleep(0.02)
        yield server, address
    finally:
        server.terminate()
        server.wait()


def listens(address: str) -> bool:
    """Say whether a server answers."""
    try:
        urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read()
    except OSError:
        return False
    return True


def until_draggable(page: Page, address: str) -> None:
    """Open Home and drag the point until the text below the digit says another place."""
    page.goto(address, wait_until="commit")
    readout = page.locator("p.where")
    readout.wait_for()
    canvas = page.locator("canvas.points")
    before = readout.inner_text()
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    while readout.inner_text() == before:
        x += 3
        page.mouse.move(x, y)
    page.mouse.up()


def megabytes(process: psutil.Process) -> float:
    """Return the resident memory of one process."""
    return process.memory_info().rss / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    plain = Path(tempfile.mkdtemp()) / "plain.py"
    plain.write_text('import streamlit as st\nst.markdown("one line")\n')
    listening, painted, bare, web, engine = [], [], [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for number in range(rounds):
            home = tempfile.mkdtemp()
            began = time.perf_counter()
            with serving(plain, home) as (_, address):
                page = browser.new_page()
                page.goto(address, wait_until="commit")
                page.get_by_text("one line").wait_for()
                bare.append(time.perf_counter() - began)
                page.close()

            began = time.perf_counter()
            with serving(ROOT / "app.py", home) as (server, address):
                listening.append(time.perf_counter() - began)
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                until_draggable(page, address)
                painted.append(time.perf_counter() - began)
                page.close()
                if number == rounds - 1:
                    time.sleep(20)
                    process = psutil.Process(server.pid)
                    web.append(megabytes(process))
                    engine.append(sum(megabytes(child) for child in process.children(recursive=True)))
            shutil.rmtree(home, ignore_errors=True)
        browser.close()
    rows = [
        {"what": "one line of text, start to painted (s)", "median": statistics.median(bare), "min": min(bare)},
        {"what": "Latent Ink, start to listening (s)", "median": statistics.median(listening), "min": min(listening)},
        {"what": "Latent Ink, start to dragged pad (s)", "median": statistics.median(painted), "min": min(painted)},
        {"what": "web process, idle after a visit (MB)", "median": web[0], "min": web[0]},
        {"what": "engine and its worker, warm (MB)", "median": engine[0], "min": engine[0]},
    ]
    report("startup", rows)


if __name__ == "__main__":
    main()
