"""Does what somebody noted about images stay, mean the same images for ever, and stay theirs?"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core import library, places
from core.config import ConfigError
from core.files import write_json
from core.latents import Latents, atlas_of
from core.library import annotations
from core.library.annotations import AnnotationError, Annotations, change, indices_of, labels_csv, read
from core.types import ModelError
from tests.core.conftest import keep
from tests.core.zips import ALICE, BOB
from tests.visitors import CARL

KEYS = tuple(f"{i:016x}" for i in range(100))


@pytest.fixture
def entry(store: Path, trained_vae: Path) -> library.Entry:
    return keep(trained_vae, ALICE, "sevens")


def noted() -> Annotations:
    """Return notes of every kind."""
    notes = Annotations().with_group("odd ones", KEYS[:3]).with_group("loops", KEYS[2:6])
    return notes.labelled(KEYS[:5], "seven").labelled(KEYS[4:8], "nine").leaving_out(KEYS[90:95])


def test_notes_survive_json() -> None:
    assert Annotations.from_json(noted().to_json()) == noted()
    assert Annotations.from_json("{}") == Annotations()


def test_groups_are_named_kept_and_removed() -> None:
    notes = noted()
    assert [(group.name, len(group.images)) for group in notes.groups] == [("odd ones", 3), ("loops", 4)]
    assert [group.name for group in notes.renamed("loops", " round ").groups] == ["odd ones", "round"]
    assert [group.name for group in notes.without_group("odd ones").groups] == ["loops"]
    assert notes.with_group("twice", [KEYS[0], KEYS[0]]).groups[-1].images == KEYS[:1]
    for wrong in (lambda: notes.with_group("loops", KEYS[:1]), lambda: notes.renamed("odd ones", "loops")):
        with pytest.raises(AnnotationError, match="two groups of the name 'loops'"):
            wrong()
    with pytest.raises(AnnotationError, match="needs an image"):
        notes.with_group("none", ())


def test_an_image_has_one_label_the_last_it_was_given() -> None:
    label_of = noted().label_of()
    assert [label_of.get(key, "") for key in KEYS[:9]] == ["seven"] * 4 + ["nine"] * 4 + [""]
    notes = noted().labelled(KEYS[:8], "one")
    assert [(label.text, len(label.images)) for label in notes.labels] == [("one", 8)]
    assert noted().labelled(KEYS[:8], " ").labels == ()


def test_images_are_left_out_and_taken_back() -> None:
    notes = noted().leaving_out(KEYS[93:97])
    assert notes.left_out == KEYS[90:97]
    assert notes.taking_back(KEYS[:95]).left_out == KEYS[95:97]
    with pytest.raises(AnnotationError, match="at most 5,000 images can be left out, got 5,001"):
        Annotations().leaving_out([f"{i:016x}" for i in range(5001)])


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "two\nlines", "a\u202eb", "nul\0"])
def test_names_that_are_none_are_refused_in_a_sentence(name: str) -> None:
    tries = [lambda: noted().with_group(name, KEYS[:1]), lambda: noted().renamed("loops", name)]
    if name.strip():  # an empty label takes the label away
        tries.append(lambda: noted().labelled(KEYS[:1], name))
    for wrong in tries:
        with pytest.raises(AnnotationError, match="a name must") as error:
            wrong()
        assert "\n" not in str(error.value)


def test_images_that_are_not_kept_any_more_have_no_place_and_equal_ones_have_two() -> None:
    assert indices_of(KEYS[:3], (KEYS[2], KEYS[7], KEYS[0], KEYS[2])).tolist() == [0, 2, 3]
    assert indices_of((), KEYS).tolist() == []


def test_a_retrained_model_does_not_mislabel_other_images(entry: library.Entry) -> None:
    table = library.latents(entry)
    change(entry, ALICE, lambda notes: notes.labelled(table.keys[3:5], "mine"))
    images = table.thumbnails()[2:][::-1]
    png, columns = atlas_of(images)
    n = len(images)
    Latents(table.mu[:n], table.logvar[:n], None, png, columns, table.tile).save(entry.path / "latents.safetensors")
    now = library.latents(entry)
    (label,) = read(entry, ALICE).labels
    found = indices_of(label.images, now.keys)
    assert (now.thumbnails()[found[::-1]] == table.thumbnails()[3:5]).all()


def test_the_owner_keeps_them_in_the_folder_and_others_in_a_copy(entry: library.Entry) -> None:
    change(entry, ALICE, lambda notes: notes.with_group("hers", KEYS[:2]))
    assert (entry.path / "annotations.json").is_file()
    change(entry, BOB, lambda notes: notes.with_group("his", KEYS[2:4]))
    assert [group.name for group in read(entry, ALICE).groups] == ["hers"]
    assert [group.name for group in read(entry, BOB).groups] == ["hers", "his"]  # his copy began with hers
    assert [group.name for group in read(entry, CARL).groups] == ["hers"]
    assert [path.name for path in places.annotations().glob("*/*")] == [f"{entry.id}.json"]
    assert "token of bob" not in str(list(places.annotations().glob("*/*")))
    library.delete(entry.id, ALICE)
    assert list(places.annotations().glob("*/*")) == []


def test_the_zoo_is_never_written_to(entry: library.Entry) -> None:
    entry.path.rename(places.zoo() / "tiny")
    zoo = library.find("tiny")
    for owner in (ALICE, BOB):
        assert change(zoo, owner, lambda notes: notes.leaving_out(KEYS[:1])).left_out == KEYS[:1]
        assert read(zoo, owner).left_out == KEYS[:1]
    assert not (zoo.path / "annotations.json").exists() and read(zoo, CARL) == Annotations()


def test_two_tabs_that_note_at_the_same_moment_both_keep_what_they_noted(entry: library.Entry) -> None:
    def note(i: int) -> None:
        change(entry, ALICE, lambda notes: notes.with_group(f"group {i}", KEYS[i : i + 1]))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(note, range(24)))
    assert {group.name for group in read(entry, ALICE).groups} == {f"group {i}" for i in range(24)}


def test_a_refused_change_leaves_everything_as_it_was(entry: library.Entry) -> None:
    change(entry, ALICE, lambda notes: notes.with_group("a", KEYS[:1]))
    before = (entry.path / "annotations.json").read_bytes()
    with pytest.raises(AnnotationError):
        change(entry, ALICE, lambda notes: notes.with_group("a", KEYS[:1]))
    assert (entry.path / "annotations.json").read_bytes() == before


def test_notes_that_cannot_be_read_say_so(entry: library.Entry) -> None:
    write_json(entry.path / "annotations.json", {"groups": 7})
    with pytest.raises(ModelError, match="the notes about sevens cannot be read: groups"):
        read(entry, ALICE)


def test_every_image_of_mnist_can_be_labelled() -> None:
    keys = [f"{i:016x}" for i in range(70_000)]
    notes = Annotations().labelled(keys, "digit").with_group("all", keys)
    text = notes.to_json()
    assert len(text) < annotations.MAX_BYTES and Annotations.from_json(text) == notes
    with pytest.raises(AnnotationError, match="at most 200,000 images in all, got 210,000"):
        notes.with_group("all again", keys)


def test_labels_as_a_table() -> None:
    notes = noted().renamed("loops", "=HYPERLINK(0)").labelled(KEYS[7:8], '+1, "quoted"')
    text = labels_csv(notes, KEYS, ["zero"] * 100)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 100 and text.startswith("index,key,class,label,groups,left_out\n")
    assert rows[2] == {
        "index": "2", "key": KEYS[2], "class": "zero", "label": "seven", "groups": "odd ones; =HYPERLINK(0)",
        "left_out": "0",
    }  # fmt: skip
    assert rows[3]["groups"] == "'=HYPERLINK(0)" and rows[7]["label"] == '\'+1, "quoted"'
    assert [row["index"] for row in rows if row["left_out"] == "1"] == ["90", "91", "92", "93", "94"]
    some = list(csv.DictReader(io.StringIO(labels_csv(notes, KEYS, indices=np.array([4, 99])))))
    assert [(row["index"], row["class"], row["label"]) for row in some] == [("4", "", "nine"), ("99", "", "")]


BAD = {
    "key": {"left_out": ["0" * 15]},
    "path for a key": {"groups": [{"name": "a", "images": ["../../../etc/pwd"]}]},
    "index for a key": {"groups": [{"name": "a", "images": [7]}]},
    "empty group": {"groups": [{"name": "a", "images": []}]},
    "long name": {"groups": [{"name": "a" * 61, "images": [KEYS[0]]}]},
    "control": {"labels": [{"text": "a\u0007b", "images": [KEYS[0]]}]},
    "two names": {"groups": [{"name": "a", "images": [KEYS[0]]}] * 2},
    "two labels": {"labels": [{"text": t, "images": [KEYS[0]]} for t in "ab"]},
    "many groups": {"groups": [{"name": str(i), "images": [KEYS[0]]} for i in range(201)]},
    "much left out": {"left_out": [f"{i:016x}" for i in range(5001)]},
    "extra": {"code": "import os"},
}


@pytest.mark.parametrize("what", BAD)
def test_bad_notes_are_refused(what: str) -> None:
    with pytest.raises(ConfigError) as error:
        Annotations.from_json(json.dumps(BAD[what]))
    assert "\n" not in str(error.value) and len(str(error.value)) < 200


def test_a_huge_text_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ConfigError, match="must be at most 4194304 bytes"):
        Annotations.from_json(" " * 5_000_000)


def test_import_is_light() -> None:
    heavy = ("torch", "sklearn", "safetensors")
    code = f"import sys, core.library.annotations; print([m for m in {heavy!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
