"""Do Firefox and WebKit open every page and drag the point, as Chromium does?"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.browser.servers import ROOT, idle, serving

pytestmark = pytest.mark.browser

PATHS = ["/", "/Explore", "/Sample", "/Compare_models", "/Compare_maps", "/Write", "/Look_inside", "/Train", "/Library"]
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = shutil.which("WebKitWebDriver")
MINI_BROWSER = next(map(str, Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")), "")
DISPLAY = shutil.which("Xvfb")


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    with serving(ROOT / "app.py", home=tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.mark.skipif(not FIREFOX, reason="there is no Firefox: apt-get install firefox-esr")
def test_firefox_opens_every_page_and_drags_the_point(playwright, address):
    # A plain Firefox is driven by WebDriver BiDi; playwright's own is another build, with another protocol.
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=FIREFOX)
    try:
        page, errors = browser.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        for path in PATHS:
            page.goto(address + path)
            idle(page)
            assert page.locator("h1").count() == 1 and page.get_by_test_id("stException").count() == 0, path
        page.goto(address)
        where, front = page.locator(".pad .where"), page.locator(".pad .front")
        where.wait_for(timeout=30_000)
        box, before = front.bounding_box(), where.inner_text()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 40, y + 30, steps=8)
        page.mouse.up()
        page.wait_for_timeout(300)
        assert where.inner_text() != before and re.match(r"z = \(", before)
        assert errors == []
    finally:
        browser.close()


class Driver:
    """A WebDriver session by plain HTTP: what this test asks of one is too little for a library."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        options = {"binary": MINI_BROWSER, "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
        self.root += "/session/" + self.call("/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def call(self, path: str, body: dict | None = None, method: str = ""):
        data = None if body is None else json.dumps(body).encode()
        method = method or ("GET" if body is None else "POST")
        request = urllib.request.Request(self.root + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.load(answer)["value"]

    def run(self, script: str):
        return self.call("/execute/sync", {"script": f"return {script};", "args": []})

    def until(self, script: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not self.run(script):
            assert time.monotonic() < end, f"waited {seconds} s for {script}"
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def webkit() -> Iterator[Driver]:
    """WebKitGTK's MiniBrowser on a screen that nobody sees."""
    with ExitStack() as stack:
        read, write = os.pipe()
        command = [DISPLAY, "-displayfd", str(write), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
        screen = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        stack.callback(_end, screen)
        os.close(write)
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        port = _free_port()
        # As root there is no sandbox to be had; without a graphics card everything is drawn in software.
        about = {"DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
        command = [WEBKIT, f"--port={port}", "--host=127.0.0.1"]
        driver = subprocess.Popen(command, env=os.environ | about, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(_end, driver)
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        session = Driver(port)
        stack.callback(session.call, "", None, "DELETE")
        yield session


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait(15)


IN_PAD = (
    "[...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]"
    ".map((e) => e.shadowRoot?.querySelector('.pad {}')).find(Boolean)"
)


@pytest.mark.skipif(
    not (WEBKIT and MINI_BROWSER and DISPLAY), reason="no WebKit to drive: apt-get install webkit2gtk-driver xvfb"
)
def test_webkit_opens_every_page_and_drags_the_point(address):
    with webkit() as page:
        for path in PATHS:
            page.call("/url", {"url": address + path})
            page.until("document.querySelector('[data-test-script-state=notRunning] h1')?.textContent")
            time.sleep(0.5)
            assert page.run("document.querySelectorAll('[data-testid=stException]').length") == 0, path
        page.call("/url", {"url": address})
        front, where = IN_PAD.format(".front"), IN_PAD.format(".where")
        page.until(f"{where}?.textContent")
        before = page.run(f"{where}.textContent")
        box = page.run(f"{front}.getBoundingClientRect().toJSON()")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        steps = [
            {"type": "pointerMove", "duration": 50, "x": round(x + 5 * i), "y": round(y + 4 * i)} for i in range(9)
        ]
        acts = [steps[0], {"type": "pointerDown", "button": 0}, *steps[1:], {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": acts}
        page.call("/actions", {"actions": [mouse]})
        time.sleep(0.5)
        assert page.run(f"{where}.textContent") != before and before.startswith("z = (")
