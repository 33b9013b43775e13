"""How quickly do pages come when a whole class is on them at once, and what does each visitor cost?

Run: python -m benchmarks.class_load [--sessions 25 50 100] [--seconds 40] [--home-tabs 100] [--waves 3]

Sessions talk to a fresh server of the app as browsers do, over its web socket: four of five explore, with 3 to 4
seconds between two acts (another page, another place or model), one of five watches a training, asking again as often
as the page says. One training goes on beside. Page runs are timed from the request to the end of the script, as the
visitor's side sees it; the first view of each tab is listed apart. Processor is the web process's, over all runs,
watchers' included. What a page names by address is fetched, and belongs to its time. Then so many tabs open Home in
the same instant. Waves: of 50 tabs that open, look and go.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks.report import report
from benchmarks.startup import ROOT, serving

MB = 2**20
WATCHES = 5  # one of so many
THINKS = 3.0, 4.0  # seconds between two acts
COME_WITHIN = 10.0  # seconds in which a class has come in
CODE = re.compile(r'const CODE = "(.+?)"')
PATIENCE = 120.0  # seconds after which a page that has not come is an error
WAVE = 50
ACTS = (
    ("", ""),
    ("Explore", "model=mnist-vae-2d&z=0.5,-1"),
    ("Explore", "model=mnist-vae-2d&z=-1,1.2"),
    ("Explore", "model=mnist-vae-16d"),
    ("Sample", "model=mnist-vae-16d"),
    ("Read", ""),
    ("Look_inside", "model=mnist-vae-2d"),
    ("Compare_models", ""),
    ("Library", ""),
    ("Train", ""),
    ("Learn", ""),
)


@dataclass
class Measured:
    """Seconds of first views, of later page runs and of a watcher's looks; sentences of what failed."""

    first: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    bytes: int = 0
    fetched: int = 0


class Tab:
    """One session: what a browser's tab says and keeps."""

    def __init__(self, address: str, measured: Measured) -> None:
        self.address, self.measured = address, measured
        self.kept: set[str] = set()  # hashes of messages, and addresses
        self.ticks: dict[str, float] = {}
        self.opened = False
        self.socket: ClientConnection | None = None

    async def open(self) -> None:
        """Connect, as a visitor of its own."""
        heads = {"Cookie": f"latent_ink_visitor={uuid.uuid4().hex}", "Origin": self.address}
        at = self.address.replace("http", "ws") + "/_stcore/stream"
        self.socket = await connect(
            at, subprotocols=["streamlit"], additional_headers=heads, max_size=None, open_timeout=60
        )

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()

    async def run(self, page: str, query: str = "", fragment: str = "") -> float:
        """Have a page run, or one of its fragments; return the seconds it took."""
        assert self.socket is not None
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.query_string, asked.fragment_id = page, query, fragment
        asked.is_auto_rerun = bool(fragment)
        asked.context_info.url = f"{self.address}/{page}"
        asked.cached_message_hashes.extend(self.kept)
        if not fragment:
            self.ticks.clear()
        named: list[str] = []
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            self.measured.bytes += len(data)
            heard = ForwardMsg.FromString(data)
            kind = heard.WhichOneof("type")
            if heard.metadata.cacheable and heard.hash:
                self.kept.add(heard.hash)
            if kind == "auto_rerun":
                self.ticks[heard.auto_rerun.fragment_id] = heard.auto_rerun.interval
            elif kind == "stop_auto_rerun":
                self.ticks.pop(heard.stop_auto_rerun.fragment_id, None)
            elif kind == "delta" and heard.delta.new_element.HasField("bidi_component"):
                named += named_in(heard.delta.new_element.bidi_component)
            elif kind == "delta" and heard.delta.new_element.WhichOneof("type") == "exception":
                self.measured.errors.append(heard.delta.new_element.exception.message[:100])
            elif kind == "script_finished" and heard.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break
        for path in named:
            await self.fetch(path)
        took = time.perf_counter() - began
        where = self.measured.looks if fragment else (self.measured.runs if self.opened else self.measured.first)
        where.append(took)
        self.opened = True
        return took

    async def fetch(self, path: str) -> None:
        """Fetch what the page has named, unless it is kept."""
        if path in self.kept:
            return
        self.kept.add(path)
        at = urlsplit(self.address)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        asked = f"GET /{path} HTTP/1.1\r\nHost: {at.netloc}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
        writer.write(asked.encode())
        answer = await asyncio.wait_for(reader.read(-1), PATIENCE)
        writer.close()
        self.measured.fetched += len(answer)
        if b" 200 " not in answer[:20]:
            self.measured.errors.append(f"{path.split('/')[0]}: {answer[:40]!r}")


def named_in(part: BidiComponent) -> list[str]:
    """Return the addresses by which a component names its code and its block."""
    paths = CODE.findall(part.js_content)
    text = part.mixed.json or part.json
    sent = json.loads(text) if text else None
    return paths + ([f"shelf/{sent['shelf']}"] if isinstance(sent, dict) and "shelf" in sent else [])


async def explore(tab: Tab, until: float, chance: random.Random) -> None:
    """Go from page to page and from place to place."""
    await tab.run(*ACTS[0])
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(*THINKS))
        await tab.run(*chance.choice(ACTS))


async def watch(tab: Tab, until: float, run: str) -> None:
    """Look at a training, and at each of its parts as often as the page says."""
    await tab.run("Train", f"run={run}")
    due = {name: time.monotonic() + every for name, every in tab.ticks.items()}
    while time.monotonic() < until:
        if not due:
            await asyncio.sleep(1)
            await tab.run("Train", f"run={run}")
        else:
            name = min(due, key=lambda one: due[one])
            await asyncio.sleep(max(0.0, due.pop(name) - time.monotonic()))
            await tab.run("Train", f"run={run}", name)
        for each, every in tab.ticks.items():
            due.setdefault(each, time.monotonic() + every)
        due = {each: when for each, when in due.items() if each in tab.ticks}


async def class_at_work(address: str, sessions: int, seconds: float, run: str) -> Measured:
    """Have so many sessions come within ten seconds and work for so long after; return what they saw."""
    measured, until = Measured(), time.monotonic() + COME_WITHIN + seconds

    async def one(number: int) -> None:
        chance = random.Random(number)
        await asyncio.sleep(COME_WITHIN * number / sessions)
        tab = Tab(address, measured)
        try:
            await tab.open()
            await (watch(tab, until, run) if number % WATCHES == 4 else explore(tab, until, chance))
        except (OSError, TimeoutError, WebSocketException) as error:
            measured.errors.append(f"{type(error).__name__}: {error}"[:100])
        finally:
            await tab.close()

    await asyncio.gather(*map(one, range(sessions)))
    return measured


async def all_at_once(address: str, tabs: int) -> Measured:
    """Have so many tabs open Home in the same instant."""
    measured = Measured()

    async def one(tab: Tab) -> None:
        try:
            await tab.open()
            await tab.run("")
        except (OSError, TimeoutError, WebSocketException) as error:
            measured.errors.append(f"{type(error).__name__}: {error}"[:100])

    all_tabs = [Tab(address, measured) for _ in range(tabs)]
    began = time.perf_counter()

    async def timed(tab: Tab) -> float:
        await one(tab)
        return time.perf_counter() - began

    ends = await asyncio.gather(*map(timed, all_tabs))
    measured.first = sorted(ends)  # from the common start on, connecting included
    await asyncio.gather(*(tab.close() for tab in all_tabs))
    return measured


def percentile(values: list[float], share: float) -> float:
    """Return a quantile in milliseconds, NaN of none."""
    return 1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def worn(process: psutil.Process, work: Callable[[], Measured]) -> tuple[Measured, float, float]:
    """Do it; return what was measured, processor seconds of the web process and MB that it has grown by."""
    before, held = process.cpu_times(), process.memory_info().rss
    measured = work()
    after = process.cpu_times()
    spent = after.user + after.system - before.user - before.system
    return measured, spent, (process.memory_info().rss - held) / MB


def ordered() -> str:
    """Order a training that outlasts the benchmark; return its id."""
    from core.jobs import client
    from core.owner import Owner
    from core.training.edit import of_recipe

    return client.submit(of_recipe("digits-2d", ["training.epochs=5000"]), Owner.of("whoever measures"))


def row(what: str, measured: Measured, spent: float, grown: float, sessions: int) -> dict:
    """Return what is reported of one part."""
    runs = len(measured.first) + len(measured.runs) + len(measured.looks)
    return {
        "what": what,
        "first p50 ms": percentile(measured.first, 0.5),
        "first p95": percentile(measured.first, 0.95),
        "run p50 ms": percentile(measured.runs, 0.5),
        "run p95": percentile(measured.runs, 0.95),
        "look p50 ms": percentile(measured.looks, 0.5),
        "look p95": percentile(measured.looks, 0.95),
        "runs": runs,
        "cpu ms a run": 1000 * spent / max(1, runs),
        "MB a session": grown / sessions,
        "MB sent": measured.bytes / 1e6,
        "MB fetched": measured.fetched / 1e6,
        "errors": len(measured.errors),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, nargs="*", default=[25, 50, 100])
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--home-tabs", type=int, default=100)
    parser.add_argument("--waves", type=int, default=0)
    given = parser.parse_args()
    os.environ["LATENT_INK_HOME"] = tempfile.mkdtemp()
    os.environ.setdefault("LATENT_INK_LANES", "1")
    rows, failed = [], []
    with serving(ROOT / "app.py", os.environ["LATENT_INK_HOME"]) as (server, address):
        process = psutil.Process(server.pid)
        asyncio.run(all_at_once(address, 1))  # what is loaded once
        run = ordered() if given.sessions else ""
        time.sleep(15 if given.sessions else 0)  # the engine and its worker have come
        for number in range(given.waves):
            got = worn(process, lambda: asyncio.run(all_at_once(address, WAVE)))
            rows.append(row(f"wave {number + 1} of {WAVE} tabs", *got, WAVE))
            failed += got[0].errors
        for sessions in given.sessions:
            got = worn(process, lambda n=sessions: asyncio.run(class_at_work(address, n, given.seconds, run)))
            rows.append(row(f"{sessions} sessions", *got, sessions))
            failed += got[0].errors
        if given.home_tabs:
            got = worn(process, lambda: asyncio.run(all_at_once(address, given.home_tabs)))
            rows.append(row(f"{given.home_tabs} tabs open Home at once", *got, given.home_tabs))
            ends = got[0].first
            print(f"first after {ends[0]:.2f} s, last after {ends[-1]:.2f} s, {got[1]:.1f} s of processor")
            failed += got[0].errors
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    report("class_load", rows)
    for error in sorted(set(failed)):
        print(failed.count(error), error)


if __name__ == "__main__":
    main()
