"""Does what the browser is sent of a page hold the photograph, the ink at every threshold, and every word and piece?"""

from __future__ import annotations

import io
import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.blocks.page import FORCED, FULL, LEFT_OUT, lines_block, lines_in, photo_block, reading_of, shares, state_block
from core.handwriting.ops import Threshold
from core.handwriting.page import ink
from core.handwriting.page.picture import Picture
from core.handwriting.page.read import read_page
from core.packed import unpack
from core.types import DataError
from tests.core.handwriting.paper import on_a_table, written


@pytest.fixture(scope="module")
def photographed():
    pixels, _, _ = on_a_table(written(("over a lazy dog", "runs away from all", "of them all")).grey)
    return pixels, read_page(Picture(pixels, (pixels.shape[1], pixels.shape[0])))


def image_of(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def about(block: bytes) -> dict:
    return json.loads(unpack(block)["about"])


def test_the_photograph_and_its_words_are_told(photographed):
    pixels, page = photographed
    block = photo_block(pixels, page, reading="a-1", threshold=0.45, quarters=5, ops=["00ff00ff00ff00ff"])
    told = about(block)
    assert (told["reading"], told["quarters"], told["threshold"], told["ops"]) == ("a-1", 1, 0.45, ["00ff00ff00ff00ff"])
    assert told["size"] == [pixels.shape[1], pixels.shape[0]] and told["page"] == list(page.ink.shape[::-1])
    np.testing.assert_allclose(told["corners"], page.corners, atol=0.1)
    assert told["lines"] == [[list(word.box) for word in line.words] for line in page.lines]
    shown = np.asarray(image_of(unpack(block)["photo"]).convert("RGB"), float)
    assert shown.shape == pixels.shape and np.abs(shown - pixels).mean() < 6
    assert photo_block(pixels, page, reading="a-1", threshold=0.45, quarters=5, ops=["00ff00ff00ff00ff"]) == block


def test_a_large_photograph_is_shown_smaller_and_told_in_pixels_of_its_own(photographed):
    pixels, page = photographed
    large = np.kron(pixels, np.ones((3, 3, 1), np.uint8))
    block = photo_block(large, page, reading="a", threshold=0.45)
    assert max(image_of(unpack(block)["photo"]).size) == 2000 and about(block)["size"] == list(page.size)


@pytest.mark.parametrize("threshold", [0.2, 0.45, 0.8])
def test_what_is_sent_says_what_is_ink_at_any_threshold(photographed, threshold):
    pixels, page = photographed
    share = np.asarray(image_of(unpack(photo_block(pixels, page, reading="a", threshold=0.45))["shares"]))
    really = ink.inked(page.darkness, threshold, ink.levels(page.darkness)[0])
    own = share <= FULL
    assert ((share > threshold * FULL) != really)[own].mean() < 0.002 < 0.01 < really[own].mean()


def test_what_no_threshold_changes_is_told_apart(photographed):
    _, page = photographed
    mended = page.ink.copy()
    left, top, right, bottom = page.lines[0].words[0].box
    mended[top:bottom, left:right] = False
    mended[-30:-20, 20:60] = True
    share = shares(replace(page, ink=mended), 0.45)
    word = share[top:bottom, left:right]
    assert not (word == FORCED).any() and 0.5 < (word == LEFT_OUT).sum() / page.ink[top:bottom, left:right].sum() < 1.1
    assert (share[-30:-20, 20:60] == FORCED).all() and (share == FORCED).sum() == 400


def test_the_ink_that_was_read_is_a_stencil(photographed):
    _, page = photographed
    opaque = np.asarray(image_of(unpack(lines_block(page, reading="a"))["ink"]).convert("RGBA"))[..., 3] > 0
    np.testing.assert_array_equal(opaque, page.ink)


def test_every_piece_of_a_word_lies_in_it_and_is_told_without_slant(photographed):
    _, page = photographed
    told = about(lines_block(page, reading="a"))
    assert abs(told["slant"] - 11.3) < 3  # the tangent of it is 0.2
    for line, own in zip(page.lines, told["lines"], strict=True):
        assert own["x_height"] == pytest.approx(line.x_height, abs=0.1)
        for word, shown in zip(line.words, own["words"], strict=True):
            assert shown["box"] == list(word.box) and len(shown["pieces"]) == len(word.pieces)
            assert shown["pieces"] == sorted(shown["pieces"])
            high = 1.5 * line.x_height * 0.25
            for left, right in shown["pieces"]:
                assert word.box[0] - 3 * high <= left < right <= word.box[2] + high
    dog = told["lines"][0]["words"][-1]["pieces"]
    assert len(dog) == 3 and all(a[1] <= b[0] + 2 for a, b in itertools.pairwise(dog)), "letters stand apart"


def test_what_changes_travels_beside_the_block_it_belongs_to(photographed):
    _, page = photographed
    block = lines_block(page, reading="b-2")
    assert reading_of(block) == "b-2"
    op = Threshold("0123456789abcdef", "b-2", 0.3)
    told = about(state_block("lines", block, [op], ["über den", ""]))
    assert told == {
        "channel": "page", "model": "lines-b-2", "reading": "b-2", "ops": [op.told()], "texts": ["über den", ""],
        "notes": ["", ""],
    }  # fmt: skip
    assert len(state_block("lines", block, [op])) < 600


def test_a_readings_name_that_is_none_is_refused(photographed):
    _, page = photographed
    with pytest.raises(DataError, match="the name of a reading"):
        lines_block(page, reading="two words")


def test_lines_come_back_from_their_block_for_whoever_pairs_words(photographed):
    _, page = photographed
    found = lines_in(lines_block(page, reading="b-2"))
    assert [[word.box for word in line.words] for line in found] == [
        [word.box for word in line.words] for line in page.lines
    ]
    assert all(abs(one.row_at(300) - line.row_at(300)) < 1 for one, line in zip(found, page.lines, strict=True))
    told = about(state_block("lines", lines_block(page, reading="b-2"), [], ["a", "b"], {1: "one is left out."}))
    assert told["notes"] == ["", "one is left out."]
