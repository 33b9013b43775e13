"""Does a folder become a model, survive a kill at any write, and say why it could not?"""

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load

from core.datasets import DATASETS
from core.files import read_lines, write_atomic
from core.images import image_keys
from core.jobs import execute as room
from core.jobs.execute import execute
from core.library.folder import entry_at, latents, open_model
from core.models import ClassifierConfig, GanConfig, MlpVaeConfig
from core.training import film as reel
from core.training.run import RunConfig, TrainingConfig


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def run_config(**changes) -> RunConfig:
    training = TrainingConfig(epochs=4, batch_size=32, device="cpu")
    settings = {"dataset": DATASETS["digits"](limit=100), "model": MlpVaeConfig(hidden=(16,)), "training": training}
    return RunConfig(**settings | changes)


def folder_of(path, config):
    path.mkdir(exist_ok=True)
    write_atomic(path / "config.json", config.to_json())
    return path


def weights_in(folder):
    tensors = load((folder / "model.safetensors").read_bytes())
    return torch.cat([tensors[name].flatten() for name in sorted(tensors)])


def test_a_run_leaves_a_whole_model_folder(tmp_path):
    folder = folder_of(tmp_path / "run", run_config())
    assert execute(folder) == "done"
    entry = entry_at(folder)
    assert entry.state == "done"
    assert entry.config.classes == tuple("0123456789")
    assert [row["epoch"] for row in read_lines(folder / "history.jsonl")] == [1, 2, 3, 4]
    assert open_model(entry).latent_dim == 2
    table = latents(entry)
    assert len(table) == 100
    assert table.thumbnails().shape == (100, 28, 28)
    assert np.isfinite(table.mu).all()
    for name in ("browser.bin", "encoder.bin", "preview.png", "README.md", "tick.json", "snapshots/0001.safetensors"):
        assert (folder / name).exists(), name
    assert not (folder / "resume.safetensors").exists()
    assert not list(folder.rglob("*.tmp"))


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(tmp_path):
    folders = [folder_of(tmp_path / str(i), run_config(seed=seed)) for i, seed in enumerate((1, 1, 2))]
    for folder in folders:
        execute(folder)
    a, b, c = (weights_in(folder) for folder in folders)
    assert torch.equal(a, b)
    assert not torch.equal(a, c)


def test_a_finished_run_is_not_trained_again(tmp_path):
    folder = folder_of(tmp_path / "run", run_config())
    execute(folder)
    before = (folder / "model.safetensors").stat().st_mtime_ns
    assert execute(folder) == "done"
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = folder_of(tmp_path_factory.mktemp("runs") / "whole", run_config())
    execute(folder)
    return folder


def same_film(folder, other) -> bool:
    mine, theirs = reel.read(folder), reel.read(other)
    return all(np.array_equal(getattr(mine, name), getattr(theirs, name)) for name in ("frames", "steps", "images"))


def test_the_film_of_training_begins_with_noise_and_ends_with_the_last_step(whole):
    film = reel.read(whole)
    assert film.frames.shape == (13, 20, 28, 28)
    assert film.steps.tolist() == list(range(13)) and film.images.tolist()[:5] == [0, 32, 64, 90, 122]
    assert film.seconds[0] == 0 and (np.diff(film.seconds) > 0).all()
    untrained, trained = film.frames[[0, -1]].astype(float)
    assert np.abs(trained - untrained).mean() > 1


class Killed(BaseException):
    pass


@pytest.mark.parametrize("killed_at", [2, 4, 7, 12, 19, 26])
def test_killed_before_any_write_it_goes_on_to_the_same_model(whole, tmp_path, monkeypatch, killed_at):
    folder, writes = folder_of(tmp_path / "run", run_config()), [0]

    def counted(real):
        def write(*args, **how):
            writes[0] += 1
            if writes[0] == killed_at:
                raise Killed
            return real(*args, **how)

        return write

    with monkeypatch.context() as patch:
        for name in ("write_atomic", "write_json", "append_line"):
            patch.setattr(room, name, counted(getattr(room, name)))
        try:
            execute(folder)
        except Killed:
            assert entry_at(folder).state != "done"
    assert execute(folder) == "done"
    assert torch.equal(weights_in(folder), weights_in(whole))
    told = [(row["epoch"], row["step"], row["validation"]) for row in read_lines(folder / "history.jsonl")]
    expected = [(row["epoch"], row["step"], row["validation"]) for row in read_lines(whole / "history.jsonl")]
    assert told == expected
    assert same_film(folder, whole)


def test_stopped_in_the_middle_it_keeps_weights_and_goes_on_exactly(whole, tmp_path):
    folder = folder_of(tmp_path / "run", run_config())
    asked = [0]

    def after_five_steps() -> bool:
        asked[0] += 1
        return asked[0] > 5

    assert execute(folder, should_stop=after_five_steps) == "stopped"
    assert open_model(entry_at(folder)).latent_dim == 2
    assert (folder / "browser.bin").exists()
    assert execute(folder) == "done"
    assert torch.equal(weights_in(folder), weights_in(whole))
    assert same_film(folder, whole)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dataset": DATASETS["digits"](limit=1)}, "1 images"),
        ({"training": TrainingConfig(device="mps")}, "no mps device"),
    ],
)
def test_what_cannot_be_trained_fails_with_a_sentence(tmp_path, changes, sentence):
    folder = folder_of(tmp_path / "run", run_config(**changes))
    assert execute(folder) == "failed"
    said = json.loads((folder / "state.json").read_text())
    assert said["state"] == "failed"
    assert sentence in said["reason"]


def test_a_full_disk_is_said_and_what_was_there_stays(tmp_path, monkeypatch):
    folder = folder_of(tmp_path / "run", run_config())
    execute(folder, should_stop=lambda calls=iter(range(99)): next(calls) > 8)
    before = weights_in(folder)

    def full(path, data):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(room, "write_atomic", full)
        assert execute(folder) == "failed"
    assert "disk is full" in entry_at(folder).reason
    assert torch.equal(weights_in(folder), before)
    assert execute(folder) == "done"  # after some space was freed


def test_a_long_epoch_can_be_watched_before_it_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("core.training.loop.TICK", 0.0)
    monkeypatch.setattr("core.training.loop.PICTURES", 0.0)
    monkeypatch.setattr(room, "WRITE_EVERY", 0.0)
    folder, seen = folder_of(tmp_path / "run", run_config()), []

    def look(progress):
        if progress.samples is not None and not progress.epoch_end and progress.epoch == 0:
            seen.append((weights_in(folder), latents(entry_at(folder)).mu))

    execute(folder, on_progress=look)
    assert len(seen) > 1
    assert not torch.equal(seen[0][0], seen[1][0])
    assert not np.array_equal(seen[0][1], seen[1][1])


def test_a_run_that_diverges_leaves_its_last_good_weights(tmp_path, monkeypatch):
    folder, real = folder_of(tmp_path / "run", run_config()), MlpVaeConfig(hidden=(16,)).build().__class__.train_step
    steps = [0]

    def poisoned(self, *args, **kwargs):
        steps[0] += 1
        losses = real(self, *args, **kwargs)
        if steps[0] == 5:
            with torch.no_grad():
                self.head.bias.fill_(float("nan"))
        return losses

    monkeypatch.setattr("core.models.vae_network.Vae.train_step", poisoned)
    assert execute(folder) == "failed"
    assert "stopped being finite" in entry_at(folder).reason
    assert torch.isfinite(weights_in(folder)).all()
    assert open_model(entry_at(folder)).latent_dim == 2


def test_a_classifier_trains_in_the_same_way(tmp_path):
    folder = folder_of(tmp_path / "run", run_config(model=ClassifierConfig(filters=(4, 8), features=16)))
    assert execute(folder) == "done"
    assert not (folder / "latents.safetensors").exists() and not (folder / "reel.bin").exists()
    assert read_lines(folder / "history.jsonl")[-1]["validation"]["accuracy"] > 0.05


def test_a_duel_says_how_each_image_is_judged(tmp_path):
    model = GanConfig(latent_dim=3, filters=(4, 8), discriminator_filters=(4, 8))
    folder = folder_of(tmp_path / "run", run_config(model=model, training=TrainingConfig(epochs=2, device="cpu")))
    assert execute(folder) == "done"
    rows = read_lines(folder / "history.jsonl")
    for row in rows:
        assert sum(row["judged"]["real"]) == sum(row["judged"]["fake"]) == 10  # a tenth of 100 images is held out
    tick = json.loads((folder / "tick.json").read_text())
    assert tick["judged"] == rows[-1]["judged"] and tick["images"] == 180
    assert len(reel.read(folder)) == 3


def test_images_left_out_are_noted_and_told_on_the_card(tmp_path):
    config = run_config()
    keys = image_keys(config.dataset.load().images)
    config = config.replace(dataset=config.dataset.replace(without=(*keys[:7], "0" * 16)))
    folder = folder_of(tmp_path / "run", config)
    assert execute(folder) == "done"
    assert entry_at(folder).config.left_out == 7
    assert not set(latents(entry_at(folder)).keys) & set(keys[:7])
    card = (folder / "README.md").read_text()
    assert "Left out of the training by hand: 7 images, of 8 that were named." in card and keys[0] not in card
