"""Does a stranger's file cost no more than it may, and end when nobody waits for it any more?"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile

import numpy as np
import psutil
import pytest
from PIL import Image

from core import library
from core.datasets import own
from core.guard import confined
from core.transfer import model_zip
from core.types import DataError
from tests.core.conftest import keep
from tests.visitors import ANNA, BEN


def zipped(n: int, side: int = 40) -> bytes:
    stream, rng = io.BytesIO(), np.random.default_rng(0)
    with zipfile.ZipFile(stream, "w") as archive:
        for i in range(n):
            paper = np.full((side, side), 240, np.uint8)
            paper[side // 5 : side - 8, side // 3 + rng.integers(6) : side // 2] = 20
            file = io.BytesIO()
            Image.fromarray(paper).save(file, "PNG")
            archive.writestr(f"{'ab'[i % 2]}/{i}.png", file.getvalue())
    return stream.getvalue()


def read(
    data: bytes, *, megabytes: int = 300, seconds: float = 60, on_progress=lambda what, fraction: None, **settings
):
    settings = {"name": "mine"} | settings
    return confined.run("images", settings, data, megabytes=megabytes, seconds=seconds, on_progress=on_progress)


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "core.transfer.intake" in " ".join(child.cmdline())]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    confined.let_all_go()
    yield tmp_path
    confined.let_all_go()


def test_images_are_read_and_kept_and_said():
    told = []
    found = read(zipped(40), on_progress=lambda what, fraction: told.append((what, fraction)), image_size=32)
    dataset = own.load(found["id"])
    assert (found["n"], len(dataset), dataset.size, dataset.classes) == (40, 40, 32, ("a", "b"))
    assert found["depth"] == 0 and found["levels"] == [[0, {"a": 20, "b": 20}]] and found["skipped"] == []
    assert len(found["examples"]) == 2
    assert told[0] == ("Reading", 0.0) and told[-1][0] == "Reading mine" and children() == []


def test_what_is_refused_is_one_sentence():
    with pytest.raises(DataError, match="not a zip file"):
        read(b"hello")
    with pytest.raises(DataError, match="holds no image"):
        read(zipped(0))


def test_one_that_stands_by_is_taken_once_and_does_the_same(home):
    for _ in range(2):
        confined.make_ready("images", {"name": "mine"}, megabytes=300)
    (spare,) = children()
    told = read(zipped(6))
    assert told["n"] == 6 and not spare.is_running() and children() == []
    confined.make_ready("images", {"name": "mine"}, megabytes=300)
    assert read(zipped(6), megabytes=299)["id"] == told["id"] and len(children()) == 1, "for other limits it is no help"
    confined.let_all_go()
    assert children() == []


def test_more_memory_than_it_may_take_is_a_sentence():
    with pytest.raises(confined.OutOfBounds, match="more memory"):
        read(zipped(400), megabytes=20, image_size=256)


def test_more_time_than_it_may_take_is_a_sentence():
    start = time.monotonic()
    with pytest.raises(confined.OutOfBounds, match="within 0 seconds"):
        read(zipped(3000), seconds=0.3)
    assert time.monotonic() - start < 10 and children() == []


def test_it_ends_when_nobody_waits_for_it_any_more(home):
    class Gone(Exception):
        pass

    def leave(what: str, fraction: float) -> None:
        if fraction > 0:
            raise Gone

    with pytest.raises(Gone):
        read(zipped(3000), on_progress=leave)
    assert children() == [] and not list(home.rglob("*.safetensors"))


def test_a_model_is_taken_in_for_its_owner(trained_vae, store):
    sent = model_zip.export_zip(keep(trained_vae, ANNA, "my sevens").id)
    limits = {"megabytes": 1500, "seconds": 120, "on_progress": lambda what, fraction: None}
    entry = library.find(confined.run("model", {"owner": BEN.mark}, sent, **limits))
    assert entry.owner == BEN and entry.title == "my sevens"
    assert (entry.path / "browser.bin").is_file() and str(os.getpid()) not in entry.path.name
    with pytest.raises(DataError, match="not a zip"):
        confined.run("model", {"owner": BEN.mark}, b"no zip", **limits)


def test_the_process_ends_with_the_one_that_waits_for_it():
    asks = "import subprocess, sys; child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL); print(child.pid)"
    command = [sys.executable, "-c", f"{asks}; sys.stdout.flush(); child.wait()"]
    command += [sys.executable, "-m", "core.transfer.intake", "images", "300", "{}"]
    # Its stdin is this test's, which says nothing and stays open: by itself it would wait for good.
    parent = subprocess.Popen(command, cwd=confined.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child = psutil.Process(int(parent.stdout.readline()))
    time.sleep(2)  # it has begun to wait
    assert child.is_running()
    parent.kill()
    parent.wait()
    assert not psutil.wait_procs([child], 5)[1]
    parent.stdin.close()
    parent.stdout.close()
