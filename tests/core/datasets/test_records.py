"""Does a set that travels as a zip come back with what was known of its images, and is nothing else believed?"""

from __future__ import annotations

import json

import pytest

from core.datasets import own, records
from core.datasets.folder import read_folder
from core.transfer import intake
from tests.core.datasets.test_folder import TWO_CLASSES, stroke, zipped


def record(text="a", **changes):
    usual = {"text": text, "page": 0, "line": 2, "word": 1, "place": 3, "of": "abba", "source": "page.jpg"}
    return usual | {
        "box": [3, 4, 30, 44], "left": 1.5, "width": 0.9, "low": 0, "high": 1.06, "doubt": 0.25,
    } | changes  # fmt: skip


def known(files):
    return {name: record(text=name[0], place=n) for n, (name, _) in enumerate(files)}


def brought(rows, files=TWO_CLASSES, at=records.FILE):
    return read_folder(zipped([*files, (at, rows if isinstance(rows, bytes) else records.packed(rows))]), name="mine")


def test_each_image_comes_back_with_its_record():
    rows = known(TWO_CLASSES)
    report = brought(rows)
    assert report.skipped == report.remarks == () and report.dataset.classes == ("a", "b")
    assert report.records == tuple(rows[f"{label}/{i}.png"] for label in "ab" for i in range(3))


@pytest.mark.parametrize("at", ["letters/letters.json", "mine/deep/letters.json"])
def test_a_folder_around_the_set_is_no_matter(at):
    around = at.removesuffix(records.FILE)
    report = brought(known(TWO_CLASSES), [(around + name, data) for name, data in TWO_CLASSES], at)
    assert len(report.records) == 6 and report.remarks == ()


def test_images_that_were_taken_out_and_other_files_are_no_matter():
    report = brought(known(TWO_CLASSES), [*TWO_CLASSES[1:], ("notes.txt", b"x")])
    assert [row["place"] for row in report.records] == [3, 4, 5, 1, 2] and len(report.skipped) == 1
    outside = brought(known(TWO_CLASSES), [*TWO_CLASSES, ("sheet.png", stroke(9))])
    assert len(outside.records) == 6 and "outside the folders" in outside.skipped[0]


def test_a_set_without_classes_keeps_its_records():
    report = brought({"2.png": record("b"), "1.png": record("a")}, [("1.png", stroke(1)), ("2.png", stroke(2))])
    assert report.dataset.labels is None and [row["text"] for row in report.records] == ["a", "b"]


def test_signs_that_no_folder_can_be_called_are_classes_again():
    files = [(f"{folder}/{i}.png", stroke(i)) for folder in ("comma", "a") for i in range(2)]
    rows = {name: record("," if name[0] == "c" else "a") for name, _ in files}
    report = brought(rows, files)
    assert report.dataset.classes == (",", "a") and list(report.dataset.labels) == [0, 0, 1, 1]
    assert [row["text"] for row in report.records] == [",", ",", "a", "a"]
    # Somebody has sorted them anew: the folders count.
    moved = rows | {"comma/0.png": record("a")}
    assert brought(moved, files).dataset.classes == ("a", "comma")


def test_accents_that_a_zip_keeps_apart_name_the_same_file():
    files = [("e\u0301/1.png", stroke(1)), ("a/1.png", stroke(2))]
    assert [row["text"] for row in brought({"\u00e9/1.png": record("\u00e9"), "a/1.png": record()}, files).records] == [
        *("a", "\u00e9")
    ]


WRONG = {
    "no JSON": (b"{", "it is not JSON"),
    "no text": (b"\xff\xfe\x00", "it is not JSON"),
    "no records": (b"[1]", "it holds no list of records"),
    "no rows": (b'{"records": [7]}', "it holds no list of records"),
    "no file": (b'{"records": [{}]}', "record 1 names no file"),
    "some": ({"a/0.png": record()}, "it says nothing of 5 of the 6 images"),
    "others": ({"c/0.png": record()}, "it says nothing of these images"),
    "nested": (b'{"records": [{"file": "a/0.png", "text": ' + b"[" * 100_000, "it is not JSON"),
    "a field too many": ({"a/0.png": record(colour="red")}, "record 1: colour is not a setting of Record"),
    "a number": ({"a/0.png": record(doubt=1.5)}, "record 1: doubt must be between 0 and 1, got 1.5"),
    "not finite": ({"a/0.png": record(low=float("nan"))}, "record 1: low must be"),
    "a control": ({"a/0.png": record(of="a\u202eb")}, "printable characters only, got U+202E"),
    "a long text": ({"a/0.png": record("x" * 41)}, "record 1: text must have at most 40 characters"),
    "a box": ({"a/0.png": record(box=[1, 2, 3])}, "record 1: box"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_left_out_with_a_sentence_and_the_images_are_taken(case):
    rows, why = WRONG[case]
    report = brought(rows)
    assert len(report.dataset) == 6 and report.records == () and report.dataset.classes == ("a", "b")
    (said,) = report.remarks
    assert said.startswith("letters.json is left out: ") and why in said and len(said) < 200


def test_a_file_that_unpacks_to_too_much_is_not_parsed():
    report = brought(b" " * (records.MOST_BYTES + 1))
    assert report.records == () and "at most 20 MB" in report.remarks[0]


def test_what_is_uploaded_keeps_its_records(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    rows = known(TWO_CLASSES)
    data = zipped([*TWO_CLASSES, (records.FILE, records.packed(rows))])
    told = json.loads(json.dumps(intake.images({"name": "mine"}, data, lambda what, share: None)))
    assert own.records_of(told["id"]) == tuple(rows[f"{label}/{i}.png"] for label in "ab" for i in range(3))
