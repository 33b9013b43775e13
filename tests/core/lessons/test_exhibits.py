"""Has every exhibit all that a page needs to show it?"""

from __future__ import annotations

import re

import pytest

from browser import bundle
from core.lessons.exhibits import EXHIBITS


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_exhibit_has_its_files_its_words_and_its_block(name):
    shown, folder = EXHIBITS[name], f"exhibits/{name.replace('-', '_')}"
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) and shown.title and shown.question.endswith((".", "?"))
    assert "export default" in bundle.read(f"{folder}/entry.js") and bundle.read(f"{folder}/exhibit.css")
    assert len(shown.block()) > 0
    script = bundle.script(f"{folder}/entry.js")
    assert [mark for mark in shown.marks if mark not in script] == []
