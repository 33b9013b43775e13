"""Does a message leave as SVG, PNG and PDF that hold its letters once, its text unharmed, and where it comes from?"""

from __future__ import annotations

import io
import re
import zlib
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from core.export.message_pdf import pdf
from core.export.message_png import png
from core.export.message_signs import ORIGIN, title_of
from core.export.message_svg import svg
from core.handwriting.message.compose import compose
from core.handwriting.message.draw import coverage, covered
from core.handwriting.message.message import Matrix, moved
from core.handwriting.message.settings import ComposeConfig
from core.types import DataError
from tests.core.handwriting.written_hands import hand

SVG = "{http://www.w3.org/2000/svg}"
TEXT = "the quick brown fox jumps over a lazy dog, and then it runs away from them all; what a pity for it."


def written(text: str = TEXT, joined: bool = False, **settings):
    return compose(text, hand(joined), ComposeConfig(**settings))


def numbers(text: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?", text)]


def curves_of(d: str) -> list[np.ndarray]:
    """Return the polygons of path data of M, q, t, Q and z, as a browser walks them."""
    found, at, control = [], np.zeros(2), np.zeros(2)
    for command, values in re.findall(r"([MqtQzZ])([^MqtQzZ]*)", d):
        n = np.array(numbers(values)).reshape(-1, 2)
        if command == "M":
            at, points = n[0], []
        elif command in "qQ":
            for c, end in n.reshape(-1, 2, 2):
                c, end = (at + c, at + end) if command == "q" else (c, end)
                points += bend(at, c, end)
                at, control = end, c
        elif command == "t":
            for end in n:
                control, end = 2 * at - control, at + end
                points += bend(at, control, end)
                at = end
        else:
            found.append(np.array(points))
    return found


def bend(a, c, b) -> list[np.ndarray]:
    return [(1 - t) ** 2 * a + 2 * t * (1 - t) * c + t * t * b for t in (0, 0.2, 0.4, 0.6, 0.8)]


@pytest.mark.parametrize("joined", [False, True])
def test_an_svg_draws_what_a_picture_shows_and_each_letter_once(joined):
    message = written("jot over it" if joined else TEXT, joined)
    page = message.pages[0]
    root = ElementTree.fromstring(svg(message, page))
    symbols = {one.get("id"): one[0].get("d") for one in root.iter(f"{SVG}symbol")}
    uses = list(root.iter(f"{SVG}use"))
    assert len(symbols) == len({one.shape for line in page.lines for one in line.placed})
    assert len(uses) == sum(len(line.placed) for line in page.lines)
    polygons = []
    for use in uses:
        matrix: Matrix = tuple(numbers(use.get("transform")))
        polygons += [moved(curve, matrix) for curve in curves_of(symbols[use.get("href")[1:]])]
    for line in root[-1]:
        polygons += [curve for one in line if one.tag == f"{SVG}path" for curve in curves_of(one.get("d"))]
    seen = covered([curve * 8 for curve in polygons], (2376, 1680)).astype(int)
    shown = coverage(message, page, 8).astype(int)
    assert np.abs(seen - shown).sum() < 0.03 * shown.sum() and shown.sum() > 1e5


def test_an_svg_of_a_hundred_characters_is_small():
    assert len(TEXT) == 99 and len(svg(written(), written().pages[0])) < 120_000


def test_text_becomes_no_markup():
    from dataclasses import replace

    from core.handwriting.message.hand import Hand, runs_of

    glyphs = [*hand().glyphs]
    for k, sign in enumerate("<>&\"'"):
        glyphs.append(replace(glyphs[k], sign=sign, word=9_000 + k, place=0))
    odd = Hand(hand().measures, tuple(glyphs), runs_of(glyphs))
    text = '</title><a href="\'"> &it'
    text = "".join(sign for sign in text if sign in {*odd.signs, " "})
    message = compose(text, odd, ComposeConfig())
    root = ElementTree.fromstring(svg(message, message.pages[0]))
    assert root[0].text == text and text in root[1].text
    assert root[-1][0].get("aria-label") == text
    pdf(message)


def test_files_say_that_a_machine_made_them():
    message = written()
    assert ORIGIN.replace("'", "'") in ElementTree.fromstring(svg(message, message.pages[0]))[1].text
    image = Image.open(io.BytesIO(png(message, message.pages[0], resolution=2)))
    assert ORIGIN in image.text["Description"] and image.text["Title"] == title_of(TEXT)
    assert b"Written by a machine in somebody" in pdf(message)


def test_a_png_is_ink_on_paper_or_on_nothing():
    message = written(ink="#a03020")
    page = message.pages[0]
    on_paper = np.asarray(Image.open(io.BytesIO(png(message, page, resolution=4))).convert("RGB")).astype(int)
    clear = np.asarray(Image.open(io.BytesIO(png(message, page, paper=False, resolution=4))).convert("RGBA")).astype(
        int
    )
    ink = coverage(message, page, 4)
    assert (clear[..., 3] == ink).all() and (clear[ink > 0][:, :3] == (0xA0, 0x30, 0x20)).all()
    assert (on_paper[ink == 0] == 255).all() and (on_paper[ink == 255] == (0xA0, 0x30, 0x20)).all()
    ruled = written(ground="ruled")
    lines = np.asarray(Image.open(io.BytesIO(png(ruled, ruled.pages[0], resolution=4))).convert("RGB"))
    rows = (lines[:, 5] < 250).any(1)
    assert 5 < rows.sum() < 80 and (lines[~rows] == 255).mean() > 0.9
    assert Image.open(io.BytesIO(png(ruled, ruled.pages[0], paper=False, resolution=4))).info["transparency"]


@pytest.mark.parametrize("resolution", [0.5, 100.0])
def test_a_picture_of_any_size_is_refused(resolution):
    message = written("it")
    with pytest.raises(DataError, match="1 to 26 pixels per mm"):
        png(message, message.pages[0], resolution=resolution)


def streams_of(data: bytes) -> list[bytes]:
    import base64

    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        raw = raw.strip()
        if raw.endswith(b"~>"):
            raw = base64.a85decode(raw[:-2])
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return found


def test_a_pdf_has_real_pages_with_their_text_beneath():
    message = written(("the quick brown fox jumps over a lazy dog " * 40)[:1600], size=4)
    data = pdf(message)
    assert data == pdf(message) and data.count(b"/Type /Page\n") == len(message.pages) > 1
    pages = [one for one in streams_of(data) if b" Tr " in one]
    assert [one.count(b"3 Tr") for one in pages] == [len(page.lines) for page in message.pages]
    said = b" ".join(re.findall(rb"\((.*?)\) Tj", b"".join(pages)))
    assert said.decode() == " ".join(line.text for page in message.pages for line in page.lines)


def test_a_pdf_draws_a_letter_once_however_often_it_is_written():
    message = written("fox fox fox fox")
    data = pdf(message)
    assert data.count(b"/Subtype /Form") == len(message.shapes)
    (page,) = [one for one in streams_of(data) if b" Tr " in one]
    assert page.count(b" Do") == sum(len(line.placed) for line in message.pages[0].lines)


def test_what_a_pdf_cannot_spell_is_said_beside_it():
    from dataclasses import replace

    from core.handwriting.message.hand import Hand, runs_of

    glyphs = [replace(one, sign="ж" if one.sign == "x" else one.sign) for one in hand().glyphs]
    cyrillic = Hand(hand().measures, tuple(glyphs), runs_of(glyphs))
    message = compose("жаба".replace("а", "a").replace("б", "d"), cyrillic, ComposeConfig())
    (page,) = [one for one in streams_of(pdf(message)) if b" Tr " in one]
    assert f"/ActualText <feff{'жada'.encode('utf-16-be').hex()}>".encode() in page
