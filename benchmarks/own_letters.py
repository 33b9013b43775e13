"""Somebody brings letters, presses start and nothing else: are the letters that the model then draws read as asked?

Run: LATENT_INK_DATA=... python -m benchmarks.own_letters [--sets few many] [--seeds 3] [--threads 1] [--sheets FOLDER]

`few`: 20 images each of six letters, in several choices of six, by 20 people, from letters/; `many`: 115 images each of
26 capitals, from letters_upper/. Each is taken in as the upload takes it in, a zip with a folder per letter, and
trained with the settings that `suited` gives it. Then 100 images of each class are drawn by the prior and read by the
reader that scoring trains on the same letters, whose share of right readings of held-out letters stands beside it.
Seconds are of training, by the clock. --sheets keeps a sheet of drawn letters for every run.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from benchmarks.report import report
from core import images as pixels
from core import places
from core.datasets import DATASETS, DatasetConfig, own
from core.datasets.folder import read_folder
from core.files import read_lines, write_atomic
from core.jobs.execute import execute, prepared
from core.library.folder import entry_at, open_model
from core.scores.features import network_for
from core.scores.progress import Told
from core.training.outcome import outcome_of
from core.training.run import RunConfig
from core.training.suited import suited

FEW = ("abcdeg", "hkmnuv", "aosrzi")
EACH = 100  # images drawn of each class


def uploaded(archive: Path, letters: str) -> DatasetConfig:
    """Take in some letters of a zip as an upload is taken in."""
    chosen = io.BytesIO()
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(chosen, "w") as target:
        for name in source.namelist():
            if name.split("/")[0] in letters and name.endswith(".png"):
                target.writestr(name, source.read(name))
    return DATASETS["own"](id=own.save(read_folder(chosen.getvalue(), name="letters").dataset))


def config_for(dataset: DatasetConfig, seed: int) -> RunConfig:
    """Return the run that comes of pressing start and nothing else."""
    train = dataset.load("train")
    return suited(dataset, n=len(train), size=train.size, k=len(train.classes)).replace(seed=seed)


def drawn(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return (images uint8 (n, h, w), labels (n,)) that a model draws by the prior, class by class in turn."""
    model = open_model(entry_at(folder))
    k = len(model.classes)
    labels = torch.arange(EACH * k) % k
    z = torch.randn(len(labels), model.latent_dim, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        return pixels.to_uint8(model.decode(z, F.one_hot(labels, k).float())), labels.numpy()


def measured(name: str, dataset: DatasetConfig, seed: int, sheets: Path | None) -> dict:
    """Train on a set and read what the model draws."""
    config = config_for(dataset, seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_atomic(folder / "config.json", config.to_json())
        began = time.perf_counter()
        execute(folder)
        seconds = time.perf_counter() - began
        history = read_lines(folder / "history.jsonl")
        images, asked = drawn(folder)
    train, test = (prepared(config, part) for part in ("train", "test"))
    reader = network_for(train, test, places.home() / "readers" / train.fingerprint, Told())
    readings = reader.of(images)[1].argmax(1).numpy()
    right = float((reader.of(test.images)[1].argmax(1).numpy() == test.labels).mean())
    if sheets:
        k = len(train.classes)
        rows = np.concatenate([images[asked == label][:16] for label in range(k)])
        (sheets / f"{name}-{seed}.png").write_bytes(pixels.to_png(pixels.grid(rows, 16, 2, 90)))
    return {
        "letters": name,
        "images": len(train),
        "seed": seed,
        "steps": history[-1]["step"],
        "seconds": seconds,
        "read as asked": float((readings == asked).mean()),
        "worst class": float(min((readings == asked)[asked == label].mean() for label in set(asked))),
        "reader, held out": right,
        "outcome": outcome_of(history, config).kind,
    }


def sets(wanted: list[str]) -> Iterator[tuple[str, DatasetConfig]]:
    data = places.given_data()
    if data is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has letters/ and letters_upper/.")
    if "few" in wanted:
        yield from ((letters, uploaded(data / "letters" / "letters.zip", letters)) for letters in FEW)
    if "many" in wanted:
        capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        yield "capitals", uploaded(data / "letters_upper" / "letters_upper.zip", capitals)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=["few", "many"], choices=["few", "many"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--sheets", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.sheets:
        arguments.sheets.mkdir(parents=True, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["LATENT_INK_HOME"] = home
        for name, dataset in sets(arguments.sets):
            for seed in range(arguments.seeds):
                rows.append(measured(name, dataset, seed, arguments.sheets))
                print(rows[-1], flush=True)
    report("own_letters", rows)


if __name__ == "__main__":
    main()
