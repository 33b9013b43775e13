"""How are a plain Firefox and WebKitGTK driven? playwright knows only builds of its own; these two speak WebDriver."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = shutil.which("WebKitWebDriver")
MINI_BROWSER = next(map(str, Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")), "")
XVFB = shutil.which("Xvfb")
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def tried(what: Callable, *errors: type[Exception]):
    """Return what comes of it once it no longer raises; a program needs its time to listen."""
    for _ in range(200):
        try:
            return what()
        except errors:
            time.sleep(0.1)
    return what()


def ended(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Browser:
    """What both can: open an address, tell what an expression comes to, and drag by hand."""

    def open(self, url: str) -> None:
        raise NotImplementedError

    def run(self, expression: str):
        raise NotImplementedError

    def act(self, actions: list[dict]) -> None:
        raise NotImplementedError

    def until(self, expression: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not self.run(expression):
            assert time.monotonic() < end, f"waited {seconds} s for {expression}"
            time.sleep(0.2)

    def drag(self, x: float, y: float, dx: float, dy: float) -> None:
        """Drag from (x, y) of the window by (dx, dy), in eight steps."""
        places = [(round(x + dx * i / 8), round(y + dy * i / 8)) for i in range(9)]
        first, *others = [{"type": "pointerMove", "duration": 50, "x": x, "y": y} for x, y in places]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        self.act([mouse | {"actions": [first, down, *others, up]}])


class Firefox(Browser):
    """A session of WebDriver BiDi, which Firefox speaks itself. Source: w3.org/TR/webdriver-bidi."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.ids = socket, itertools.count(1)
        self._send("session.new", capabilities={})
        self.context = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def _send(self, method: str, **parameters):
        wanted = next(self.ids)
        self.socket.send(json.dumps({"id": wanted, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(timeout=90))
            if answer.get("id") == wanted:  # what happened meanwhile is of no interest
                assert answer["type"] == "success", f"{method}: {answer.get('message')}"
                return answer["result"]

    def open(self, url: str) -> None:
        self._send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, expression: str):
        # As JSON: BiDi would hand lists and objects on in a form of its own.
        told = self._send(
            "script.evaluate", expression=f"JSON.stringify({expression}) ?? 'null'", awaitPromise=False,
            target={"context": self.context},
        )  # fmt: skip
        assert told["type"] == "success", told
        return json.loads(told["result"]["value"])

    def act(self, actions: list[dict]) -> None:
        self._send("input.performActions", context=self.context, actions=actions)


class WebKit(Browser):
    """A session of plain WebDriver, by HTTP. Source: w3.org/TR/webdriver2."""

    def __init__(self, root: str) -> None:
        self.root = root
        options = {"binary": MINI_BROWSER, "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
        self.root += "/session/" + self._send("/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        self._send("/window/rect", {"width": 1280, "height": 1000})

    def _send(self, path: str, body: dict):
        request = urllib.request.Request(
            self.root + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["value"]
            raise AssertionError(f"{path}: {told['error']}: {told['message']}") from error

    def open(self, url: str) -> None:
        self._send("/url", {"url": url})

    def run(self, expression: str):
        return self._send("/execute/sync", {"script": f"return {expression};", "args": []})

    def act(self, actions: list[dict]) -> None:
        self._send("/actions", {"actions": actions})

    def close(self) -> None:
        urllib.request.urlopen(urllib.request.Request(self.root, method="DELETE"), timeout=30).close()


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Run the machine's Firefox with a new profile."""
    port = free_port()
    command = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile), f"--remote-debugging-port={port}"]
    command += ["--width", "1280", "--height", "1000"]
    with ExitStack() as stack:
        process = subprocess.Popen(command, env=os.environ | {"HOME": str(profile)}, **QUIET)
        stack.callback(ended, process)
        joined = tried(lambda: connect(f"ws://127.0.0.1:{port}/session", max_size=None, proxy=None), OSError)
        yield Firefox(stack.enter_context(joined))


@contextmanager
def webkit() -> Iterator[WebKit]:
    """Run WebKitGTK's MiniBrowser on a screen that nobody sees."""
    with ExitStack() as stack:
        read, write = os.pipe()
        command = [XVFB, "-displayfd", str(write), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
        stack.callback(ended, subprocess.Popen(command, pass_fds=[write], **QUIET))
        os.close(write)
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        port = free_port()
        # Inside a container its own sandbox cannot be made; without a graphics card all is drawn in software.
        about = {"DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
        stack.callback(ended, subprocess.Popen([WEBKIT, f"--port={port}"], env=os.environ | about, **QUIET))
        root = f"http://127.0.0.1:{port}"
        tried(lambda: urllib.request.urlopen(f"{root}/status", timeout=5).close(), OSError)
        session = WebKit(root)
        stack.callback(session.close)
        yield session
