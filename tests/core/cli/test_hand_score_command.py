"""Does `hand score` say of a folder of letters how well messages in its hand are read?"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from core.__main__ import app
from core.files import write_atomic
from core.handwriting.letters.kept_ink import packed
from core.handwriting.letters.letter_set import INK
from core.handwriting.message import score as scores
from tests.core.handwriting.written_hands import letters

pytestmark = pytest.mark.long


def test_a_folder_is_scored(tmp_path, monkeypatch):
    monkeypatch.setattr(scores, "PARTS", 2)
    monkeypatch.setattr(scores, "TURNS", 1)
    twice = [*letters(), *(replace(one, page=1) for one in letters())]
    write_atomic(tmp_path / INK, packed(twice))
    run = CliRunner().invoke(app, ["hand", "score", str(tmp_path), "--json"], catch_exceptions=False)
    last = json.loads(run.stdout.splitlines()[-1])
    assert last["read"] > 0.6 and last["each"] > 1.5 and last["says"].endswith("letters a piece.")
    plain = CliRunner().invoke(app, ["hand", "score", str(tmp_path)], catch_exceptions=False).stdout
    assert f"{last['read']:6.1%}  of {last['letters']} letters" in plain and "never written" in plain
