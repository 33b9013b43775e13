"""Does a page become the lines and words that are written on it, where they stand?"""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from core.handwriting.page.picture import Picture, open_picture
from core.handwriting.page.read import read_page
from core.handwriting.page.settings import PageConfig
from core.handwriting.page.standing import share_above
from core.types import DataError
from tests.core.handwriting.lettering import lettered
from tests.core.handwriting.paper import TEXT, bent, centres_of, counts_of, on_a_table, photographed, turned, written


@pytest.fixture(scope="module")
def plain():
    return written()


@pytest.fixture(scope="module")
def page(plain):
    return read_page(photographed(plain.grey))


def test_lines_and_words_are_found_where_they_are_written(plain, page):
    assert counts_of(page) == plain.counts
    assert np.abs(centres_of(page) - plain.middles).max() < 4
    assert page.size == plain.grey.shape[::-1]


def test_what_is_measured_is_what_was_written(plain, page):
    assert page.x_height == pytest.approx(0.5 * 36, rel=0.3)
    assert page.slant == pytest.approx(np.rad2deg(np.arctan(0.2)), abs=5)
    for line, top in zip(page.lines, range(len(TEXT)), strict=True):
        feet = [box[3] for box, word in zip(plain.boxes, " ".join(TEXT).split(), strict=True) if word in ("brown", "a")]
        assert feet and abs(line.row_at(300) - (70 + top * 2.2 * 36 + 36)) < 10


def test_the_ink_of_a_word_is_its_own(plain, page):
    word = page.lines[0].words[1]
    own = page.ink_of(word)
    assert own.shape == (word.box[3] - word.box[1], word.box[2] - word.box[0])
    left, top, right, bottom = plain.boxes[1].astype(int)
    written_there = plain.grey[top:bottom, left:right] < 128
    assert own.sum() == pytest.approx(written_there.sum(), rel=0.25)
    assert sum(page.ink_of(w).sum() for line in page.lines for w in line.words) == page.ink.sum()


def test_a_word_belongs_to_one_line_and_all_ink_to_a_word(page):
    pieces = [number for line in page.lines for word in line.words for number in word.pieces]
    assert len(pieces) == len(set(pieces))
    assert set(pieces) == set(np.unique(page.pieces)) - {0}


@pytest.mark.parametrize("degrees", [-6, 4])
def test_a_page_that_lies_askew_is_levelled(plain, degrees):
    grey, there = turned(plain.grey, degrees)
    page = read_page(photographed(grey))
    assert counts_of(page) == plain.counts
    assert np.abs(centres_of(page) - there(plain.middles)).max() < 8


def test_lines_that_bend_are_followed(plain):
    grey, there = bent(plain.grey, 26)
    page = read_page(photographed(grey))
    assert counts_of(page) == plain.counts
    assert np.abs(centres_of(page) - there(plain.middles)).max() < 8
    assert page.flattening.bend


def test_a_bend_is_left_alone_if_asked(plain):
    page = read_page(photographed(bent(plain.grey, 26)[0]), PageConfig(curved=False))
    assert page.flattening.bend == ()


def test_light_ink_on_dark_is_read_as_well(plain):
    grey = np.clip(255 - plain.grey, 20, 235).astype(np.uint8)
    assert counts_of(read_page(grey)) == plain.counts
    assert counts_of(read_page(grey, PageConfig(ink="light"))) == plain.counts


def test_a_shadow_and_glare_take_no_word_away(plain):
    h, w = plain.grey.shape
    x = np.linspace(0, 1, w)
    light = np.where(x < 0.45, 0.6, 1.0) * (0.75 + 0.25 * np.linspace(0, 1, h)[:, None])
    glare = 70 * np.exp(-(((x - 0.8) / 0.2) ** 2 + ((np.linspace(0, 1, h)[:, None] - 0.3) / 0.3) ** 2))
    pixels = np.clip(photographed(plain.grey) * light[..., None] * 0.7 + glare[..., None], 0, 255).astype(np.uint8)
    assert counts_of(read_page(pixels)) == plain.counts


def test_a_sheet_on_a_table_is_found_and_straightened(plain):
    pixels, corners, there = on_a_table(plain.grey)
    page = read_page(pixels)
    assert np.abs(np.array(page.corners) - corners).max() < 12
    assert counts_of(page) == plain.counts
    assert np.abs(centres_of(page) - there(plain.middles)).max() < 8
    given = read_page(pixels, corners=tuple(map(tuple, corners.tolist())))
    assert counts_of(given) == plain.counts
    assert np.array(given.corners) == pytest.approx(corners, abs=0.1)


def test_columns_are_read_one_after_the_other(plain):
    h, w = plain.grey.shape
    both = np.full((h, 2 * w - 100), 255, np.uint8)
    both[:, :w] = plain.grey
    both[:, w - 100 :] = np.minimum(both[:, w - 100 :], plain.grey)
    page = read_page(photographed(both))
    assert counts_of(page) == 2 * plain.counts
    shifted = np.concatenate([plain.middles, plain.middles + np.array([w - 100, 0])])
    assert np.abs(centres_of(page) - shifted).max() < 4
    assert len(read_page(photographed(both), PageConfig(columns=False)).lines) == len(plain.counts)


def test_places_are_those_of_the_photograph_in_full(plain):
    pixels = photographed(plain.grey)
    page = read_page(Picture(pixels, (2 * pixels.shape[1], 2 * pixels.shape[0])))
    assert page.size == (2 * pixels.shape[1], 2 * pixels.shape[0])
    assert np.abs(centres_of(page) - 2 * plain.middles).max() < 8


def file_of(pixels: np.ndarray, kind: str, **options) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


def test_a_photo_taken_sideways_comes_upright(plain):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter to the right
    data = file_of(np.rot90(photographed(plain.grey)), "JPEG", quality=90, exif=exif)
    picture = open_picture(data)
    assert picture.size == plain.grey.shape[::-1]
    assert counts_of(read_page(picture)) == plain.counts


def test_a_page_that_lies_sideways_is_told_from_an_upright_one_and_a_single_line(plain, page):
    assert not page.sideways
    assert read_page(np.ascontiguousarray(np.rot90(photographed(plain.grey)))).sideways
    assert not read_page(photographed(plain.grey[60:130])).sideways


def test_a_page_upside_down_is_told_from_an_upright_one(plain, page):
    assert not page.upside_down and share_above(page.pieces, page.lines) > 0.55
    turned_over = read_page(np.ascontiguousarray(photographed(plain.grey)[::-1, ::-1]))
    assert turned_over.upside_down and not turned_over.sideways
    assert share_above(page.pieces, ()) == 1.0


def test_a_large_photo_is_read_at_a_smaller_size_and_told_in_full():
    large = np.full((3000, 4000, 3), 220, np.uint8)
    picture = open_picture(file_of(large, "JPEG"), 1000)
    assert picture.size == (4000, 3000) and max(picture.pixels.shape) <= 1000


def test_a_page_without_writing_is_said_in_one_sentence():
    for pixels in (np.full((800, 600), 230, np.uint8), np.zeros((800, 600), np.uint8)):
        with pytest.raises(DataError, match=r"^there is no handwriting on it\.$"):
            read_page(pixels)


def test_what_is_no_page_is_said_in_one_sentence():
    for data, said in (
        (b"%PDF-1.7 ...", "it is a PDF, not a PNG"),
        (file_of(np.full((150, 200), 255, np.uint8), "PNG"), "too small to read words on"),
        (file_of(np.zeros((10_000, 10_000), bool), "PNG"), "million pixels"),
        (b"", "it is empty"),
    ):
        with pytest.raises(DataError, match=said) as refused:
            open_picture(data)
        assert str(refused.value).count(". ") == 0


def test_corners_that_go_round_no_sheet_are_refused(plain):
    pixels = photographed(plain.grey)
    for corners in (
        ((0, 0), (0, 500), (800, 500), (800, 0)),
        ((0, 0), (5000, 0), (800, 500), (0, 500)),
        ((0, 0), (5, 0), (5, 5), (0, 5)),
    ):
        with pytest.raises(DataError, match="corners"):
            read_page(pixels, corners=corners)


@pytest.mark.data
def test_real_pages_have_the_lines_and_words_that_people_counted(handwriting):
    truth = {row["file"]: row for row in json.loads((handwriting / "pages" / "truth.json").read_text())["pages"]}
    for name, off in (("scan_notes.png", 0), ("scan_inverted.png", 6), ("photo_big_words.jpg", 0)):
        page = read_page(open_picture((handwriting / "pages" / name).read_bytes()))
        assert len(page.lines) == truth[name]["text_lines"]
        assert abs(sum(counts_of(page)) - truth[name]["words"]) <= off


def test_a_single_word_on_a_large_sheet_is_found_and_a_blank_one_is_none():
    word = lettered(("hello",)).grey
    sheet = np.full((2000, 1600), 255, np.uint8)
    with pytest.raises(DataError, match="no handwriting"):
        read_page(sheet)
    sheet[900 : 900 + word.shape[0], : word.shape[1]] = word
    assert [len(line.words) for line in read_page(sheet).lines] == [1]
