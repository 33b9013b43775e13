"""Does `hand font` make a font of a folder of letters, and say what it writes?"""

from __future__ import annotations

import json

import pytest
from fontTools.ttLib import TTFont
from typer.testing import CliRunner

from core.__main__ import app
from core.config import ConfigError
from core.files import write_atomic
from core.handwriting.letters.kept_ink import packed
from core.handwriting.letters.letter_set import INK
from core.types import DataError
from tests.core.handwriting.written_hands import letters


def run(*arguments: object) -> str:
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False).stdout


@pytest.fixture
def folder(tmp_path):
    write_atomic(tmp_path / INK, packed(letters()))
    return tmp_path


def test_a_folder_becomes_a_font(folder):
    out = folder / "made" / "mine.ttf"
    last = json.loads(run("hand", "font", folder, "--out", out, "--name", "Of Ann", "--json").splitlines()[-1])
    opened = TTFont(out)
    assert opened["name"].getDebugName(1) == "Of Ann" and last["bytes"] == out.stat().st_size
    assert set(map(ord, last["signs"])) <= set(opened.getBestCmap())


def test_what_is_no_font_is_one_sentence(folder):
    with pytest.raises(ConfigError, match=r"something\.ttf, got mine\.otf"):
        run("hand", "font", folder, "--out", folder / "mine.otf")
    with pytest.raises(DataError, match="name with a letter"):
        run("hand", "font", folder, "--out", folder / "mine.ttf", "--name", "--")
    assert not (folder / "mine.ttf").exists()
