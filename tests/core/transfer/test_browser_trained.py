"""Does what a browser has learned become a model like any other, and is all else refused in a sentence?"""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings

from core import library
from core.datasets import own
from core.datasets.digits import DigitsConfig
from core.datasets.folder import FolderConfig
from core.guard import confined
from core.models import ConvVaeConfig, MlpVaeConfig
from core.packed import pack, unpack
from core.training.run import RunConfig, TrainingConfig
from core.transfer import browser_trained, model_zip
from core.types import ImageDataset, ModelError
from tests.mutants import edits, mutated
from tests.tries import tries
from tests.visitors import ANNA, SOMEBODY

CLASSES = tuple("0123456789")
ROW = {
    "epoch": 1,
    "step": 3,
    "seconds": 0.5,
    "images_per_second": 90.0,
    "train": {"loss": 200.0, "reconstruction": 190.0, "kl": 10.0, "negative_elbo": 200.0},
    "validation": {"loss": 210.0, "reconstruction": 200.0, "kl": 10.0, "kl_per_dim": [5.0, 5.0]},
}


def run(**model) -> RunConfig:
    training = TrainingConfig(epochs=4, batch_size=16, validation=12)
    config = RunConfig(dataset=DigitsConfig(limit=60), model=MlpVaeConfig(hidden=(8,), **model), training=training)
    return config.replace(classes=CLASSES)


def sections_of(
    config: RunConfig, *, told: dict | None = None, rows: tuple = (ROW,), seed: int = 0
) -> dict[str, bytes]:
    """Return what a browser sends of a model with the weights that torch draws."""
    torch.manual_seed(seed)
    model = config.model.build(config.classes)
    weights = torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy()
    browser = {
        "kernels": "wasm",
        "steps": 12,
        "turned": 0,
        "beta": 1.0,
        "learning_rate": 2e-3,
        "images": 48,
        "classes": [],
    }
    telling = {"browser": browser, "squared_noise": 1.0, "noise_steps": 0} | (told or {})
    return {
        "config": config.to_json().encode(),
        "weights": weights.astype("<f4").tobytes(),
        "told": json.dumps(telling).encode(),
        "history": b"".join(json.dumps(row).encode() + b"\n" for row in rows),
    }


def sent(config: RunConfig, **more) -> bytes:
    return pack(sections_of(config, **more))


def test_it_becomes_a_model_like_any_other(store):
    config = run()
    id = browser_trained.take_in(sent(config), SOMEBODY, title="Mine")
    entry = library.find(id)
    assert (entry.title, entry.owner, entry.state) == ("Mine", SOMEBODY, "done")
    assert entry.config.browser is not None and entry.config.browser.steps == 12
    torch.manual_seed(0)
    same = config.model.build(CLASSES)
    opened = library.open_model(entry)
    for name, tensor in same.state_dict().items():
        assert torch.equal(opened.state_dict()[name], tensor), name
    assert library.history(entry) == [ROW]
    assert library.browser_bin(entry) and library.encoder_bin(entry)
    assert (library.preview(entry) or b"").startswith(b"\x89PNG")
    kept = library.latents(entry)
    dataset = config.dataset.load()
    assert len(kept) == len(dataset) and sorted(kept.labels) == sorted(dataset.labels)
    x = torch.from_numpy(kept.thumbnails()[:5].copy()).unsqueeze(1).float() / 255  # in 16 greys
    np.testing.assert_allclose(opened.encode(x).mu.numpy(), kept.mu[:5], atol=0.05)


def test_the_card_says_that_a_browser_trained_it_and_what_was_turned(store):
    id = browser_trained.take_in(sent(run()), SOMEBODY)
    card = library.card(library.find(id))
    assert "Trained in a browser, in 12 steps, by random numbers of its own" in card and "turned" not in card
    browser = {"kernels": "plain", "steps": 1, "turned": 3, "beta": 4.0, "learning_rate": 0.01, "images": 20}
    id = browser_trained.take_in(sent(run(), told={"browser": browser}, rows=()), SOMEBODY)
    card = library.card(library.find(id))
    assert "in 1 step, by" in card
    assert "turned 3 times" in card and "was 4, the learning rate 0.01, and it learned from 20 images." in card


def test_it_leaves_as_a_zip_and_is_taken_in_from_it(store):
    entry = library.find(browser_trained.take_in(sent(run()), SOMEBODY, title="Mine"))
    back = library.find(model_zip.import_zip(model_zip.export_zip(entry.id), ANNA))
    assert back.config == entry.config and back.title == "Mine"
    assert (library.latents(back).mu == library.latents(entry).mu).all()


@pytest.mark.parametrize(
    "model", [{"conditional": True, "latent_dim": 3}, {"likelihood": "gaussian"}, {"image_size": 14}]
)
def test_every_kind_that_a_browser_trains_is_taken(store, model):
    config = run(**model)
    told = {"squared_noise": 0.04, "noise_steps": 12}
    entry = library.find(browser_trained.take_in(sent(config, told=told, rows=()), SOMEBODY))
    opened = library.open_model(entry)
    if config.model.learns_noise:
        assert float(opened.noise) == pytest.approx(0.2)
    assert len(library.latents(entry)) == 60


def test_it_is_taken_in_apart_as_strangers_files_are(store):
    answer = confined.run(
        "trained", {"owner": SOMEBODY.mark, "title": ""}, sent(run()),
        megabytes=1500, seconds=60, on_progress=lambda doing, done: None,
    )  # fmt: skip
    assert library.find(answer).title == "Digits, small, 2 latent dims"


def test_images_of_ones_own_are_found_by_their_owner_alone(store):
    dataset = DigitsConfig(limit=60).load()
    id = own.save(dataset)
    own.note(id, "My letters", SOMEBODY)
    config = run().replace(dataset=own.OwnConfig(id=id), training=TrainingConfig(epochs=4, validation=6))
    mine = library.find(browser_trained.take_in(sent(config), SOMEBODY))
    assert mine.config.dataset == config.dataset and len(library.latents(mine)) == 54
    theirs = library.find(browser_trained.take_in(sent(config), ANNA))
    assert theirs.config.dataset.name == "elsewhere" and not (theirs.path / "latents.safetensors").exists()


def test_images_that_are_not_here_may_come_along(store):
    dataset = DigitsConfig(limit=30).load()
    config = run().replace(dataset=FolderConfig(path="/etc"))
    given = sections_of(config) | {
        "images": dataset.images.tobytes(),
        "labels": dataset.labels.astype(np.uint8).tobytes(),
    }
    entry = library.find(browser_trained.take_in(pack(given), SOMEBODY))
    assert entry.config.dataset.name == "elsewhere", "no folder of this machine is looked into"
    kept = library.latents(entry)
    assert len(kept) == 30 and (kept.labels == dataset.labels).all()


def changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    sections = sections_of(run())
    return pack(sections | {name: change(sections[name])})


def rows_of(*rows: dict) -> bytes:
    return sent(run(), rows=tuple(ROW | row for row in rows))


ELSEWHERE = run().replace(dataset=FolderConfig(path="/etc"))
REFUSED = {
    "nothing": (lambda: b"", "packed file"),
    "another file": (lambda: b"PK\x03\x04" + bytes(100), "header"),
    "no weights": (lambda: pack({"config": b"{}"}), "must hold"),
    "one section more": (lambda: pack(sections_of(run()) | {"pickle": b""}), "must hold"),
    "too many bytes": (lambda: bytes(21 * 2**20), "20 MB"),
    "a weight too few": (lambda: changed("weights", lambda data: data[4:]), "weights of four bytes"),
    "a byte more": (lambda: changed("weights", lambda data: data + b"\0"), "weights of four bytes"),
    "a weight that is none": (lambda: changed("weights", lambda data: b"\0\0\xc0\x7f" + data[4:]), "not finite"),
    "no settings": (lambda: changed("config", lambda data: b"{"), "settings"),
    "another family": (lambda: pack(sections_of(run()) | {
        "config": run().replace(model=ConvVaeConfig()).to_json().encode()}), "Convolutional VAE"),
    "classes of another set": (lambda: sent(run().replace(classes=("a", "b"))), "classes are not those"),
    "untold classes": (lambda: pack(sections_of(run(conditional=True)) | {
        "config": run(conditional=True).replace(classes=()).to_json().encode()}), "name its classes"),
    "classes that cannot be printed": (lambda: sent(run().replace(classes=("a\0",))), "printable"),
    "no steps": (lambda: sent(run(), told={"browser": {"kernels": "wasm", "steps": 0}}), "steps"),
    "other kernels": (lambda: sent(run(), told={"browser": {"kernels": "cuda", "steps": 3}}), "kernels"),
    "noise below 0": (lambda: sent(run(), told={"squared_noise": -1.0}), "squared_noise"),
    "more epochs than planned": (lambda: rows_of(*({"epoch": i, "step": i} for i in range(1, 6))), "at most 4 epochs"),
    "back in time": (lambda: rows_of({}, {"epoch": 2, "step": 3}), "back in time"),
    "more steps than taken": (lambda: rows_of({"step": 13}), "more steps"),
    "losses of a GAN": (lambda: rows_of({"train": {"discriminator": 1.0}}), "losses"),
    "dimensions of another model": (lambda: rows_of({"validation": {"kl_per_dim": [1.0] * 3}}), "2 dimensions"),
    "a loss that is none": (lambda: changed("history", lambda data: data.replace(b"200.0", b"NaN")), "history"),
    "half an image": (lambda: pack(sections_of(ELSEWHERE) | {"images": bytes(99)}), "images of 28 x 28"),
    "labels of other classes": (
        lambda: pack(sections_of(ELSEWHERE) | {"images": bytes(784), "labels": b"\x0b"}), "labels must be"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_is_none_is_refused_in_a_sentence_and_nothing_stays(store, wrong):
    data, words = REFUSED[wrong]
    with pytest.raises(ModelError) as refused:
        browser_trained.take_in(data(), SOMEBODY)
    assert words in str(refused.value) and str(refused.value).isprintable() and len(str(refused.value)) < 500
    assert library.list_models(SOMEBODY) == [] and not list(store.glob("*"))


def test_weights_with_which_nothing_can_be_computed_are_refused(store):
    sections = sections_of(run())
    huge = np.full(len(sections["weights"]) // 4, 1e38, "<f4").tobytes()
    with pytest.raises(ModelError, match="farther away"):
        browser_trained.take_in(pack(sections | {"weights": huge}), SOMEBODY)
    assert library.list_models(SOMEBODY) == []


GOOD = sent(run())


@settings(
    max_examples=tries(200), derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(changes=edits)
def test_whatever_bytes_come_they_are_read_or_refused(changes):
    try:
        given = browser_trained.read(mutated(GOOD, changes), SOMEBODY)
    except ModelError as error:
        assert str(error).isprintable()
    else:
        assert np.isfinite(given.weights).all()


def test_a_good_one_is_read_as_it_was_sent():
    given = browser_trained.read(GOOD, SOMEBODY)
    assert given.weights.tobytes() == unpack(GOOD)["weights"]
    assert isinstance(given.shown, ImageDataset) and len(given.history) == 1
