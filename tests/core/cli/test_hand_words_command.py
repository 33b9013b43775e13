"""Does `hand words` tell the lines and words of pages, draw them, and say of a bad page what is wrong with it?"""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from core.__main__ import app
from core.config import ConfigError
from core.datasets.folder import read_folder
from core.types import DataError
from tests.core.handwriting.paper import TEXT, photographed, written


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    plain = written()
    path = tmp_path_factory.mktemp("pages") / "page.png"
    Image.fromarray(photographed(plain.grey)).save(path)
    return plain, path


def run(*arguments):
    return CliRunner().invoke(app, ["hand", "words", *map(str, arguments)])


def test_json_has_each_words_quad_in_the_photographs_pixels(page):
    plain, path = page
    result = run(path, "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["size"] == list(plain.grey.shape[::-1]) and told["page"] == str(path)
    assert tuple(len(line["words"]) for line in told["lines"]) == plain.counts
    middles = [np.mean(word["quad"], 0) for line in told["lines"] for word in line["words"]]
    assert np.abs(np.array(middles) - plain.middles).max() < 4
    progress = [json.loads(line) for line in result.stdout.splitlines()[:-1]]
    assert progress and all(0 <= row["fraction"] <= 1 for row in progress)


def test_words_are_drawn_and_counted(page, tmp_path):
    plain, path = page
    out = tmp_path / "made" / "words.png"
    result = run(path, "--picture", out)
    assert f"6 lines, {sum(plain.counts)} words" in result.stdout
    with Image.open(out) as drawn, Image.open(path) as source:
        assert drawn.size == source.size
        assert (np.asarray(drawn) != np.asarray(source.convert("RGB"))).any(2).mean() > 0.01


def test_kernels_are_told_in_pixels_and_x_heights(page):
    _, path = page
    result = run(path, "--kernels", "--set", "kernels.word_width=14")
    assert "kernel for a word: 14 x 1 pixels" in result.stdout and "x-heights" in result.stdout


def test_a_bad_page_is_said_and_the_others_are_read(page, tmp_path):
    plain, path = page
    bad = tmp_path / "empty.png"
    Image.new("L", (600, 800), 255).save(bad)
    result = run(bad, path, tmp_path / "none.png", "--picture", tmp_path / "out.png")
    assert "empty.png: there is no handwriting on it." in result.stdout
    assert "none.png: there is no such file." in result.stdout
    assert f"{sum(plain.counts)} words" in result.stdout and (tmp_path / "out-2.png").is_file()
    assert isinstance(result.exception, DataError) and "2 of 3 pages" in str(result.exception)
    alone = run(bad)
    assert str(alone.exception) == "empty.png: there is no handwriting on it."


def test_wrong_settings_are_refused(page):
    _, path = page
    assert isinstance(run(path, "--set", "threshold=7").exception, ConfigError)
    assert isinstance(run(path, "--picture", "words.jpg").exception, ConfigError)


def test_words_become_a_set_that_is_trained_on(page, tmp_path):
    plain, path = page
    text = tmp_path / "text.txt"
    text.write_text("\n".join(TEXT), encoding="utf-8")
    out = tmp_path / "set"
    result = run(path, "--out", out, "--text", text, "--size", 32)
    assert f"{sum(plain.counts)} words of 32 x 32 pixels" in result.stdout, result.exception
    back = read_folder(out / "words.zip", name="words", manner="as is", image_size=32)
    assert set(back.dataset.classes) == {word for line in TEXT for word in line.split()}
    run(path, "--out", out)
    assert read_folder(out / "words.zip", name="words", manner="as is", image_size=128).dataset.labels is None
    assert "each page needs its text" in str(run(path, path, "--out", out, "--text", text).exception)
