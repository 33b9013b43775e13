"""Does the command go the whole way of one image, and refuse a bad picture in one sentence?"""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from PIL import Image

from core.cli.one_image import walk
from core.config import ConfigError
from core.library.folder import find, latents
from core.networks.browser import unpack
from core.types import DataError

pytestmark = pytest.mark.long

QUICK = ["seeds=1", 'sets=["variations", "vae"]', "vae.passes=20"]


@pytest.fixture
def pictures(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    shown = latents(find("mnist-vae-16d"))
    paths = []
    for i, image in enumerate(shown.thumbnails()[shown.labels == 2][:4]):
        paths.append(tmp_path / f"{i}.png")
        Image.fromarray(255 - image).resize((140, 140)).save(paths[-1])
    return paths


def run(picture, out, **changes) -> None:
    usual = {"more": [], "own": [], "preset": "gentler", "changes": QUICK, "as_json": False}
    walk(picture, "2", out, **usual | changes)


def test_it_writes_all_of_it_and_prints_the_table(pictures, tmp_path, capsys):
    out = tmp_path / "runs" / "mine"
    run(pictures[0], out, own=pictures[1:])
    said = capsys.readouterr().out
    assert (
        "Variations, 1 known" in said and "The hand, without training, 1 known" in said and "Of twenty claims" in said
    )
    with Image.open(out / "variations.png") as sheet:
        assert sheet.size == (280, 280)
    rows = list(csv.reader((out / "map.csv").read_text().splitlines()))
    assert rows[0][:4] == ["x", "y", "noise x", "noise y"] and "turn" in rows[0] and len(rows) == 101
    table = list(csv.DictReader((out / "table.csv").read_text().splitlines()))
    assert [row["set"] for row in table] == [
        "Variations, 1 known",
        "VAE, 1 known",
        "The hand, without training, 1 known",
    ]
    assert len(list(csv.reader((out / "claims.csv").read_text().splitlines()))) == 21
    assert "classifier" in unpack((out / "network.bin").read_bytes())
    found = json.loads((out / "report.json").read_text())
    assert found["own"] == 3 and found["verdict"]["set"] == "strong alike" and len(found["claims"]) == 20


def test_json_is_lines_of_progress_and_then_all_of_it(pictures, tmp_path, capsys):
    run(pictures[0], tmp_path / "out", changes=["seeds=0", "vae.passes=20", "variation.turn=3"], as_json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "doing" in lines[0] and "table" not in lines[-1] and 0 <= lines[-1]["read"]["drawn"] <= 1


def test_what_cannot_be_done_is_refused(pictures, tmp_path):
    out = tmp_path / "out"
    for changes, error, words in (
        ({"preset": "wild"}, ConfigError, "there is no preset 'wild'"),
        ({"changes": ["variation.turn=90"]}, ConfigError, "turn must be between 0 and 20"),
        ({"changes": ["magic=1"]}, ConfigError, "there is no setting 'magic'"),
        ({"more": [tmp_path / "none.png"]}, DataError, "there is no picture"),
        ({"more": pictures * 2}, DataError, "1 to 5 images, got 9"),
    ):
        with pytest.raises(error, match=words):
            run(pictures[0], out, **changes)
    blank = tmp_path / "blank.png"
    Image.fromarray(np.full((40, 40), 200, np.uint8)).save(blank)
    with pytest.raises(DataError, match=r"blank\.png.*: there is no ink on it"):
        run(blank, out)
    with pytest.raises(DataError, match="1 to 20 letters, got 300"):
        walk(pictures[0], "x" * 300, out, more=[], own=[], preset="gentler", changes=QUICK, as_json=False)
    assert not out.exists()
