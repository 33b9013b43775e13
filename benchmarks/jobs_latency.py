"""How soon does a run begin and stop, and does a click in the app feel that somebody trains?

Run: python -m benchmarks.jobs_latency [--rounds 3] [--clicks 40]

In every round a fresh engine in an empty store: a run of the built-in digits ordered with the engine's very start
(cold), another one when its workers are warm, stop of a run in full swing, and the end of the engine. Then a Streamlit
page with one button, beside the same engine, is clicked over its websocket, by turns idle and while a VAE trains:
from the click to the end of the script run, in milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.report import report
from benchmarks.startup import serving
from core import jobs
from core.datasets.digits import DigitsConfig
from core.jobs.engine import close_engine
from core.models import MlpVaeConfig
from core.owner import Owner
from core.training.run import RunConfig, TrainingConfig

OWNER = Owner.of("benchmark")
PAGE = "import streamlit as st\nst.title('Click')\nst.metric('clicks', st.button('Click'))\n"


def run_of(epochs: int) -> RunConfig:
    """Return a run of digits with the default VAE."""
    return RunConfig(dataset=DigitsConfig(), model=MlpVaeConfig(), training=TrainingConfig(epochs=epochs))


def seconds_until(truth: Callable[[], bool]) -> float:
    began = time.perf_counter()
    while not truth():
        time.sleep(0.005)
    return time.perf_counter() - began


def first_epoch(id: str) -> float:
    return seconds_until(lambda: jobs.status(id).epoch >= 1)


def stopped(id: str) -> float:
    jobs.stop(id, OWNER)
    return seconds_until(lambda: jobs.status(id).state == "stopped")


def idle() -> None:
    """Wait until the engine's processes have nothing to do: its workers are warm then."""
    quiet = 0
    while quiet < 4:
        below = psutil.Process().children(recursive=True)
        before = sum(sum(process.cpu_times()[:2]) for process in below)
        time.sleep(0.5)
        after = sum(sum(process.cpu_times()[:2]) for process in below)
        quiet = quiet + 1 if len(below) >= 3 and after - before < 0.05 else 0


def one_engine() -> dict[str, float]:
    """Measure a fresh engine; seconds."""
    jobs.ensure_engine()
    id = jobs.submit(run_of(5000), OWNER)
    row = {"cold s": first_epoch(id)}
    stopped(id)
    close_engine()
    jobs.ensure_engine()
    idle()
    id = jobs.submit(run_of(5000), OWNER)
    row["warm s"] = first_epoch(id)
    row["stop s"] = stopped(id)
    id = jobs.submit(run_of(5000), OWNER)
    first_epoch(id)
    began = time.perf_counter()
    close_engine()
    row["engine's end s"] = time.perf_counter() - began
    jobs.stop(id, OWNER)
    return row


async def script_run(socket: WebSocketClientConnection) -> str:
    """Wait for the end of the script run; return the id of the button it drew."""
    button = ""
    while True:
        message = ForwardMsg.FromString(await socket.read_message())
        if message.HasField("delta") and message.delta.new_element.HasField("button"):
            button = message.delta.new_element.button.id
        if message.HasField("script_finished"):
            return button


async def clicks(address: str, count: int) -> list[float]:
    """Click the page's button; return milliseconds from each click to the end of its script run."""
    socket = await websocket_connect(address.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"])
    start = BackMsg()
    start.rerun_script.query_string = ""
    await socket.write_message(start.SerializeToString(), binary=True)
    button, times = await script_run(socket), []
    for _ in range(count):
        click = BackMsg()
        widget = click.rerun_script.widget_states.widgets.add()
        widget.id, widget.trigger_value = button, True
        began = time.perf_counter()
        await socket.write_message(click.SerializeToString(), binary=True)
        await script_run(socket)
        times.append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(0.1)
    socket.close()
    return times


def beside_a_training(address: str, rounds: int, count: int) -> list[dict]:
    """Click by turns idle and while a run trains."""
    times: dict[str, list[float]] = {"idle": [], "training": []}
    asyncio.run(clicks(address, 5))
    for _ in range(rounds):
        times["idle"] += asyncio.run(clicks(address, count))
        id = jobs.submit(run_of(5000), OWNER)
        first_epoch(id)
        times["training"] += asyncio.run(clicks(address, count))
        stopped(id)
        idle()
    base = statistics.median(times["idle"])
    return [
        {
            "click while": name,
            "median ms": statistics.median(values),
            "p95 ms": sorted(values)[int(0.95 * len(values))],
            "ratio of medians": statistics.median(values) / base,
        }
        for name, values in times.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clicks", type=int, default=40)
    given = parser.parse_args()
    store = os.environ["LATENT_INK_HOME"] = tempfile.mkdtemp()  # nobody's models are touched
    report("jobs_latency", [{"round": number} | one_engine() for number in range(given.rounds)])
    page = Path(store) / "page.py"
    page.write_text(PAGE)
    jobs.ensure_engine()
    idle()
    with serving(page, store) as (_, address):
        report("jobs_clicks", beside_a_training(address, given.rounds, given.clicks))
    close_engine()


if __name__ == "__main__":
    main()
