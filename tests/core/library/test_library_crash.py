"""Does a model survive a full disk and a killed process?"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save

from core import library
from core.files import append_line, write_atomic
from core.transfer import archive, model_zip
from core.types import ModelError
from tests.core.conftest import brief_run, keep
from tests.visitors import SOMEBODY

OWNER = SOMEBODY
ROOT = Path(__file__).parents[3]


@pytest.fixture
def small_disk(store: Path, tmp_path: Path) -> Iterator[Path]:
    """A store on a disk of 4 MB; returns its models' folder."""
    store.mkdir(parents=True)
    mounted = shutil.which("mount") and sys.platform == "linux"
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(store)]
    if not mounted or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here: that takes root on Linux")
    yield store
    subprocess.run(["umount", str(store)], check=True)


def _fill(folder: Path, leave: int) -> Path:
    """Fill the disk but for about `leave` bytes."""
    path = folder / ".filler"
    path.write_bytes(b"\0" * max(0, shutil.disk_usage(folder).free - leave))
    return path


def test_a_full_disk_harms_no_model(small_disk: Path, trained_vae: Path) -> None:
    entry = keep(trained_vae, OWNER, "older")
    sent = model_zip.export_zip(entry.id)
    filler = _fill(small_disk, 100_000)  # half of what the upload needs
    before = {path.name for path in small_disk.iterdir()}
    with pytest.raises(ModelError, match="no room left on the disk"):
        model_zip.import_zip(sent, OWNER)
    assert {path.name for path in small_disk.iterdir()} == before
    rest = _fill(entry.path, 0)
    with pytest.raises(ModelError, match="no room left on the disk"):
        library.create(brief_run(), OWNER)
    with pytest.raises(ModelError, match="no room left on the disk"):
        library.rename(entry.id, "another title", OWNER)
    with pytest.raises(OSError, match="No space left"):
        library.latents(entry).save(entry.path / "latents.safetensors")
    rest.unlink()
    assert {path.name for path in small_disk.iterdir()} == before
    assert not [path.name for path in entry.path.rglob("*.tmp")]
    again = library.find(entry.id)
    assert again.title == "older" and len(library.history(again)) == 2 and len(library.latents(again)) > 0
    assert library.open_model(again) and model_zip.export_zip(entry.id) == sent
    filler.unlink()
    library.delete(model_zip.import_zip(sent, OWNER), OWNER)


SAVER = """
import sys
from pathlib import Path
from core.files import append_line, write_atomic

folder, weights = Path(sys.argv[1]), [Path(path).read_bytes() for path in sys.argv[2:4]]
losses = {f"{k}" + 50 * "x": 1.0 for k in range(40)}  # a line as long as there can be
row = {"epoch": 1, "step": 1, "seconds": 0.0, "images_per_second": 0.0, "train": losses, "validation": losses}
for i in range(10**9):
    write_atomic(folder / "model.safetensors", weights[i % 2])
    append_line(folder / "history.jsonl", row)
    if i == 1:
        print("saving", flush=True)
"""


EPOCH = {"epoch": 9_000, "step": 1, "seconds": 0.0, "images_per_second": 0.0, "train": {"loss": 1.0}, "validation": {}}


def test_a_process_killed_while_saving_leaves_a_whole_model(store: Path, trained_vae: Path, tmp_path: Path) -> None:
    entry = keep(trained_vae)
    ours = load_file(trained_vae / "model.safetensors")
    for i in range(2):  # made large, so that the kill meets the write
        (tmp_path / str(i)).write_bytes(save({name: tensor + i for name, tensor in ours.items()}))
    rng = np.random.default_rng(0)
    for _ in range(5):
        saver = [sys.executable, "-c", SAVER, str(entry.path), str(tmp_path / "0"), str(tmp_path / "1")]
        with subprocess.Popen(saver, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout and process.stdout.readline() == "saving\n"
            time.sleep(float(rng.uniform(0, 0.05)))
            os.kill(process.pid, signal.SIGKILL)
        opened = library.open_model(library.find(entry.id)).state_dict()
        moved = {float((opened[name] - ours[name]).mean().round(decimals=3)) for name in ours}
        assert moved in ({0.0}, {1.0})  # all of one save, none of the other
        rows = library.history(entry)
        append_line(entry.path / "history.jsonl", EPOCH)
        assert library.history(entry) == [*rows, EPOCH]  # a torn line costs itself alone
        (entry.path / "history.jsonl").unlink()
    assert archive.pack(entry.path, title="whole")


def test_readers_and_a_writer_never_meet_half_a_model(store: Path, trained_vae: Path, tmp_path: Path) -> None:
    entry = keep(trained_vae)
    ours = load_file(trained_vae / "model.safetensors")
    for i in range(2):
        (tmp_path / str(i)).write_bytes(save({name: tensor + i for name, tensor in ours.items()}))
    saver = [sys.executable, "-c", SAVER, str(entry.path), str(tmp_path / "0"), str(tmp_path / "1")]
    with subprocess.Popen(saver, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "saving\n"
        ends = time.monotonic() + 1.0
        while time.monotonic() < ends:
            model = library.open_model(library.find(entry.id))
            assert all(torch.isfinite(tensor).all() for tensor in model.state_dict().values())
        process.kill()
    write_atomic(entry.path / "model.safetensors", (tmp_path / "0").read_bytes())
    assert library.open_model(entry)
