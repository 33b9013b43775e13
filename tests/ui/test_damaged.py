"""Does damage to one part of one model cost that part alone, and is it said?"""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from core import library
from tests.damages import damages
from tests.tries import tries
from tests.ui.conftest import ID, VISITOR, open_page
from tests.ui.test_pages import texts

OPENED = [  # the pages that show a model
    "pages/Explore.py", "pages/Train.py", "pages/Library.py", "pages/Sample.py", "pages/Compare_models.py",
    "pages/Read.py", "pages/Write.py", "pages/Look_inside.py",
]  # fmt: skip
DRAWN = tries(28, share=4)  # damages that are drawn from all there are; at least one for each page
FILES = (
    "browser.bin",
    "encoder.bin",
    "latents.safetensors",
    "history.jsonl",
    "scores.json",
    "preview.png",
    "README.md",
)


def bitten(data: bytes, rng: np.random.Generator) -> bytes:
    """Return the file with some bytes of it changed."""
    data = bytearray(data)
    for at in rng.integers(len(data), size=40):
        data[at] = int(rng.integers(256))
    return bytes(data)


DAMAGES = {
    "empty": lambda data, rng: b"",
    "cut": lambda data, rng: data[: len(data) // 2],
    "bitten": bitten,
    "another": lambda data, rng: rng.bytes(len(data)),
}


def damaged(shelf, name: str, damage: str) -> None:
    path = shelf / "models" / ID / name
    whole = path.read_bytes() if path.exists() else b'{"scores": {"loss": 1}}\n' * 9
    path.write_bytes(DAMAGES[damage](whole, np.random.default_rng(7)))


def shown(script: str):
    query = {"run": ID} if "Train" in script else {"models": f"{ID},{ID}"} if "models" in script else {"model": ID}
    return open_page(script, visitor=VISITOR, **({} if "Library" in script else query))


# Each file is damaged in a way of its own for each page, so that all pairs of two are met in few visits.
@pytest.mark.parametrize("script", OPENED)
@pytest.mark.parametrize("name", FILES)
def test_every_page_stands(shelf, script, name):
    damage = list(DAMAGES)[(OPENED.index(script) + FILES.index(name)) % len(DAMAGES)]
    damaged(shelf, name, damage)
    at = shown(script)
    assert not at.exception, f"{name} is {damage}"
    assert at.title, "the page is there"


def test_every_page_stands_whatever_field_is_damaged(shelf):
    rng, folder = np.random.default_rng(11), shelf / "models" / ID
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".lock", ".md"))
    for i in range(DRAWN):  # a page each, in turn, so that every page meets damages of several files
        path, script = files[rng.integers(len(files))], OPENED[i % len(OPENED)]
        good = path.read_bytes()
        found = list(damages(path.name, good))
        what, data = found[rng.integers(len(found))]
        path.write_bytes(data)
        at = shown(script)
        assert not at.exception and at.title, f"{script}: {path.name}: {what}"
        path.write_bytes(good)


@pytest.mark.parametrize("loss", [[180.0, 181.0], "180", None, {"a": 1.0}, True])
def test_a_history_says_numbers_or_nothing(shelf, loss):
    folder = shelf / "models" / ID
    (folder / "scores.json").unlink(missing_ok=True)
    rows = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
    rows[-1]["validation"]["loss"] = loss
    (folder / "history.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert len(library.history(library.find(ID))) == len(rows) - 1
    at = shown("pages/Library.py")
    assert not at.exception and "nats on images held out" in texts(at), "by the epoch before"


def test_one_that_is_damaged_hides_no_other(shelf):
    shutil.copytree(shelf / "models" / ID, shelf / "models" / ("2" * 32))
    (shelf / "models" / ID / "scores.json").write_text("{")
    at = shown("pages/Library.py")
    assert not at.exception and "scores cannot be read" in texts(at)
    assert texts(at).count("A \\*tiny\\* one") == 2
