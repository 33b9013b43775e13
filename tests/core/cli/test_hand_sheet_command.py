"""Do `hand sheet` and `hand read-sheet` go from a PDF and its plan to a set of letters that Train takes?"""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from core.__main__ import app
from core.config import ConfigError
from core.datasets.folder import read_folder
from core.handwriting.sheet.plan import SheetPlan
from core.types import DataError
from tests import sheets

LETTERS, WORD = ["a", "A", "é", "."], "oko"


def run(*arguments: object) -> str:
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a plan, and photographs of its two sheets."""
    home = tmp_path_factory.mktemp("sheets")
    said = run("hand", "sheet", "--out", home / "mine.pdf", "--letters", "aAe\u0301 .a", "--words", WORD, "--json")
    plan = SheetPlan.from_json((home / "mine.json").read_bytes())
    assert plan == SheetPlan(letters=tuple(LETTERS), words=(WORD,))
    assert json.loads(said) | {"pdf": "", "plan": ""} == {
        **{"pdf": "", "plan": "", "code": f"{plan.code:05x}", "sheets": 2, "letters": 4, "words": 1, "paper": "a4"}
    }
    for sheet in plan.sheets:
        page, _ = sheets.written_on(plan, sheet, sheets.by_font, np.random.default_rng(sheet.page))
        (home / f"photo{sheet.page}.jpg").write_bytes(sheets.jpeg(page[::2, ::2].copy()))
    return home


def test_photographs_become_a_set_that_train_takes(folder):
    told = json.loads(
        run("hand", "read-sheet", *sorted(folder.glob("*.jpg")), "--plan", folder / "mine.json",
            "--out", folder / "set", "--json").splitlines()[-1]
    )  # fmt: skip
    assert told["classes"] == dict.fromkeys(sorted(LETTERS), 8) and told["words"] == 8 and told["remarks"] == []
    report = read_folder(folder / "set" / "letters.zip", name="letters")
    assert report.dataset.classes == (".", "A", "a", "é") and len(report.dataset) == 32 and not report.skipped
    kept = json.loads((folder / "set" / "letters.json").read_text())
    assert len(kept["records"]) == 40
    small = [row for row in kept["records"] if row["text"] == "a"]
    assert {(row["page"], row["source"]) for row in small} == {(0, "photo0.jpg"), (1, "photo1.jpg")}
    assert all(abs(row["low"]) < 0.25 and 0.7 < row["high"] < 1.3 and row["doubt"] == 0 for row in small)
    assert sum(row["zip"] == "words.zip" and row["file"].startswith("oko/") for row in kept["records"]) == 8
    assert (folder / "set" / "sheet.png").read_bytes().startswith(b"\x89PNG")


def test_text_says_what_was_read_and_that_the_plan_is_needed(folder):
    said = run("hand", "read-sheet", folder / "photo1.jpg", "--plan", folder / "mine.json", "--out", folder / "one")
    assert "sheet 2 of 2: 20 of 20 cells are written" in said and "16 letters of 4 kinds, 4 or more of each" in said
    with pytest.raises(DataError, match="read it with the plan saved beside its PDF"):
        run("hand", "read-sheet", folder / "photo1.jpg", "--out", folder / "two")
    assert not (folder / "two").exists()


def test_bad_input_gets_one_sentence(folder):
    with pytest.raises(DataError, match="there is no photograph"):
        run("hand", "read-sheet", folder / "none.jpg", "--out", folder / "three")
    with pytest.raises(ConfigError, match="there is no plan"):
        run("hand", "read-sheet", folder / "photo1.jpg", "--plan", folder / "none.json", "--out", folder / "three")
    with pytest.raises(ConfigError, match="must not be called"):
        run("hand", "sheet", "--out", folder / "sheet.json")
    with pytest.raises(DataError, match="cannot be printed"):
        run("hand", "sheet", "--out", folder / "thai.pdf", "--letters", "ก")
    assert not (folder / "thai.pdf").exists()


def test_the_usual_sheets_say_that_they_need_no_plan(folder):
    assert "are read without it" in run("hand", "sheet", "--out", folder / "usual.pdf", "--paper", "letter")
