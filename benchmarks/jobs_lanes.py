"""What does a lane of their own give tasks and trainings, and what does it cost?

Run: python -m benchmarks.jobs_lanes [--rounds 3]

By turns with one lane and with two, on one worker each: a fresh engine in an empty store, what its processes hold and
use while they have nothing to do; a task (k-means on 2,000 latents of a zoo model) when nothing else runs, and one that
is asked for in the middle of a training of 20 seconds; how fast that training is meanwhile; a training that is ordered
in the middle of a t-SNE map.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time

import psutil

from benchmarks.jobs_latency import OWNER, first_epoch, idle, run_of, seconds_until, stopped
from benchmarks.report import report
from core import jobs
from core.clustering import KMeansConfig
from core.jobs.engine import close_engine
from core.projection import TsneConfig
from core.tasks import ClusterTask, MapTask

MODEL = "mnist-vae-16d"
SECONDS = 20.0  # of the training that a task is asked for in the middle of


def below() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def at_rest(seconds: float) -> dict[str, float]:
    """Return what the engine's processes hold, and the share of a core they use while nothing is to be done."""
    before = {process: sum(process.cpu_times()[:2]) for process in below()}
    time.sleep(seconds)
    used = sum(sum(process.cpu_times()[:2]) - begun for process, begun in before.items())
    held = sum(process.memory_full_info().uss for process in before)
    return {"processes": len(before), "MB": held / 2**20, "idle % of a core": 100 * used / seconds}


def task_done(clusters: int) -> float:
    """Order a small task; return seconds until it is done."""
    key = jobs.submit_task(ClusterTask(model=MODEL, clustering=KMeansConfig(clusters=clusters)), OWNER)
    return seconds_until(lambda: jobs.task_status(key).state == "done")


def beside_a_training(round_: int) -> dict[str, float]:
    """Ask for a task in the middle of a training."""
    run = run_of(5000)
    limited = run.replace(training=run.training.replace(seconds=SECONDS), seed=round_)
    id = jobs.submit(limited, OWNER)
    first_epoch(id)
    row = {"task beside a training s": task_done(20 + round_)}
    seconds_until(lambda: jobs.status(id).state == "done")
    return row | {"its images/s": jobs.status(id).images_per_second}


def beside_a_map(round_: int) -> dict[str, float]:
    """Order a training in the middle of a map."""
    projection = TsneConfig(iterations=1000, seed=round_)
    key = jobs.submit_task(MapTask(model=MODEL, projection=projection), OWNER, watched=True)
    seconds_until(lambda: jobs.task_status(key).state == "running" and jobs.task_status(key).iteration > 0)
    id = jobs.submit(run_of(5000).replace(seed=100 + round_), OWNER)
    row = {"training beside a map s": first_epoch(id)}
    stopped(id)
    jobs.stop_task(key, OWNER)
    return row


def one_engine(lanes: int, round_: int) -> dict[str, float]:
    """Measure a fresh engine."""
    os.environ["LATENT_INK_LANES"] = str(lanes)
    jobs.ensure_engine()
    id = jobs.submit(run_of(5000).replace(seed=1000 + round_), OWNER)
    row = {"lanes": lanes, "cold training s": first_epoch(id)}
    stopped(id)
    seconds_until(lambda: len(below()) >= 2 + lanes)
    idle()
    row |= at_rest(15.0) | {"task alone s": task_done(2 + round_)}
    row |= beside_a_training(round_) | beside_a_map(round_)
    close_engine()
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    os.environ["LATENT_INK_WORKERS"] = "1"
    rows = []
    for round_ in range(given.rounds):
        for lanes in (1, 2):
            os.environ["LATENT_INK_HOME"] = tempfile.mkdtemp()  # nobody's models are touched
            rows.append({"round": round_} | one_engine(lanes, round_))
    report("jobs_lanes", rows)


if __name__ == "__main__":
    main()
