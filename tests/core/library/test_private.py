"""Can other accounts of the machine read what the store holds, whatever the umask is?"""

from __future__ import annotations

import errno
import os
import stat

import numpy as np
import pytest

from core import files, jobs, library, places
from core.datasets import own
from core.jobs import worker
from core.library import annotations
from core.projection import PcaConfig
from core.tasks import MapTask
from core.transfer import model_zip
from core.types import ImageDataset
from tests.core.conftest import brief_run, keep
from tests.visitors import ANNA, BEN


@pytest.fixture(autouse=True)
def open_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_everything_a_visitor_makes_is_this_accounts_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "deep" / "home"))
    model = jobs.submit(brief_run(), ANNA, title="Mine")
    worker.run(str(places.models() / model))
    task = jobs.submit_task(MapTask(model=model, projection=PcaConfig()), ANNA)
    worker.run(str(places.tasks() / task))
    jobs.stop_task(jobs.submit_task(MapTask(model=model, projection=PcaConfig(), points=30), ANNA), ANNA)
    brought = model_zip.import_zip(model_zip.export_zip(model), BEN)
    for id in (model, brought):  # noted in the folder by its owner, apart by others
        annotations.change(library.find(id), ANNA, lambda known: known.replace(left_out=("0" * 16,)))
    id = own.save(ImageDataset("mine", np.zeros((30, 28, 28), np.uint8), np.zeros(30, np.int64), ("a",)))
    own.note(id, "Mine", ANNA)
    library.rename(model, "Another", ANNA)
    made = [places.home(), *places.home().rglob("*")]
    assert {"models", "tasks", "annotations", "datasets", "model.safetensors", "stop"} <= {path.name for path in made}
    assert not [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert stat.S_IMODE(places.home().parent.stat().st_mode) == 0o755  # what is not the store's is as the umask says


def test_elsewhere_the_umask_decides(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    files.write_atomic(files.made(tmp_path / "export") / "model.zip", b"")
    assert stat.S_IMODE((tmp_path / "export").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "export" / "model.zip").stat().st_mode) == 0o644


def test_where_nothing_may_be_written_every_order_says_so(tmp_path, monkeypatch, trained_vae):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    model = keep(trained_vae, ANNA)
    packed = model_zip.export_zip(model.id)
    usual = os.open

    def read_only(name, flags, *mode, **named):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "Read-only file system", str(name))
        return usual(name, flags, *mode, **named)

    monkeypatch.setattr(os, "open", read_only)  # permissions do not hold where tests run as root
    for order in (
        lambda: jobs.submit(brief_run(), ANNA),
        lambda: jobs.submit_task(MapTask(model=model.id, projection=PcaConfig()), ANNA),
        lambda: library.rename(model.id, "Another", ANNA),
        lambda: own.save(ImageDataset("mine", np.zeros((30, 28, 28), np.uint8))),
        lambda: model_zip.import_zip(packed, ANNA, apart=False),
        lambda: annotations.change(model, BEN, lambda known: known.replace(left_out=("0" * 16,))),
    ):
        with pytest.raises(ValueError, match="may not write to its own folder"):
            order()
