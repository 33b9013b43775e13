"""Behind nginx, as it comes in deploy/: does a visitor stay with one of two processes, and go on when it is killed?"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.servers import ROOT, await_health
from tests.browser.waits import idle, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed here"),
]

BACK_WITHIN = 10.0  # seconds in which a visitor of a killed process is back


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def host(tmp_path_factory) -> Iterator[tuple[str, dict[str, subprocess.Popen]]]:
    """Two processes on one store behind nginx; their address, and each process by its name in nginx.conf."""
    home, prefix = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("nginx")
    ports = {"8501": free_port(), "8502": free_port(), "8080": free_port()}
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for usual, port in ports.items():
        text = re.sub(rf"\b{usual}\b", str(port), text)
    config = prefix / "nginx.conf"
    config.write_text("daemon off;\n" + text)
    running = {
        "first": _app(home, ports["8501"], ports["8080"]),
        "second": _app(home, ports["8502"], ports["8080"]),
    }
    proxy = subprocess.Popen(["nginx", "-p", str(prefix), "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        for port in ports.values():
            await_health(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{ports['8080']}", running
    finally:
        for process in [proxy, *running.values()]:
            process.send_signal(signal.SIGTERM)
        for process in [proxy, *running.values()]:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _app(home: Path, port: int, outside: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    environment = os.environ | {
        "LATENT_INK_HOME": str(home),
        "LATENT_INK_LANES": "1",
        "LATENT_INK_NICENESS": "1",
        "LATENT_INK_MIRRORS": "http://127.0.0.1:9",
        "STREAMLIT_SERVER_COOKIE_SECRET": "the same for both",
    }
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def asked(address: str, cookie: str = "") -> tuple[int, list[str]]:
    request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.headers.get_all("Set-Cookie") or []
    except urllib.error.HTTPError as error:
        return error.code, []


def test_a_newcomer_is_placed_once_and_metrics_are_nobodys(host):
    address, _ = host
    placed = {cookie.split(";")[0] for _ in range(40) for cookie in asked(address)[1] if "latent_ink_at" in cookie}
    assert placed == {"latent_ink_at=first", "latent_ink_at=second"}
    assert not [cookie for cookie in asked(address, "latent_ink_at=first")[1] if "latent_ink_at" in cookie]
    assert asked(f"{address}/_stcore/metrics")[0] == 403
    with urllib.request.urlopen(address, timeout=5) as answer:
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with urllib.request.urlopen(f"{address}/?embed=true", timeout=5) as answer:
        policies = answer.headers.get_all("Content-Security-Policy")
        assert policies and all(policy.endswith("frame-ancestors *") for policy in policies), (
            "the app's and the proxy's"
        )


def test_under_the_policy_a_point_is_dragged_and_a_killed_process_costs_seconds(page, host):
    address, running = host
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    came_with = f"{address}/Explore?model=mnist-vae-2d&z=0.5,-1"
    page.goto(came_with)
    idle(page)
    place(page)
    before = place(page)
    box = page.locator(".pad .front").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.3, steps=4)
    page.mouse.up()
    until(page, lambda: place(page) != before, "the point follows")
    until(page, lambda: page.url != came_with, "and the address with it")
    idle(page)
    assert refused == []

    (mine,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "latent_ink_at"]
    stood, address_then = place(page), page.url
    running[mine].kill()
    running[mine].wait()
    began = time.monotonic()
    page.reload()
    until(page, lambda: place(page) == stood, "it stands where it stood", 30)
    assert time.monotonic() - began < BACK_WITHIN and page.url == address_then


def place(page) -> str:
    where = page.locator(".pad .where")
    where.wait_for(timeout=30_000)
    return where.inner_text()
