"""Does every file that people can bring give what it should or one sentence, in seconds and in megabytes?

Run: python -m benchmarks.fuzz [--examples 1000] [--models 1000] [--folders 200], or --pages 200 [--seconds 600]

Each reader gets mutants of a good file of its kind. Mutated zips of a model are taken in as the app takes them
(core.transfer.model_zip.import_zip), by this process, so that thousands can be tried. In damaged folders one file of a
trained model is damaged, and all that pages and the engine read is read; with --pages the pages themselves are opened.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil

from benchmarks.report import report

KINDS = ("flip", "number", "cut", "splice", "twice", "put", "drop")
Row = dict[str, object]


def changes(rng: np.random.Generator) -> list[tuple[str, float, float, bytes]]:
    """Return some random changes, as tests.mutants.mutated takes them."""
    return [
        (str(rng.choice(KINDS)), float(rng.random()), float(rng.random()), rng.bytes(int(rng.integers(12))))
        for _ in range(rng.integers(1, 7))
    ]


def tried(what: str, n: int, attempts: Iterator[Callable[[], object]]) -> Row:
    """Make n attempts, each of which reads something spoilt; return how they ended."""
    from tests.readings import of_the_house

    process, ends, worst, slowest = psutil.Process(), Counter(), 0, 0.0
    others: Counter[str] = Counter()
    before = process.memory_info().rss
    for _, attempt in zip(range(n), attempts, strict=False):
        start = time.process_time()
        try:
            attempt()
            ends["taken"] += 1
        except Exception as error:
            ends["refused" if of_the_house(error) else "other"] += 1
            if not of_the_house(error):
                others[f"{type(error).__name__}: {str(error)[:120]!r}"] += 1
        slowest = max(slowest, time.process_time() - start)
        worst = max(worst, process.memory_info().rss - before)
    for other, count in others.most_common(5):
        print(f"  {what}: {count} x {other}")
    numbers = {name: ends[name] for name in ("taken", "refused", "other")}
    return {"what": what, **numbers, "worst seconds": round(slowest, 2), "grown by MB": worst >> 20}


def trained(home: Path) -> Path:
    """Return the folder of a small model in the store, freshly trained."""
    from core.datasets.digits import DigitsConfig
    from core.files import write_json
    from core.jobs.execute import execute
    from core.models import MlpVaeConfig
    from core.training.run import RunConfig, TrainingConfig
    from tests.ui.conftest import OWNER

    folder = home / "models" / ("1" * 32)
    folder.mkdir(parents=True)
    training = TrainingConfig(epochs=2, batch_size=32, validation=40, snapshots=(1,), device="cpu")
    model = MlpVaeConfig(hidden=(16,), latent_dim=3)
    (folder / "config.json").write_text(
        RunConfig(dataset=DigitsConfig(limit=120), model=model, training=training).to_json()
    )
    write_json(folder / "about.json", {"title": "Tiny", "owner": OWNER.mark, "created": 1.7e9})
    assert execute(folder) == "done"
    return folder


def mutants(good: bytes, read: Callable[[bytes], object], rng: np.random.Generator) -> Iterator[Callable[[], object]]:
    """Yield attempts to read a good file that has been spoilt."""
    from tests.mutants import mutated

    while True:
        yield lambda: read(mutated(good, changes(rng)))


def spoilt_models(packed: bytes, rng: np.random.Generator) -> Iterator[Callable[[], object]]:
    """Yield attempts to take in a model: by turns its zip is spoilt, or one file in a zip that is whole."""
    from core.transfer import model_zip
    from tests.core.zips import members, zipped
    from tests.mutants import mutated
    from tests.visitors import SOMEBODY

    files = members(packed)
    while True:
        yield lambda: model_zip.import_zip(mutated(packed, changes(rng)), SOMEBODY)
        name = list(files)[rng.integers(len(files))]
        spoilt = zipped(files | {name: mutated(files[name], changes(rng)[:1])})
        yield lambda spoilt=spoilt: model_zip.import_zip(spoilt, SOMEBODY)


def damaged(folder: Path, rng: np.random.Generator) -> Iterator[Callable[[], object]]:
    """Yield attempts to read a model of which one file is damaged: each reads all there is."""
    from core import library
    from tests.damages import damages
    from tests.readings import READINGS, of_the_house

    def can(reading: Callable) -> bool:
        try:
            reading(library.find(folder.name))
        except ValueError:  # what this kind of model cannot do anyway
            return False
        return True

    def attempt(path: Path, data: bytes, good: bytes) -> None:
        path.write_bytes(data)
        refused = None
        try:
            for reading in able:
                try:
                    reading(library.find(folder.name))
                except Exception as error:
                    if not of_the_house(error):
                        raise
                    refused = error
        finally:
            path.write_bytes(good)
        if refused:
            raise refused

    able = [reading for reading in READINGS.values() if can(reading)]
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".lock", ".md"))
    while True:
        path = files[rng.integers(len(files))]
        good = path.read_bytes()
        found = list(damages(path.name, good))
        yield lambda path=path, good=good, data=found[rng.integers(len(found))][1]: attempt(path, data, good)


def opened(home: Path, n: int, rng: np.random.Generator, seconds: float) -> Row:
    """Damage a file of the model, open every page that shows it, and so on; count the pages that do not stand."""
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.testing.v1 import app_test

    from tests.damages import damages
    from tests.ui.conftest import Remembered
    from tests.ui.test_damaged import OPENED, shown

    app_test.PagesManager, PagesManager.uses_pages_directory = Remembered, False  # every page comes by app.py

    folder = home / "models" / ("1" * 32)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".lock", ".md"))
    ends, slowest, start = Counter(), 0.0, time.monotonic()
    while ends["damages"] < n and time.monotonic() - start < seconds:
        path = files[rng.integers(len(files))]
        good = path.read_bytes()
        found = list(damages(path.name, good))
        what, data = found[rng.integers(len(found))]
        path.write_bytes(data)
        ends["damages"] += 1
        for script in OPENED:
            began = time.monotonic()
            page = shown(script)
            ends["pages"] += 1
            slowest = max(slowest, time.monotonic() - began)
            if page.exception or not page.title:
                ends["fallen"] += 1
                print(f"  {script}: {path.name}: {what}: {[box.message for box in page.exception]}", flush=True)
        path.write_bytes(good)
    return {"what": "pages", **{name: ends[name] for name in ("damages", "pages", "fallen")}, "slowest": slowest}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--examples", type=int, default=1000, help="of each reader")
    parser.add_argument("--models", type=int, default=1000, help="mutated zips of a model")
    parser.add_argument("--folders", type=int, default=200, help="damaged folders")
    parser.add_argument("--pages", type=int, default=0, help="damages after each of which every page is opened, alone")
    parser.add_argument("--seconds", type=float, default=600, help="that opening pages may take")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LATENT_INK_HOME"] = home
        from core.transfer import archive
        from tests.mutants import with_model

        folder, rng, rows = trained(Path(home)), np.random.default_rng(1), []
        if asked.pages:
            report("fuzz of pages", [opened(Path(home), asked.pages, rng, asked.seconds)])
            return
        packed = archive.pack(folder, title="Tiny")
        readers = with_model(packed, (folder / "latents.safetensors").read_bytes())
        for kind, (good, read) in readers.items():
            rows.append(tried(kind, asked.examples, mutants(good(), read, rng)))
        rows.append(tried("models taken in", asked.models, spoilt_models(packed, rng)))
        rows.append(tried("damaged folders", asked.folders, damaged(folder, rng)))
    report("fuzz", rows)


if __name__ == "__main__":
    main()
