"""Does `hand clusters` go from a page that nobody typed to pieces, clusters, and a labelled set?"""

from __future__ import annotations

import json

import pytest
from PIL import Image
from typer.testing import CliRunner

from core.__main__ import app
from core.datasets.folder import read_folder
from core.handwriting.letters import teaching
from core.handwriting.letters.letter_set import letters_of_folder
from core.handwriting.unlabelled import looks as room
from core.handwriting.unlabelled.session import Session
from core.types import DataError
from tests.core.handwriting.lettering import lettered


def run(*arguments: object) -> str:
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("pages")
    Image.fromarray(lettered().grey).save(place / "page.png")
    return place


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(room.looks_of, "__kwdefaults__", {**room.looks_of.__kwdefaults__, "steps": 10})
    monkeypatch.setattr(teaching, "MOST_STEPS", 10)  # how well is learned, test_unlabelled.py asks


def test_pieces_and_clusters_are_written_and_labels_make_a_set(folder):
    out = folder / "out"
    told = json.loads(run("hand", "clusters", folder / "page.png", "--out", out, "--json").splitlines()[-1])
    pieces = read_folder((out / "pieces.zip").read_bytes(), name="pieces")
    assert len(pieces.dataset) == len(pieces.records) == told["pieces"] and pieces.dataset.labels is None
    session = Session.from_json((out / "clusters.json").read_bytes())
    assert len(session.found) == told["clusters"] and session.images == told["pieces"]
    with Image.open(out / "clusters.png") as sheet:
        assert sheet.height == told["clusters"] * 88
    labels = {str(n): "abc"[n % 3] for n in range(1, told["clusters"])} | {str(told["clusters"]): ""}
    (folder / "labels.json").write_text(json.dumps(labels))
    again = ("hand", "clusters", folder / "page.png", "--out", out, "--labels", folder / "labels.json")
    named = json.loads(run(*again, "--json").splitlines()[-1])
    assert named["coverage"] == 1 and set(named["classes"]) <= set("abc")
    made = read_folder((out / "letters.zip").read_bytes(), name="letters")
    assert len(made.dataset) == named["letters"] == len(letters_of_folder(out)) <= told["pieces"]
    assert "of which" in run(*again)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ("[1]", "must be JSON such as"),
        ("{}", "must be JSON such as"),
        ('{"1": "ab"}', "cluster 1: type one letter, got ab"),
        ('{"1": 7}', "labels are JSON such as"),
        ('{"one": "a"}', "labels are JSON such as"),
    ],
)
def test_labels_that_are_none_are_said_before_a_page_is_read(folder, labels, said):
    (folder / "wrong.json").write_text(labels)
    with pytest.raises(DataError, match=said):
        run("hand", "clusters", folder / "no.png", "--out", folder / "wrong", "--labels", folder / "wrong.json")
    assert not (folder / "wrong").exists()


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ('{"999": "a"}', "cluster 999: a cluster must be between"),
        ('{"1": ""}', "no cluster was said to be a letter"),
    ],
)
def test_labels_that_fit_no_cluster_are_said(folder, labels, said):
    (folder / "wrong.json").write_text(labels)
    with pytest.raises(DataError, match=said):
        run("hand", "clusters", folder / "page.png", "--out", folder / "wrong", "--labels", folder / "wrong.json")
    assert not (folder / "wrong" / "letters").exists()
