"""What do the tests of model folders share? Tiny models, really trained, and a store of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import library, places
from core.datasets.digits import DigitsConfig
from core.files import write_atomic
from core.models import ClassifierConfig, GanConfig, MlpVaeConfig
from core.owner import Owner
from core.training.run import RunConfig, TrainingConfig
from core.transfer import archive
from tests.visitors import SOMEBODY

BRIEF = TrainingConfig(epochs=2, batch_size=32, validation=40, snapshots=(1,), device="cpu")


def brief_run(**changes) -> RunConfig:
    """Return a run of a second: a tiny VAE on 120 digits."""
    model = MlpVaeConfig(hidden=(16,), latent_dim=2)
    return RunConfig(dataset=DigitsConfig(limit=120), model=model, training=BRIEF).replace(**changes)


def _trained(folder: Path, config: RunConfig) -> Path:
    from core.jobs.execute import execute

    folder.mkdir(parents=True)
    write_atomic(folder / "config.json", config.to_json())
    assert execute(folder) == "done", library.entry_at(folder).reason
    return folder


@pytest.fixture(scope="session")
def trained_vae(tmp_path_factory) -> Path:
    """The folder of a trained VAE with two latent dimensions. Not to be changed."""
    return _trained(tmp_path_factory.mktemp("trained") / "vae", brief_run())


@pytest.fixture(scope="session")
def trained_cvae(tmp_path_factory) -> Path:
    """The folder of a trained conditional VAE. Not to be changed."""
    model = MlpVaeConfig(hidden=(16,), latent_dim=3, conditional=True)
    return _trained(tmp_path_factory.mktemp("trained") / "cvae", brief_run(model=model))


@pytest.fixture(scope="session")
def trained_gan(tmp_path_factory) -> Path:
    """The folder of a trained conditional GAN, which has no encoder. Not to be changed."""
    model = GanConfig(latent_dim=3, filters=(4, 8), discriminator_filters=(4, 8), conditional=True)
    return _trained(tmp_path_factory.mktemp("trained") / "gan", brief_run(model=model))


@pytest.fixture(scope="session")
def trained_classifier(tmp_path_factory) -> Path:
    """The folder of a trained classifier. Not to be changed."""
    model = ClassifierConfig(filters=(4, 8), features=16)
    return _trained(tmp_path_factory.mktemp("trained") / "classifier", brief_run(model=model))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store of models and an empty zoo; returns the models' folder."""
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(places, "zoo", lambda: tmp_path / "zoo")
    (tmp_path / "zoo").mkdir()
    return places.models()


@pytest.fixture
def packed(trained_vae: Path) -> bytes:
    """A good zip of a model."""
    return archive.pack(trained_vae, title="sevens")


def keep(trained: Path, owner: Owner = SOMEBODY, title: str = "") -> library.Entry:
    """Put a trained model into the store, as `owner`'s."""
    entry = library.create(library.entry_at(trained).config, owner, title)
    shutil.copytree(trained, entry.path, dirs_exist_ok=True)
    library.write_card(entry.path)
    return library.find(entry.id)
