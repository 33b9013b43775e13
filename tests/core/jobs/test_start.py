"""Does a training begin with what another model has learned, class by class, and is refused where that cannot be?"""

from __future__ import annotations

import pytest
import torch

from core import library
from core.config import ConfigError
from core.datasets import DATASETS, own
from core.files import read_lines
from core.jobs import client
from core.jobs.execute import execute
from core.library.folder import entry_at, open_model
from core.library.model_card import card_of
from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig
from core.training.run import TrainingConfig
from core.training.start import objection, take_over
from core.transfer.archive import without_place
from core.types import ImageDataset, ModelError
from tests.core.jobs.test_execute import folder_of, run_config
from tests.visitors import ANNA

OLD, NEW = ("a", "b", "c"), ("c", "x", "a", "y")
CONV = ConvVaeConfig(image_size=32, latent_dim=2, filters=(4,), dense=8, conditional=True)


@pytest.mark.parametrize(
    "model",
    [
        MlpVaeConfig(image_size=8, hidden=(6, 5), conditional=True),
        CONV,
        CONV.replace(class_at="dense"),
        GanConfig(conditional=True, latent_dim=4, volume=8, filters=(4,), discriminator_filters=(4,)),
        ClassifierConfig(),
    ],
    ids=lambda model: model.family + getattr(model, "class_at", ""),
)
def test_classes_that_both_know_keep_their_weights_and_new_ones_begin_from_the_mean(model):
    torch.manual_seed(0)
    before = model.build(OLD)
    torch.manual_seed(1)
    after = model.build(NEW)
    take_over(after, run_config(model=model, classes=NEW), before.state_dict(), run_config(model=model, classes=OLD))
    changed = 0
    for name, new in after.state_dict().items():
        old = before.state_dict()[name]
        if new.shape == old.shape:
            assert torch.equal(new, old), name
            continue
        axis = next(axis for axis, (a, b) in enumerate(zip(old.shape, new.shape, strict=True)) if a != b)
        was, rows = old.unbind(axis)[-3:], new.unbind(axis)[-4:]
        assert torch.equal(rows[0], was[2]) and torch.equal(rows[2], was[0]), name
        assert torch.allclose(rows[1], torch.stack(was).mean(0)) and torch.equal(rows[1], rows[3]), name
        assert all(map(torch.equal, old.unbind(axis)[:-3], new.unbind(axis)[:-4])), name
        changed += 1
    assert changed >= 1


def test_as_many_classes_of_other_names_are_not_taken_for_the_same():
    before, after = CONV.build(("a", "b")), CONV.build(("b", "z"))
    configs = [run_config(model=CONV, classes=names) for names in (("b", "z"), ("a", "b"))]
    take_over(after, configs[0], before.state_dict(), configs[1])
    old, new = before.head.weight, after.head.weight
    assert torch.equal(new[:, -2], old[:, -1]) and not torch.equal(new[:, -1], old[:, -1])


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (CONV.replace(filters=(8,)), "filters must be 4 as it was there, got 8"),
        (CONV.replace(latent_dim=3), "latent_dim must be 2"),
        (CONV.replace(image_size=64), "image_size must be 32"),
        (CONV.replace(conditional=False), "conditional must be True"),
        (MlpVaeConfig(), "weights of a Convolutional VAE"),
    ],
)
def test_another_network_is_refused_in_a_sentence(model, said):
    assert said in objection(model, CONV)
    with pytest.raises(ModelError, match=said.split(" as ")[0]):
        config = run_config(model=model, classes=NEW)
        take_over(model.build(NEW), config, {}, run_config(model=CONV, classes=OLD))


def test_what_only_says_how_it_learns_may_differ():
    assert not objection(CONV.replace(beta=0.25, free_bits=0.5, warmup_epochs=3.0), CONV)


@pytest.fixture
def begun(tmp_path, monkeypatch) -> library.Entry:
    """A model of the digits 0 to 3 that Anna has trained."""
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    training = TrainingConfig(epochs=25, batch_size=16, learning_rate=1e-2, snapshots=(25,), device="cpu")
    entry = library.create(run_config(dataset=digits("0123"), model=CONV, training=training), ANNA)
    assert execute(entry.path) == "done", entry_at(entry.path).reason
    return library.find(entry.id)


def digits(classes: str, n: int = 60):
    """Return an own set of some digits."""
    whole = DATASETS["digits"]().load()
    some = whole.subset([k for k, label in enumerate(whole.labels) if str(label) in classes][:n])
    images, labels = some.resized(32).images, [classes.index(str(label)) for label in some.labels]
    return own.OwnConfig(id=own.save(ImageDataset("some", images, torch.tensor(labels).numpy(), tuple(classes))))


def test_a_run_begins_with_it_goes_on_without_it_and_leaves_a_whole_folder(begun, tmp_path):
    config = run_config(dataset=digits("2389"), model=CONV, start=begun.id)
    folder = folder_of(tmp_path / "run", config)
    scratch = folder_of(tmp_path / "scratch", config.replace(start=""))
    assert execute(folder, should_stop=lambda: len(read_lines(folder / "history.jsonl")) >= 2) == "stopped"
    library.delete(begun.id, ANNA)
    assert execute(folder) == execute(scratch) == "done"
    first = [read_lines(path / "history.jsonl")[0]["train"]["loss"] for path in (folder, scratch)]
    assert first[0] < 0.9 * first[1], "it knows most of it before it begins"
    entry = entry_at(folder)
    assert (folder / "browser.bin").exists() and open_model(entry).classes == tuple("2389")
    assert "began with the weights of another model" in card_of(entry) and begun.id not in card_of(entry)
    assert without_place(entry.config).start == "", "a link to somebody's model does not travel"
    assert without_place(config.replace(start="mnist-cvae")).start == "mnist-cvae"


def test_one_that_is_not_there_or_does_not_fit_is_refused_when_it_is_ordered_and_when_it_is_trained(begun, tmp_path):
    data = digits("23")
    for config, said in (
        (run_config(dataset=data, model=CONV, start="f" * 32), "There is no model"),
        (run_config(dataset=data, model=CONV.replace(dense=9), start=begun.id), "dense must be 8 as it was there"),
    ):
        with pytest.raises(client.JobError, match=said):
            client.submit(config, ANNA)
        folder = folder_of(tmp_path / said[:5], config)
        assert execute(folder) == "failed" and said in entry_at(folder).reason
    for id in ("../x", "A" * 32, "x y", "a" * 65):
        with pytest.raises(ConfigError, match="start"):
            run_config(start=id)


@pytest.mark.parametrize(("classes", "n"), [("5", 12), pytest.param("0123456789", 10, marks=pytest.mark.long)])
def test_one_class_and_an_image_or_so_of_each_train(begun, classes, n, tmp_path):
    folder = folder_of(tmp_path / "run", run_config(dataset=digits(classes, n), model=CONV, start=begun.id))
    assert execute(folder) == "done", entry_at(folder).reason
