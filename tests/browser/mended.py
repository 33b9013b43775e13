"""How does a test open a photographed page that is to be mended, and stand in for Python beside it?"""

from __future__ import annotations

import base64
from functools import cache

import numpy as np

from core.blocks.page import lines_block, photo_block
from core.handwriting.page.picture import Picture
from core.handwriting.page.read import read_page
from core.handwriting.parts import Page
from tests.browser.harness import Room, open_page, page_of
from tests.core.handwriting.paper import on_a_table, written

TEXT = ("over a lazy dog", "runs away from all", "of them", "because nobody asked")

RUN = """
window.python = (ops, texts = null, reading = "r1", notes = []) => {
    const about = new TextEncoder().encode(JSON.stringify({ reading, ops, texts, notes }));
    deliver({ channel: "page", model: `${kind}-${reading}` }, { about });
};
window.shown = (text) => mended.update(bytes(text));
const kind = "%s";
window.mended = %s(document.getElementById("room"), %s);
shown("%s").then(() => { window.there = true; });
"""
TELLING = {
    "photo": "{ tell: (ops) => told.splice(0, Infinity, ...ops) }",
    "lines": "{ ops: (ops) => told.splice(0, Infinity, ...ops), texts: (texts) => { window.typed = texts; } }",
}


@cache
def photographed() -> tuple[np.ndarray, Page]:
    """Return a photograph of a page and what was read on it."""
    pixels, _, _ = on_a_table(written(TEXT).grey)
    return pixels, read_page(Picture(pixels, (pixels.shape[1], pixels.shape[0])))


@cache
def block_of(kind: str, reading: str = "r1", ops: tuple[str, ...] = (), quarters: int = 0) -> str:
    """Return the block of a component, "photo" or "lines", in base64."""
    pixels, page = photographed()
    if kind == "photo":
        made = photo_block(pixels, page, reading=reading, threshold=0.45, ops=ops, quarters=quarters)
    else:
        made = lines_block(page, reading=reading, ops=ops)
    return base64.b64encode(made).decode()


def opened(page, kind: str, *, width: int = 1440, quarters: int = 0) -> list[str]:
    """Open a component; return the list that collects its complaints.

    In `told` are the ops that it told last, in `typed` the texts; `python(ops, texts)` says what was taken, and
    `shown(block)` brings another reading.
    """
    mount = "mountPhoto" if kind == "photo" else "mountLines"
    run = RUN % (kind, mount, TELLING[kind], block_of(kind, quarters=quarters))
    text = page_of(["room"], Room((f"page/{kind}.js", "pad/registry.js"), run), styles=["page/page.css"])
    complaints = open_page(page, text, None, width=width)
    page.wait_for_function("window.there")
    return complaints


def told(page) -> list[dict]:
    return page.evaluate("told")


def taken(page, ops: list[dict], texts: list[str] | None = None, reading: str = "r1") -> None:
    """Let Python have taken ops, and texts."""
    page.evaluate("([ops, texts, reading]) => python(ops, texts, reading)", [ops, texts, reading])


def read_anew(page, kind: str, reading: str, ops: list[dict]) -> None:
    """Bring another reading, into which ops went."""
    ids = tuple(op["id"] for op in ops if op["kind"] != "undo")
    page.evaluate("(block) => shown(block)", block_of(kind, reading, ids))
