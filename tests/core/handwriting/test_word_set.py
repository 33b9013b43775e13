"""Do the words of a page become a data set, each as a whole, that travels as it is and that models can learn from?"""

from __future__ import annotations

import numpy as np
import pytest

from core.datasets import own
from core.datasets.folder import read_folder
from core.datasets.packing import contents_of, zipped
from core.handwriting.letters.word_set import classes_of, dataset_of, kept, typed_only, words_of_pages, write
from core.handwriting.page.read import read_page
from core.training.suited import suited
from core.types import DataError, ImageDataset
from tests.core.handwriting.lettering import lettered

LINES = ("it ran and it. ran", "and so it ran on", "It is so.")
KINDS = {"it", "it.", "ran", "and", "so", "on", "It", "is", "so."}


@pytest.fixture(scope="module")
def page():
    return read_page(lettered(LINES).grey)


@pytest.fixture(scope="module")
def words(page):
    return words_of_pages([page], ["\n".join(LINES)], sources=["a.png"])[0]


def test_every_word_is_one_piece_with_what_was_typed(words):
    assert [word.text for word in words] == " ".join(LINES).split()
    assert {word.source for word in words} == {"a.png"} and max(word.doubt for word in words) == 0
    dataset, records = dataset_of(words)
    assert dataset.size == 128 and set(dataset.classes) == KINDS
    assert [dataset.classes[label] for label in dataset.labels] == [record["text"] for record in records]
    sides = [np.ptp(np.nonzero(image > 32), 1).max() + 1 for image in dataset.images]
    assert min(sides) > 0.85 * 128 and dataset.images.max((1, 2)).min() > 240  # as large as it fits, white on black


def test_without_a_text_there_are_no_classes_and_a_line_left_empty_is_known_to_nobody(page):
    plain, remarks = words_of_pages([page])
    assert not remarks and dataset_of(plain)[0].labels is None and len(plain) == 13
    some, _ = words_of_pages([page], [f"{LINES[0]}\n\n{LINES[2]}"])
    assert len(some) == 13 and classes_of(some) == () and len(typed_only(some)) == 8
    assert set(classes_of(typed_only(some))) == {"it", "it.", "ran", "and", "It", "is", "so."}


def test_more_kinds_than_a_set_may_have_are_no_classes(words):
    from dataclasses import replace

    many = [replace(words[0], text=f"word{n}") for n in range(201)]
    assert classes_of(many) == () and len(classes_of(many[:200])) == 200
    assert dataset_of(many, size=28)[0].labels is None


@pytest.mark.parametrize("size", [28, 128])
def test_the_folder_and_the_zip_come_back_as_they_were(words, tmp_path, size):
    told = write(words, tmp_path, size=size)
    assert told == {"words": 13, "classes": 9, "size": size}
    dataset, records = dataset_of(words, size=size)
    for source in ((tmp_path / "words.zip").read_bytes(), tmp_path / "words"):
        back = read_folder(source, name="words", manner="as is", image_size=size)
        assert back.skipped == () and back.dataset.fingerprint == dataset.fingerprint and back.records == records


def test_what_has_no_classes_travels_too():
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 4:20, 10:12] = np.arange(100, 260, 45)[:, None, None].clip(0, 255)
    back = read_folder(zipped(contents_of(ImageDataset("plain", images))), name="plain", manner="as is")
    assert back.dataset.labels is None and (back.dataset.images == images).all()


def test_a_kept_set_is_an_ordinary_one_with_settings_that_suit_it(words, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    id = kept(words)
    config = own.OwnConfig(id=id)
    assert config.load("train").size == 128 and len(own.records_of(id)) == 13
    run = suited(config, n=config.count(), size=128, k=9)
    assert run.model.image_size == 128


def test_no_words_are_no_set():
    with pytest.raises(DataError, match="no word"):
        dataset_of(())
