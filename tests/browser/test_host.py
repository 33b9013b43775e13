"""Does what every component asks of its page sleep when it may, tell news only, and end when it is told to?"""

from __future__ import annotations

import pytest

from tests.browser.harness import Room, open_page, page_of

pytestmark = pytest.mark.browser

ROOM = Room(
    ("base/host.js",),
    """
const root = document.getElementById("here");
root.classList.add("pad");
window.count = { frames: 0, sizes: 0, themes: 0, longest: 0, left: 0 };
window.host = makeHost(root, {
  frame(seconds) {
    count.frames++;
    count.longest = Math.max(count.longest, seconds);
    return --count.left > 0;
  },
  resized() { count.sizes++; },
  rethemed() { count.themes++; },
});
window.settled = () => new Promise((done) => {
  const wait = (n) => (n ? requestAnimationFrame(() => wait(n - 1)) : done({ ...count }));
  wait(20);
});
""",
)


@pytest.fixture
def opened(page):
    complaints = open_page(page, page_of(["here"], ROOM), None)
    yield page
    assert complaints == []


def test_the_loop_runs_as_long_as_there_is_more_and_then_sleeps(opened):
    assert opened.evaluate("settled()")["frames"] == 0
    opened.evaluate("count.left = 5; host.request(); host.request()")
    counted = opened.evaluate("settled()")
    assert counted["frames"] == 5
    assert 0 < counted["longest"] <= 0.05  # whatever went before
    opened.evaluate("host.request()")
    assert opened.evaluate("settled()")["frames"] == 6


def test_a_theme_is_told_of_where_another_one_was_drawn_with(opened):
    opened.emulate_media(color_scheme="dark")
    assert opened.evaluate("settled()")["themes"] == 0  # nothing was drawn yet
    dark = opened.evaluate("host.theme.text")
    opened.evaluate("host.retheme()")
    assert opened.evaluate("settled()")["themes"] == 0
    opened.emulate_media(color_scheme="light")
    assert opened.evaluate("settled()")["themes"] == 1
    assert opened.evaluate("host.theme.text") != dark


def test_bytes_are_news_once(opened):
    took = opened.evaluate(
        """() => {
        const one = Uint8Array.of(1, 2, 3), same = Uint8Array.of(1, 2, 3), took = [];
        const alike = { byContent: true }, other = Uint8Array.of(1, 2);
        const given = [[null], [one], [one], [same, alike], [same], [other, alike]];
        for (const [bytes, how] of given) {
          const block = host.take(bytes, how);
          took.push(block && [...block]);
          if (block === bytes && block) took.push("not a copy");
        }
        return took;
    }"""
    )
    assert took == [None, [1, 2, 3], None, None, [1, 2, 3], [1, 2]]


def test_after_its_end_nothing_is_told(opened):
    opened.evaluate("document.getElementById('here').style.height = '200px'")
    before = opened.evaluate("host.theme, settled()")
    assert before["sizes"] >= 1
    opened.evaluate("count.left = 100; host.request(); host.rethemeTwice(); host.close()")
    opened.emulate_media(color_scheme="dark")
    opened.evaluate("document.getElementById('here').style.height = '300px'")
    assert opened.evaluate("settled()") == {**before, "left": 100}
