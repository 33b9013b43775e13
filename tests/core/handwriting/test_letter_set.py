"""Do letters become a data set that is read back as it was, and that anything can be trained on?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.augmentation import GENTLE
from core.datasets import own
from core.datasets.balance import BalanceConfig, balanced
from core.datasets.folder import read_folder
from core.handwriting.letters import kept_ink
from core.handwriting.letters.contact import CELL, COLUMNS, by_class
from core.handwriting.letters.letter_set import dataset_of, folder_of, ink_at, kept, letters_of_set, named, write
from core.handwriting.letters.letters import Letters, letters_of_pages
from core.handwriting.page.read import read_page
from core.training.edit import of_recipe
from core.training.recipes import RECIPES
from core.training.suited import adapted
from core.types import DataError
from tests.core.handwriting.lettering import lettered


@pytest.fixture(scope="module")
def cut():
    made = lettered(("Now and then, an ant", "ate one; on and on."))
    page = read_page(made.grey)
    return page, letters_of_pages([page], [made.text], rounds=0)


def test_a_data_set_holds_every_letter_with_its_record(cut):
    dataset, records = dataset_of(cut[1].letters)
    assert len(dataset) == len(records) == len(cut[1]) and dataset.size == 28
    assert [dataset.classes[label] for label in dataset.labels] == [record["text"] for record in records]
    assert dataset.classes == tuple(sorted(set("Now and then, an ant ate one; on and on.") - {" "}))
    assert dataset.images.max(axis=(1, 2)).min() > 150  # each has ink


def test_no_letters_are_no_data_set():
    with pytest.raises(DataError, match="no letter was found"):
        dataset_of(())


def test_a_set_is_kept_among_the_apps_own_with_its_records(cut, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    id = kept(cut[1].letters)
    loaded, records = own.load(id), own.records_of(id)
    assert [loaded.classes[label] for label in loaded.labels] == [record["text"] for record in records]
    assert own.OwnConfig(id=id).load("train").classes == loaded.classes


def test_the_folder_and_the_zip_are_read_as_the_same_classes(cut, tmp_path):
    page, found = cut
    told = write(found, [page], tmp_path / "out")
    from_zip = read_folder((tmp_path / "out" / "letters.zip").read_bytes(), name="letters")
    from_folder = read_folder(tmp_path / "out" / "letters", name="letters")
    assert from_zip.skipped == from_folder.skipped == ()
    assert from_zip.dataset.fingerprint == from_folder.dataset.fingerprint
    assert set(from_zip.dataset.classes) == set(told["classes"])  # a sign too, whose folder has another name
    _, records = dataset_of(found.letters)
    assert [from_zip.dataset.classes[label] for label in from_zip.dataset.labels] == [r["text"] for r in records]
    assert from_zip.records == from_folder.records == records
    assert len(from_zip.dataset) == told["letters"] == len(found)
    assert from_zip.dataset.images.mean() < 100  # bright ink on black, as it was written


def test_letters_json_has_the_rest(cut, tmp_path):
    page, found = cut
    write(found, [page], tmp_path, most_doubt=0.5)
    told = json.loads((tmp_path / "letters.json").read_text(encoding="utf-8"))
    assert len(told["records"]) == len(found) == told["letters"] + told["left out"]
    for row in told["records"]:
        assert (tmp_path / "letters" / row["file"]).exists() == (row["doubt"] <= 0.5)
        assert {"text", "page", "line", "word", "place", "of", "box", "left", "low", "high", "doubt", "source"} <= set(
            row
        )


def test_the_sheet_shows_the_most_doubtful_of_each_class_first(cut):
    page, found = cut
    sheet = by_class([page], found.letters)
    rows = sum(-(-len([x for x in found.letters if x.text == text]) // (COLUMNS - 1)) for text in {
        letter.text for letter in found.letters
    })  # fmt: skip
    assert sheet.size == (COLUMNS * CELL[0], rows * (CELL[1] + 16))
    pixels = np.asarray(sheet)
    assert ((pixels[..., 0] > 180) & (pixels[..., 1] < 60)).sum() > 20 * len(found)  # each has red ink


def test_folders_have_names_that_every_disk_takes(cut):
    assert [folder_of(text) for text in ("a", "É", "б", ",", "?", "/", ".")] == [
        *("a", "É", "б", "comma", "question mark", "solidus", "full stop")
    ]
    paths = named(cut[1].letters)
    assert len({path.casefold() for path in paths}) == len(paths)


def test_a_set_without_a_letter_is_said(cut, tmp_path):
    with pytest.raises(DataError, match="no letter was found on the page that is as little doubtful"):
        write(Letters((), (), None), [cut[0]], tmp_path)


@pytest.mark.parametrize("n", [30, 300, 868])
def test_no_recipe_refuses_so_few_letters(n):
    for recipe in RECIPES.values():
        training = adapted(recipe.run, n).training
        held_out = training.validation if training.validation >= 1 else training.validation * n
        assert held_out <= 0.2 * n


def test_a_recipe_from_the_terminal_suits_so_few_letters_and_what_is_said_counts(cut, tmp_path):
    page, found = cut
    write(found, [page], tmp_path)
    own_set = f'dataset={{"name": "folder", "path": {json.dumps(str(tmp_path / "letters.zip"))}}}'
    usual = of_recipe("mnist-vae-16d", [])
    assert usual.training.validation >= len(found)  # as many as that could not be held out
    assert of_recipe("mnist-vae-16d", [own_set]).training.validation < 1
    assert of_recipe("mnist-vae-16d", [own_set, "training.validation=5"]).training.validation == 5


def test_a_balanced_set_keeps_the_ink_of_what_was_written(cut, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    id = kept(cut[1].letters)
    whole, letters = own.load(id), letters_of_set(id)
    found = balanced(whole, BalanceConfig(least=2, most=6, fill=6, ways=GENTLE))
    written = found.source[~found.made]
    again = own.save(found.dataset, ink=ink_at(id, whole, written))
    back = letters_of_set(again)
    assert [letter.box for letter in back] == [letters[n].box for n in written]
    assert found.made.any() and len(back) == (~found.made).sum() < len(own.load(again))
    assert [letter.text for letter in back] == [
        found.dataset.classes[k] for k in found.dataset.labels[np.flatnonzero(~found.made)]
    ]
    # Balanced once more, what was varied then is no ink now.
    second = balanced(own.load(again), BalanceConfig(least=2, most=40, fill=8, ways=GENTLE))
    ink = ink_at(again, own.load(again), second.source[~second.made])
    assert len(kept_ink.unpacked(ink)) == len(back)
    assert ink_at(own.save(whole.subset(np.arange(5))), whole, np.arange(3)) == b"", "one without ink has none"
