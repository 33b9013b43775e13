"""Does `hand write` go from a folder or an own set to a message, and say what it cannot write?"""

from __future__ import annotations

import json

import pytest
from PIL import Image
from typer.testing import CliRunner

from core.__main__ import app
from core.config import ConfigError
from core.files import write_atomic
from core.handwriting.letters.kept_ink import packed
from core.handwriting.letters.letter_set import INK, kept
from core.types import DataError
from tests.core.handwriting.written_hands import letters


def run(*arguments: object) -> str:
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False).stdout


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    write_atomic(tmp_path / INK, packed(letters()))
    (tmp_path / "text.txt").write_text("the quick dog\nruns over it\n", encoding="utf-8")
    (tmp_path / "long.txt").write_text("the quick brown fox jumps over a lazy dog\n" * 40, encoding="utf-8")
    (tmp_path / "cat.txt").write_text("Cats run", encoding="utf-8")
    return tmp_path


def test_a_folder_writes_in_every_format(folder):
    for kind, start in (
        ("svg", b"<svg"),
        ("png", b"\x89PNG"),
        ("pdf", b"%PDF"),
        ("gif", b"GIF8"),
        ("apng", b"\x89PNG"),
    ):
        out = folder / "made" / f"m.{kind}"
        said = json.loads(
            run("hand", "write", folder, "--text", folder / "text.txt", "--out", out, "--json").splitlines()[-1]
        )
        assert out.read_bytes().startswith(start)
        assert said == {"files": [str(out)], "pages": 1, "lines": 2, "letters": 21, "pieces": said["pieces"]}
        assert 5 <= said["pieces"] <= 8


def test_an_own_set_writes_by_its_id_and_pages_are_numbered(folder):
    id = kept(letters())
    said = run("hand", "write", id, "--text", folder / "long.txt", "--out", folder / "m.svg", "--set", "size=5")
    assert (folder / "m-1.svg").is_file() and (folder / "m-2.svg").is_file() and not (folder / "m.svg").exists()
    assert "1320 letters in" in said and "m-2.svg" in said


def test_a_second_hand_blends_and_how_many_letters_are_its_is_said(folder):
    other, counts = kept(letters(joined=True)), []
    for share in (0, 0.5, 1):
        more = ("--blend", other, "--set", f"share={share}", "--json")
        said = run("hand", "write", folder, "--text", folder / "text.txt", "--out", folder / "m.svg", *more)
        counts.append(json.loads(said.splitlines()[-1])["by second"])
    assert counts[0] == 0 < counts[1] < counts[2] == 21
    said = run("hand", "write", folder, "--text", folder / "text.txt", "--out", folder / "m.svg", "--blend", other)
    assert f", {counts[1]} of them by the second hand, written to" in said


@pytest.mark.long
def test_a_model_draws_a_message_between_two_hands(folder):
    other, found = kept(letters(joined=True)), []
    drawn = ("--blend", other, "--source", "model", "--model", "letters-cvae")
    for share in (0, 0.5, 1):
        out = folder / f"m{share}.svg"
        said = run(
            "hand", "write", folder, "--text", folder / "text.txt", "--out", out, "--set", f"share={share}", *drawn
        )
        assert said.startswith("21 letters in 21 pieces") and "second" not in said
        found.append(out.read_bytes())
    assert len(set(found)) == 3


@pytest.mark.long
def test_a_model_of_each_of_two_hands_draws_a_message_in_which_they_blend(folder):
    other, model = kept(letters(joined=True)), ("--source", "model", "--model", "letters-cvae")
    made = ("hand", "write", folder, "--text", folder / "text.txt", "--out", folder / "m.svg", "--set", "share=0.5")
    said = run(*made, "--blend", other, *model, "--blend-model", "letters-cvae", "--json")
    assert 0 < json.loads(said.splitlines()[-1])["by second"] < 21
    drawn = (folder / "m.svg").read_bytes()
    run(*made, "--blend", other)
    assert (folder / "m.svg").read_bytes() != drawn
    for wrong, named in ((model, "--blend"), (("--blend", other), "--source model")):
        with pytest.raises(ConfigError, match=f"--blend-model goes with {named}"):
            run(*made, *wrong, "--blend-model", "letters-cvae")


def test_settings_and_cures_are_taken(folder):
    out = folder / "m.png"
    cure = "C from c, made larger"
    run(
        "hand", "write", folder, "--text", folder / "cat.txt", "--out", out, "--allow", cure, "--clear",
        "--set", "ground=ruled", "--set", "paper=letter",
    )  # fmt: skip
    image = Image.open(out)
    assert image.size == (1727, 2235) and image.info["transparency"]
    assert image.convert("RGBA").getchannel("A").getbbox() is not None


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("--text", "cat.txt", "--out", "m.svg"), DataError, "has not written “C” yet"),
        (
            ("--text", "text.txt", "--out", "m.doc"),
            ConfigError,
            "something.pdf, something.gif, something.apng, got m.doc",
        ),
        (("--text", "text.txt", "--out", "m.svg", "--set", "size=900"), ConfigError, "size"),
        (("--text", "none.txt", "--out", "m.svg"), DataError, "there is no text"),
    ],
)
def test_what_cannot_be_written_is_one_sentence_and_no_file(folder, monkeypatch, arguments, error, said):
    monkeypatch.chdir(folder)
    with pytest.raises(error, match=said):
        run("hand", "write", folder, *arguments)
    assert not list(folder.glob("m*"))


def test_a_folder_without_ink_and_no_folder_are_said(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    for name, said in (("empty", "keeps no ink"), ("nowhere", "no folder .*nowhere"), ("0" * 64, "keeps no ink")):
        hand = tmp_path / name if len(name) < 64 else name
        with pytest.raises(DataError, match=said):
            run("hand", "write", hand, "--text", folder / "text.txt", "--out", folder / "m.svg")


def test_a_model_writes_and_what_cannot_is_said(folder):
    message = ("hand", "write", folder, "--text", folder / "text.txt", "--out", folder / "m.svg")
    assert "21 letters in 21 pieces" in run(*message, "--source", "model", "--model", "letters-cvae")
    with pytest.raises(ConfigError, match="--source model needs a --model"):
        run(*message, "--source", "model")
    with pytest.raises(ConfigError, match="goes with --source"):
        run(*message, "--model", "letters-cvae")
    with pytest.raises(ConfigError, match="there is no strategy 'no'"):
        run(*message, "--source", "mixed", "--model", "letters-cvae", "--strategy", "no")
    with pytest.raises(DataError, match="knows none of the characters"):
        run(*message, "--source", "model", "--model", "mnist-cvae")
