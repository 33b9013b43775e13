"""How long from a click on Start to a readable manifold, with the built-in digits and two latent dimensions?

Run: python -m benchmarks.first_manifold [--rounds 3]

A warm engine of its own in an empty home; the clock runs from `submit`, which is what the button calls, to the first
and the last picture. Readable: a 20 x 20 grid decoded over the range that the data uses is shown to the zoo's digit
reader; `read` is the mean probability of what it reads, `classes` how many of the ten digits it meets at above 90 %.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time

os.environ["LATENT_INK_HOME"] = tempfile.mkdtemp()  # before the rooms are imported: nobody's models are touched

import numpy as np
import torch

from benchmarks.report import report
from core import library
from core.jobs import client, engine
from core.training.recipes import RECIPES


def readable(id: str) -> tuple[float, int]:
    """Return (mean top probability, number of digits met at above 90 %) over the decoded grid."""
    entry = library.find(id)
    mu = library.latents(entry).mu
    low, high = np.quantile(mu, [0.02, 0.98], axis=0)
    axes = [np.linspace(a, b, 20) for a, b in zip(low, high, strict=True)]
    z = torch.tensor(np.stack(np.meshgrid(*axes), -1).reshape(-1, 2), dtype=torch.float32)
    reader = library.open_model(library.reader_for(entry.config.classes, 28))
    seen = torch.softmax(reader(library.open_model(entry).decode(z)), 1).max(1)
    return float(seen.values.mean()), len(set(seen.indices[seen.values > 0.9].tolist()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds, rows = parser.parse_args().rounds, []
    engine.ensure_engine()
    time.sleep(15)  # the page that has the button is read for longer than this
    for number in range(rounds):
        began = time.perf_counter()
        id = client.submit(RECIPES["digits-2d"].replace(seed=number), "benchmark")
        first = None
        while client.status(id).state not in ("done", "failed"):
            if first is None and (library.find(id).path / "browser.bin").exists():
                first = time.perf_counter() - began
            time.sleep(0.02)
        done = time.perf_counter() - began
        read, classes = readable(id)
        rows.append({"round": number, "first s": first or done, "done s": done, "read": read, "classes": classes})
    engine.close_engine()
    report("first_manifold", rows)


if __name__ == "__main__":
    main()
