"""Does a message appear as a pen would write it, from left to right, and all of it at the end?"""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
from PIL import Image

from core.export.message_film import writing
from core.export.message_signs import ORIGIN, RIGHTS
from core.handwriting.message.compose import compose
from core.handwriting.message.outline import UNIT
from core.handwriting.message.pens import middles_of, strokes_of
from core.handwriting.message.settings import ComposeConfig
from tests.core.handwriting.written_hands import hand


def written(text: str = "it runs", joined: bool = False):
    return compose(text, hand(joined), ComposeConfig(neatness=1.0))


def frames_of(data: bytes) -> list[np.ndarray]:
    image = Image.open(io.BytesIO(data))
    found = []
    for k in range(image.n_frames):
        image.seek(k)
        found.append(255 - np.asarray(image.convert("L")).astype(int))
    return found


@pytest.mark.parametrize("format", ["gif", "apng"])
def test_ink_comes_from_left_to_right_and_stays(format):
    frames = frames_of(writing(written(), written().pages[0], format=format, size=300))
    ink = [frame.sum() for frame in frames]
    assert len(frames) > 10 and ink[0] < 0.2 * ink[-1]
    assert all(b >= a * 0.99 for a, b in itertools.pairwise(ink))
    middle = [float((frame.sum(0) * np.arange(frame.shape[1])).sum() / frame.sum()) for frame in frames[2:]]
    assert middle[0] < middle[len(middle) // 2] < middle[-1]


@pytest.mark.parametrize("format", ["gif", "apng"])
def test_a_film_is_in_the_ink_s_colour_on_white_and_says_where_it_comes_from(format):
    message = compose("it runs", hand(), ComposeConfig(ink="#a8231d", size=6))
    image = Image.open(io.BytesIO(writing(message, message.pages[0], format=format, size=300)))
    said = image.info["comment"].decode() if format == "gif" else image.info["Comment"]
    assert said.startswith("it runs\n") and ORIGIN in said and RIGHTS in said
    image.seek(image.n_frames - 1)
    seen = np.asarray(image.convert("RGB")).reshape(-1, 3).astype(int)
    assert (seen[0] == 255).all() and np.abs(seen[seen.sum(1).argmin()] - (0xA8, 0x23, 0x1D)).max() <= 4


def test_the_top_of_a_letter_is_written_with_it():
    message = written("fox")
    strokes = strokes_of(message, message.pages[0])
    top = min(range(len(strokes)), key=lambda k: strokes[k].points[:, 1].min())
    assert strokes[top].sign == 0 and top < next(k for k, one in enumerate(strokes) if one.sign == 1)


def test_strokes_follow_one_another_and_dots_come_after_the_word():
    message = written("it runs")
    strokes = strokes_of(message, message.pages[0])
    assert all(one.end <= other.begin for one, other in itertools.pairwise(strokes))
    assert [*dict.fromkeys(message.text[one.sign] for one in strokes)] == ["i", "t", "r", "u", "n", "s"]
    of_i = [k for k, one in enumerate(strokes) if message.text[one.sign] == "i"]
    first_r = next(k for k, one in enumerate(strokes) if message.text[one.sign] == "r")
    assert of_i[0] == 0 and of_i[-1] == first_r - 1  # its dot, once the t is there


def test_the_middle_of_a_letter_lies_in_its_ink():
    for sign in "xol":
        one = hand().glyphs[hand().runs[sign,][0]]
        strokes = middles_of(one.outline)
        rows = np.concatenate(strokes)[:, 1] / UNIT
        assert strokes and rows.min() > one.top - 0.05 and rows.max() < one.foot + 0.05
    assert middles_of(()) == []
