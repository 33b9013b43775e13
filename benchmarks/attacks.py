"""How much does the web process grow while hostile files are brought, and how long does each take?

Run: python -m benchmarks.attacks [--app]

A zip of images, or of a model, is handed to the running code as ui/train/mine.py and ui/library/bring.py hand it over:
to core.guard.confined, which reads it in a process of its own with their limits. Grown is what this process, which
stands for the web server, has more of at the worst moment beside the upload itself; apart is what the other one had.

--app: it is put into the uploader of the running app instead, in Chromium, each time of a fresh server. Then grown is
all that the web process has more of than before, the upload included; stays, what is left a minute later, with the page
still open.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import struct
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from benchmarks.report import report

WAIT = 0.02  # seconds between two looks at the memory
AFTER = 60  # seconds after which it is said what stays


def png(side: int, seed: int = 0) -> bytes:
    """Return a PNG with a stroke on it."""
    rng = np.random.default_rng(seed)
    grey = np.full((side, side), 255, np.uint8)
    at = int(rng.integers(side // 4, side // 2))
    grey[side // 5 : -side // 5, at : at + max(2, side // 8)] = 0
    stream = io.BytesIO()
    Image.fromarray(grey).save(stream, "PNG")
    return stream.getvalue()


def zipped(files: Iterator[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip of files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, data in files:
            made.writestr(name, data)
    return stream.getvalue()


def many(n: int = 48_000, side: int = 24) -> bytes:
    """Return very many small images, of fifty kinds."""
    kinds = [png(side, i) for i in range(50)]
    return zipped((f"{i % 10}/{i}.png", kinds[i % 50]) for i in range(n))


def overlapping(n: int = 20_000) -> bytes:
    """Return a zip of which all entries are the same image of eight million pixels."""
    grey = np.full((2000, 4000), 255, np.uint8)
    grey[500:1500, 1800:2200] = 0
    stream = io.BytesIO()
    Image.fromarray(grey).save(stream, "PNG")
    data = stream.getvalue()
    local = (
        struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 33, zlib.crc32(data), len(data), len(data), 5, 0) + b"a.png"
    )
    fixed = struct.pack("<4s6H3I", b"PK\1\2", 20, 20, 0, 0, 0, 33, zlib.crc32(data), len(data), len(data))
    names = [f"{i}.png".encode() for i in range(n)]
    table = b"".join(fixed + struct.pack("<5H2I", len(name), 0, 0, 0, 0, 0, 0) + name for name in names)
    at = len(local) + len(data)
    return local + data + table + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, n, n, len(table), at, 0)


def honest(n: int = 100) -> bytes:
    """Return images of eight million pixels that pack to almost nothing."""
    return zipped((f"{i % 2}/{i}.png", png(2800, i)) for i in range(n))


def noisy(megabytes: int = 19) -> bytes:
    """Return a zip as large as an upload may be, of images that do not shrink."""
    rng, files, size = np.random.default_rng(0), [], 0
    while size < megabytes * 2**20 - 60_000:
        stream = io.BytesIO()
        Image.fromarray(rng.integers(0, 256, (200, 200), np.uint8)).save(stream, "PNG")
        files.append((f"{len(files) % 5}/{len(files)}.png", stream.getvalue()))
        size += len(stream.getvalue()) + 120
    return zipped(iter(files))


def photograph(w: int = 10_000, h: int = 6_000) -> bytes:
    """Return a zip of a JPEG of sixty million pixels, beside a small image."""
    grey = np.full((h, w), 240, np.uint8)
    grey[h // 4 : -h // 4, w // 2 : w // 2 + 300] = 20
    stream = io.BytesIO()
    Image.fromarray(grey).save(stream, "JPEG", quality=60)
    return zipped(iter([("large.jpg", stream.getvalue()), ("small.png", png(40))]))


def heavy_model() -> bytes:
    """Return the zip of a model with 19 MB of weights, which do not fit its settings."""
    from safetensors.numpy import save

    weights = save({"x": np.random.default_rng(0).standard_normal(19 * 2**18 - 9000, np.float32)})
    config = '{"dataset": {"name": "digits"}, "model": {"family": "mlp vae"}}'
    return zipped(iter([("config.json", config.encode()), ("model.safetensors", weights)]))


def bomb() -> bytes:
    """Return the zip of a model that unpacks to a gigabyte of zeros."""
    return zipped(iter([("config.json", b"{}"), ("model.safetensors", bytes(2**30))]), zipfile.ZIP_DEFLATED)


@contextmanager
def watched(process: psutil.Process) -> Iterator[dict[str, int]]:
    """Give the most bytes that a process has more of than now, here, and the most of any child it starts, apart."""
    ending, known = threading.Event(), process.children(recursive=True)
    before, most = process.memory_info().rss, {"here": 0, "apart": 0}

    def watch() -> None:
        while not ending.wait(WAIT):
            most["here"] = max(most["here"], process.memory_info().rss - before)
            for child in set(process.children(recursive=True)).difference(known):
                try:
                    most["apart"] = max(most["apart"], child.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        ending.set()
        watcher.join()


def row(name: str, data: bytes, most: dict[str, int], stays: int, seconds: float, ended: str) -> dict[str, object]:
    """Return a line of the table."""
    sizes = {"upload MB": len(data), "grown MB": most["here"], "stays MB": stays}
    rounded = {key: round(value / 2**20, 1) for key, value in sizes.items()}
    return {"attack": name, **rounded, "apart MB": most["apart"] >> 20, "seconds": round(seconds, 1), "ended": ended}


def handed(name: str, what: str, data: bytes, settings: dict, megabytes: int) -> dict[str, object]:
    """Have a file read as a page does; return what came of it and what it cost."""
    from core.guard import confined
    from core.types import DataError
    from tests.visitors import SOMEBODY

    me, start = psutil.Process(), time.monotonic()
    before = me.memory_info().rss
    settings = settings | {"owner": SOMEBODY.mark} if what == "model" else settings
    with watched(me) as most:
        try:
            told = confined.run(what, settings, data, megabytes=megabytes, seconds=120, on_progress=lambda *_: None)
            ended = f"{told['n']:,} images" if what == "images" else "taken in"
        except DataError as error:
            ended = str(error)[:90]
        seconds = time.monotonic() - start
    return row(name, data, most, me.memory_info().rss - before, seconds, ended)


def put(name: str, what: str, data: bytes) -> dict[str, object]:
    """Put a file into the running app, as a visitor does; return what came of it and what it cost.

    Images are read as the page offers it first: as MNIST, of 28 px.
    """
    from playwright.sync_api import sync_playwright

    from benchmarks.startup import FLAGS, ROOT, serving

    with tempfile.TemporaryDirectory() as home, serving(ROOT / "app.py", home) as (server, address):
        file, seen = Path(home) / "brought.zip", psutil.Process(server.pid)
        file.write_bytes(data)
        with sync_playwright() as playwright:
            page = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS).new_page()
            page.goto(f"{address}/Train?data=own" if what == "images" else f"{address}/Library")
            if what == "model":
                page.get_by_role("button", name="Bring a model").click()
            page.locator("input[type=file]").first.wait_for(state="attached")
            time.sleep(10)  # the engine has started, and what pages load is loaded
            start, before = time.monotonic(), seen.memory_info().rss
            with watched(seen) as most:
                page.locator("input[type=file]").first.set_input_files(file)
                if what == "model":
                    page.get_by_role("button", name="Take it in").click()
                said = page.get_by_text("images to train on").or_(page.get_by_text("Taken in"))
                told = said.or_(page.get_by_role("alert")).first
                told.wait_for(timeout=200_000)
                seconds, ended = time.monotonic() - start, " ".join(told.inner_text().split())[:90]
                time.sleep(AFTER)
                return row(name, data, most, seen.memory_info().rss - before, seconds, ended)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--app", action="store_true", help="put them into the running app")
    parser.add_argument("--only", default="", help="a part of the name of those that are tried")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LATENT_INK_HOME"] = home
        images, rows = {"name": "it", "manner": "as is", "image_size": 128}, []
        small = images | {"image_size": 28, "manner": "mnist"}
        for name, what, make, settings in (
            ("48,000 images of 24 px, at 128 px", "images", many, images),
            ("48,000 images of 24 px, at 28 px", "images", many, small),
            ("20,000 entries, one image", "images", overlapping, small),
            ("100 images of 8 million pixels", "images", honest, small),
            ("19 MB of noise", "images", noisy, small),
            ("a photograph of 60 million pixels", "images", photograph, small),
            ("a model of 19 MB", "model", heavy_model, {}),
            ("a model that unpacks to 1 GB", "model", bomb, {}),
        ):
            if asked.only not in name or (asked.app and settings == images):
                continue
            megabytes = 300 if what == "images" else 1500
            data = make()
            rows.append(put(name, what, data) if asked.app else handed(name, what, data, settings, megabytes))
            print(rows[-1], flush=True)
    report("attacks in the app" if asked.app else "attacks", rows)


if __name__ == "__main__":
    main()
