"""Is an uploaded set kept once, whole, and given out only under its fingerprint?"""

import os
import tracemalloc

import numpy as np
import pytest

from core.config import ConfigError
from core.datasets import own
from core.images import image_keys
from core.types import DataError, ImageDataset
from tests.visitors import ANNA, BEN, CARL


def a_set(labels=True):
    images = np.random.default_rng(0).integers(0, 256, (20, 32, 32), np.uint8)
    return ImageDataset("täst", images, np.arange(20) % 2 if labels else None, ("ä", "<b>") if labels else ())


@pytest.mark.parametrize("labels", [True, False])
def test_comes_back_as_it_was(home, labels):
    dataset = a_set(labels)
    id = own.save(dataset)
    again = own.load(id)
    assert id == dataset.fingerprint == again.fingerprint
    assert (again.name, again.classes) == (dataset.name, dataset.classes)
    assert own.save(dataset) == id
    assert [path.name for path in (home / "own").iterdir()] == [f"{id}.safetensors"]


@pytest.mark.parametrize("id", ["", "x", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "0" * 65])
def test_strange_ids_are_refused(home, id):
    with pytest.raises(ConfigError):
        own.OwnConfig(id=id)
    with pytest.raises(DataError, match="64 hexadecimal digits"):
        own.load(id)


def test_missing_set_is_a_sentence(home):
    with pytest.raises(DataError, match="not here"):
        own.OwnConfig(id="0" * 64).load()


def test_damaged_or_exchanged_set_is_not_given_out(home):
    id = own.save(a_set())
    path = home / "own" / f"{id}.safetensors"
    whole = path.read_bytes()
    for data in (whole[:50], b"", whole[:-1] + bytes([whole[-1] ^ 1]), whole[:-9], os.urandom(500)):
        path.write_bytes(data)
        with pytest.raises(DataError, match="damaged"):
            own.load(id)
    other = own.save(a_set(labels=False))
    path.write_bytes((home / "own" / f"{other}.safetensors").read_bytes())
    with pytest.raises(DataError, match="damaged"):
        own.load(id)


def test_parts(home):
    config = own.OwnConfig(id=own.save(a_set()))
    assert (len(config.load("train")), len(config.load("test"))) == (18, 2)
    assert (config.count(), config.count("test")) == (18, 2)


def test_what_was_made_of_an_image_is_in_the_same_part_and_the_test_has_none_that_was_made(home):
    images = np.random.default_rng(0).integers(0, 256, (40, 28, 28), np.uint8)
    of = np.concatenate([np.arange(20), np.arange(20)])  # each of twenty, and one made of it
    id = own.save(ImageDataset("mine", images, np.arange(40) % 20 % 2, ("a", "b"), of=of))
    config = own.OwnConfig(id=id)
    train, test = config.load("train"), config.load("test")
    assert (own.load(id).of == of).all() and own.load(id).fingerprint == id
    assert (config.count(), config.count("test")) == (len(train), len(test)) == (36, 2)
    place = {image.tobytes(): n for n, image in enumerate(images)}
    tested, learned = ([place[image.tobytes()] for image in part.images] for part in (test, train))
    assert max(tested) < 20 and not set(tested) & {n % 20 for n in learned}
    assert config.glance().subset(np.arange(36)).images.tobytes() == train.images.tobytes()
    rest, apart = train.split(0.2, seed=3)
    assert not set(rest.of) & set(apart.of) and len(rest) + len(apart) == 36
    assert not set(train.resized(14).of) ^ set(train.binarised().of)
    assert len(config.replace(limit=10).load("train").of) == 10


@pytest.mark.parametrize("data", [b"", b"\xff" * 500, b"\x02" + bytes(7) + b"{}", b"\x05" + bytes(7) + b"[1,2]"])
def test_how_many_images_a_damaged_set_has_is_not_known(home, data):
    config = own.OwnConfig(id=own.save(a_set()))
    (home / "own" / f"{config.id}.safetensors").write_bytes(data)
    assert config.count() is None


def test_sets_are_noted_for_whom_they_belong_to_the_newest_first(home):
    ann, bob = ANNA, BEN
    assert own.noted(ann) == {}
    first, second = own.save(a_set()), own.save(a_set(labels=False))
    own.note(first, "first", ann)
    own.note(second, "second", ann)
    own.note(second, "second", ann)
    assert list(own.noted(ann).items()) == [(second, "second"), (first, "first")] and own.noted(bob) == {}
    own.note(first, "first again", ann)
    assert list(own.noted(ann).values()) == ["first again", "second"]
    (home / "own" / f"{second}.safetensors").unlink()
    with (home / "own" / f"of-{ann.mark}.jsonl").open("a") as notes:
        notes.write('{"id": "../../x", "name": "no"}\n{"id": 3}\nnonsense\n')
    assert list(own.noted(ann)) == [first]
    for i in range(20):
        own.note(own.save(a_set().subset(np.arange(i + 1))), str(i), bob)
    assert list(own.noted(bob).values()) == [str(i) for i in range(19, 7, -1)]


def test_a_set_goes_by_the_name_its_owner_gave_it(home):
    config, alice, bob = own.OwnConfig(id=own.save(a_set())), ANNA, BEN
    assert config.called(alice) == config.called() == "Your own images"
    own.note(config.id, "my letters", alice)
    own.note(config.id, "\u202e*x*\n", bob)
    assert (config.called(alice), config.called(bob), config.called()) == ("my letters", "*x*", "Your own images")
    own.note(config.id, "better letters", alice)
    assert config.called(alice) == "better letters"


def test_a_set_is_deleted_by_those_who_brought_it(home):
    ann, ben, id = ANNA, BEN, own.save(a_set())
    for owner in (ann, ben):
        own.note(id, "letters", owner)
    own.delete(id, CARL)
    assert own.has(id, ann) and not own.has(id, CARL)
    assert own.noted(ann) == {id: "letters"}, "nobody deletes what is not theirs"
    own.delete(id, ann)
    assert not own.has(id, ann)
    assert own.noted(ann) == {} and own.noted(ben) == {id: "letters"} and own.OwnConfig(id=id).here()
    own.delete(id, ben)
    assert not own.OwnConfig(id=id).here()
    with pytest.raises(DataError, match="not here"):
        own.load(id)
    own.save(a_set())
    own.note(id, "letters again", ann)
    assert own.noted(ann) == {id: "letters again"}


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(DataError, match="disk is full"):
        own.save(ImageDataset("mine", np.zeros((30, 28, 28), np.uint8)))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("settings", [{}, {"limit": 7}, {"binarise_at": 90}, {"without": True}])
@pytest.mark.parametrize("labels", [True, False])
def test_a_glance_sees_what_is_loaded(home, labels, settings):
    config = own.OwnConfig(id=own.save(a_set(labels)))
    if settings.get("without"):
        settings = {"without": image_keys(config.load().images[3:5])}
    config = config.replace(**settings)
    seen, whole = config.glance(), config.load()
    assert (len(seen), seen.size, seen.classes) == (len(whole), whole.size, whole.classes)
    some = seen.subset(np.array([5, 0, 6]))
    assert (some.images == whole.images[[5, 0, 6]]).all()
    assert (some.labels == whole.labels[[5, 0, 6]]).all() if labels else some.labels is seen.labels is None


def test_a_glance_reads_no_damaged_set(home):
    id = own.save(a_set())
    path = home / "own" / f"{id}.safetensors"
    seen, whole = own.OwnConfig(id=id).glance(), path.read_bytes()
    for data in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:-9], b""):
        path.write_bytes(data)
        with pytest.raises(DataError, match="damaged"):
            seen.subset(np.array([0]))
    path.unlink()
    for look in (lambda: seen.subset(np.array([0])), lambda: own.OwnConfig(id=id).glance()):
        with pytest.raises(DataError, match="not here"):
            look()


def test_a_glance_takes_the_memory_of_what_it_shows(home):
    id = own.save(ImageDataset("large", np.zeros((40_000, 28, 28), np.uint8), np.zeros(40_000, np.int64), ("a",)))
    tracemalloc.start()
    own.OwnConfig(id=id).glance().subset(np.arange(60))
    looked = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    own.load(id)
    loaded = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert looked < 8_000_000 and loaded < 31_360_000 + 8_000_000


def test_what_else_is_known_of_the_images_is_kept_beside_them_and_goes_with_them(home):
    dataset = ImageDataset("letters", np.arange(3 * 64, dtype=np.uint8).reshape(3, 8, 8))
    records = [{"text": "é", "doubt": 0.1 * n} for n in range(3)]
    id = own.save(dataset, records)
    own.note(id, "letters", ANNA)
    assert own.records_of(id) == tuple(records)
    assert own.records_of("0" * 64) == ()
    with pytest.raises(DataError, match="each of 3 images needs its record, got 1"):
        own.save(dataset, records[:1])
    (home / "own" / f"{id}.json").write_text('[1, "')
    with pytest.raises(DataError, match="damaged"):
        own.records_of(id)
    own.delete(id, ANNA)
    assert own.records_of(id) == ()
