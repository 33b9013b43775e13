"""Does a message write itself as a pen would, pause and end, and stand whole for whoever wants little to move?"""

from __future__ import annotations

import numpy as np
import pytest

from core.handwriting.message.compose import compose
from core.handwriting.message.pens import strokes_of
from core.handwriting.message.settings import ComposeConfig
from tests.browser.test_message_in_browser import opened
from tests.browser.waits import rest, until
from tests.core.handwriting.written_hands import hand

pytestmark = pytest.mark.browser

TEXT = "it runs over the lazy fox"
INK = """() => {
  const { canvas, context } = desk.state.parts.view, { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let n = 0, right = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] && data[i] < 120) { n++; right = Math.max(right, i / 4 % canvas.width); }
  return [n, right];
}"""  # noqa: E501
WRITING = "desk.state.writing"
STROKES = """() => desk.state.writing.words.flatMap(({ strokes }) => strokes.map(
    ({ begin, end, placed, points }) => [begin, end, placed.sign, ...points.slice(0, 2)]))"""
AT = "(seconds) => { const { writing, page } = desk.state; writing.at = seconds; writing.trace(); page.request(); }"


def ink(page) -> list[int]:
    return rest(page, INK)


def begun(page):
    """Begin to write and pause at once, so that a test says what time it is."""
    opened(page, f"text={TEXT}&size=6")
    whole = ink(page)
    page.get_by_role("button", name="Play the writing").click()
    page.get_by_role("button", name="Pause the writing").click()
    return whole


def test_ink_comes_from_left_to_right_until_all_of_it_is_there(page):
    whole = begun(page)
    seen = []
    for seconds in (0.4, 1.0, 2.0, 3.0, 4.0):
        page.evaluate(AT, seconds)
        seen.append(ink(page))
    assert [n for n, _ in seen] == sorted(n for n, _ in seen) and [x for _, x in seen] == sorted(x for _, x in seen)
    assert 0 < seen[0][0] < 0.2 * whole[0] and seen[-1][0] < whole[0]
    page.evaluate(AT, 1000)
    page.get_by_role("button", name="Play the writing").click()  # goes on, and is at its end
    until(page, lambda: page.evaluate(f"{WRITING}.message === null"), "the end")
    assert ink(page) == whole
    assert [line for line in page.complaints if "readback" not in line] == []  # the test itself reads the canvas


def test_strokes_and_their_time_are_those_of_the_film(page):
    begun(page)
    page.evaluate(AT, 1000)
    here = page.evaluate(STROKES)
    message = compose(TEXT, hand(), ComposeConfig(size=6))
    there = strokes_of(message, message.pages[0])
    assert here[-1][1] == pytest.approx(there[-1].end, rel=0.1)
    assert list(dict.fromkeys(one[2] for one in here)) == list(dict.fromkeys(one.sign for one in there))
    begins = {one[2]: one[3:] for one in reversed(here)}
    far = [np.hypot(*(begins[one.sign] - one.points[0])) for one in {one.sign: one for one in reversed(there)}.values()]
    assert np.median(far) < 0.6  # mm, a tenth of an x-height


def test_it_pauses_goes_on_faster_and_begins_anew_with_another_text(page):
    begun(page)
    page.evaluate(AT, 1)
    page.get_by_label("Speed of the pen").select_option("8")
    page.get_by_role("button", name="Play the writing").click()
    until(page, lambda: page.evaluate(f"{WRITING}.message === null || {WRITING}.at > 1.5"), "more of it")
    page.get_by_label("Your message").fill("a fox")
    rest(page, "() => [desk.state.stale, desk.state.writing.message]", ready="([stale]) => !stale")
    assert page.evaluate(f"{WRITING}.message") is None and page.evaluate(f"{WRITING}.moving") is False
    assert page.get_by_role("button", name="Play the writing").is_visible()


def test_whoever_wants_little_to_move_sees_whole_words_come(page):
    page.emulate_media(reduced_motion="reduce")
    begun(page)
    ends = page.evaluate(f"{WRITING}.words.map(({{ end }}) => end)")
    for share, words in ((0.5, 0), (0.999, 0), (1.001, 1)):
        page.evaluate(AT, share * ends[0])
        n, _ = ink(page)
        assert (n > 0) is (words > 0)
