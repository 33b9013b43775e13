"""Does `hand letters` go from a page and what it says to a set of letters that Train takes?"""

from __future__ import annotations

import json

import pytest
from PIL import Image
from typer.testing import CliRunner

from core.__main__ import app
from core.config import ConfigError
from core.datasets.folder import read_folder
from core.types import DataError
from tests.core.handwriting.lettering import lettered

TEXT = ("An ant ate one;", "then it ran on.")


def run(*arguments: object) -> str:
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("pages")
    made = lettered(TEXT)
    Image.fromarray(made.grey).save(place / "page.png")
    (place / "page.txt").write_text(made.text, encoding="utf-8-sig")
    (place / "short.txt").write_text(TEXT[0], encoding="utf-8")
    (place / "odd.txt").write_bytes(b"\xff\xfe\x00")
    (place / "empty.txt").write_text(" \n", encoding="utf-8")
    return place


def test_a_page_becomes_a_set_and_how_far_it_is_is_told(folder):
    out = folder / "out"
    said = run("hand", "letters", folder / "page.png", "--text", folder / "page.txt", "--out", out, "--json")
    *before, last = [json.loads(line) for line in said.splitlines()]
    assert len({line["doing"] for line in before}) >= 3 and before[-1]["fraction"] == 1
    assert last["letters"] == sum(last["classes"].values()) == len("".join(TEXT).replace(" ", ""))
    assert read_folder((out / "letters.zip").read_bytes(), name="letters").dataset.size == 28
    assert (out / "sheet.png").is_file() and (out / "letters.json").is_file()


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (["short.txt"], DataError, "2 lines were found on the page, 1 is typed: line 2 of the page"),
        (["odd.txt"], DataError, "odd.txt is no text in UTF-8"),
        (["empty.txt"], DataError, "empty.txt is empty: type into it what the page says"),
        (["none.txt"], DataError, "there is no text .*none.txt"),
        (["page.txt", "page.txt"], ConfigError, "1 pages are named and 2 texts"),
    ],
)
def test_what_cannot_be_cut_is_one_sentence(folder, text, error, said):
    texts = [part for name in text for part in ("--text", folder / name)]
    with pytest.raises(error, match=said):
        run("hand", "letters", folder / "page.png", *texts, "--out", folder / "none")
    assert not (folder / "none").exists()
