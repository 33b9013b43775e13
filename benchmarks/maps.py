"""How long until a map is there, with how much memory, and how far can it be trusted?

Run: LATENT_INK_DATA=... python -m benchmarks.maps [--sizes 2000 10000 60000] [--methods tsne umap scikit-learn]
[--rounds 1] [--without-cold]

Latents: what zoo/mnist-vae-16d makes of MNIST, test images first; without LATENT_INK_DATA a mixture of ten Gaussians of
16 dimensions. Every map is made in a fresh process; the methods take turns. "seconds" run from the start of the process
to the finished map, "peak MB" is the most memory it held until then. Peer: scikit-learn's TSNE as it comes (1,000
iterations) on all processors, up to --peer-most points. KL: divergence of the layout from the same affinities, where
Barnes-Hut is all but exact (theta 0.2), up to 10,000 points. Trust and continuity: 15 neighbours. "place, ms": a new
point, the median of 200, one at a time. "cold": UMAP where nothing was ever compiled (an empty NUMBA_CACHE_DIR).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.report import report
from core.projection import PROJECTIONS, FittedProjection, Scattered
from core.projection.fitted import usable_threads

PEER = "scikit-learn"
NEW = 200  # points to place


def latents(n: int) -> np.ndarray:
    """Return n latents, float32 (n, 16), of the zoo's model or made up."""
    if not os.environ.get("LATENT_INK_DATA"):
        rng = np.random.default_rng(0)
        return (rng.normal(size=(10, 16))[np.arange(n) % 10] * 2 + rng.normal(size=(n, 16))).astype(np.float32)
    import torch

    from core import images as pixels
    from core.library.folder import find, open_model
    from core.tasks.map.make import images_of

    entry = find("mnist-vae-16d")
    model, images = open_model(entry), torch.from_numpy(images_of(entry, n).images)
    with torch.no_grad():
        return torch.cat([model.encode(pixels.to_float(part)).mu for part in images.split(500)]).numpy()


def make(method: str, z: np.ndarray) -> FittedProjection:
    """Return a map of latents (n, d) by a method with its default settings."""
    if method != PEER:
        return PROJECTIONS[method]().fit(z)
    from sklearn.manifold import TSNE

    xy = TSNE(perplexity=30, init="pca", random_state=0, n_jobs=-1).fit_transform(z)
    return Scattered(np.ascontiguousarray(xy, dtype=np.float32), z)


def divergence(z: np.ndarray, xy: np.ndarray) -> float:
    """Return KL(P || Q) of a layout of latents at perplexity 30, in nats."""
    from openTSNE.tsne import kl_divergence_bh

    from core.projection.descent import affinities
    from core.projection.neighbours import nearest

    p = affinities(*nearest(z, 90), 30.0, threads=usable_threads(None))
    return float(kl_divergence_bh(xy.astype(np.float64), p, 1, {"theta": 0.2}, should_eval_error=True)[0])


def placing(found: FittedProjection, new: np.ndarray) -> float:
    """Return the milliseconds to place one new point, the median over new (m, d)."""
    found.transform(new[:1])  # the first asks for the search trees
    spent = []
    for row in new:
        began = time.perf_counter()
        found.transform(row[None])
        spent.append(1000 * (time.perf_counter() - began))
    return float(np.median(spent))


def peak_memory() -> float:
    """Return the most memory this process ever held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would count what the parent held when it started this process
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)


def child(method: str, n: int, path: Path, started: float) -> dict:
    """Make one map in this process and measure it."""
    table = np.load(path, mmap_mode="r")
    z = np.array(table[:n])
    found = make(method, z)
    seconds, peak = time.time() - started, peak_memory()
    from core.projection.trust import trust

    overall = trust(z, found.xy).overall
    return {
        "method": method,
        "n": n,
        "seconds": seconds,
        "peak MB": round(peak),
        "trust": overall["trustworthiness"],
        "continuity": overall["continuity"],
        "KL": divergence(z, found.xy) if method != "umap" and n <= 10_000 else "",
        "place, ms": placing(found, np.array(table[-NEW:])) if method != PEER else "",
    }


def measure(method: str, n: int, path: Path, name: str = "", **environment: str) -> dict:
    """Run `child` in a fresh process and return what it measured."""
    command = [sys.executable, "-m", "benchmarks.maps", "--child", method, "--sizes", str(n), "--latents", str(path)]
    command += ["--started", repr(time.time())]
    done = subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True)
    row = json.loads(done.stdout.splitlines()[-1]) | ({"method": name} if name else {})
    print(json.dumps(row), file=sys.stderr, flush=True)
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 10_000, 60_000])
    parser.add_argument("--methods", nargs="+", default=["tsne", "umap", PEER], choices=["tsne", "umap", PEER])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--peer-most", type=int, default=10_000)
    parser.add_argument("--without-cold", action="store_true")
    for hidden in ("--child", "--latents", "--started"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        path, started = Path(arguments.latents), float(arguments.started)
        print(json.dumps(child(arguments.child, arguments.sizes[0], path, started)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "latents.npy"
        np.save(path, latents(max([*arguments.sizes, 10_000]) + NEW))
        rows = []
        if not arguments.without_cold:
            fresh = str(Path(folder) / "compiled")
            rows += [
                measure("umap", 10_000, path, f"umap, {state}", NUMBA_CACHE_DIR=fresh) for state in ("cold", "warm")
            ]
        for _ in range(arguments.rounds):
            for n in arguments.sizes:
                methods = [method for method in arguments.methods if method != PEER or n <= arguments.peer_most]
                rows += [measure(method, n, path) for method in methods]
    report("maps", rows)


if __name__ == "__main__":
    main()
