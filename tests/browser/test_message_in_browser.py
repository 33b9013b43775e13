"""Is a message in the browser the one that Python sets, is what is missing said at once, and can all be reached?"""

from __future__ import annotations

import base64
from functools import cache

import numpy as np
import pytest
from playwright.sync_api import expect

from core.blocks.message import hand_block, hand_in
from core.blocks.message_blend import blend_block, cures_between, ladder_block, ladder_in, named
from core.handwriting.message.blend import TwoHands
from core.handwriting.message.compose import compose
from core.handwriting.message.draw import coverage
from core.handwriting.message.hand import Hand
from core.handwriting.message.message import Message
from core.handwriting.message.missing import missing
from core.handwriting.message.model_between import Ladder
from core.handwriting.message.settings import ComposeConfig
from core.types import DataError
from tests.browser.harness import Room, open_page, page_of
from tests.browser.test_axe import found
from tests.browser.waits import rest
from tests.core.handwriting.written_hands import hand

pytestmark = pytest.mark.browser

COMPOSE = """
window.open = (text) => { window.composer = new Composer(openHands(makeRuntime().unpack(bytes(text)), makeRuntime().unpack)); };
const curves = ({ glyphs }, { number, seam }, weight) => heavierCurves(seam ? glyphs[number].seam : glyphs[number].curves, weight).map((c) => [...c]);
window.composed = (text, config) => {
  const { sentence, message } = composer.compose(text, config);
  if (sentence) return { sentence };
  const { pages, letters, pieces, hand } = message, steps = hand.rules.message.STEPS;
  return { letters, pieces, pages: pages.map(({ lines, ruling }) => ({ ruling, lines: lines.map((line) => ({ ...line,
    placed: line.placed.map((one) => ({ ...one, curves: curves(hand, one, config.weight) })),
    joins: line.joins.map((join) => ({ ...join, curve: [...curveOfJoin(join, steps)] })) })) })) };
};
"""  # noqa: E501
DESK = """
window.desk = mountMessage(document.getElementById("room"), { query: () => new URLSearchParams(window.query), onSee: (seen) => told.push(seen) });
window.show = (text, query) => { window.query = query; desk.update(bytes(text)); };
"""  # noqa: E501
OF_PAGES = ("landmark", "page-has-heading", "region", "document-title")  # what a component alone cannot have
INKED = """() => {
  const { canvas: { width, height }, context, placed: { pages: [{ left, top }], scale } } = desk.state.parts.view;
  const { data } = context.getImageData(0, 0, width, height);
  return { left, top, scale, width, ink: Array.from({ length: width * height }, (_, i) => 255 - data[4 * i + 1]) };
}"""
OWN_PAPER = "() => { document.body.style.background = getComputedStyle(document.querySelector('.pad')).getPropertyValue('--own-paper'); }"  # noqa: E501
T = "over the lazy fox and away, then jumps a quick dog over it. "
TEXTS = (
    T,
    T * 5,
    "a fox\n\nthe dog\r\nover",
    "fox" * 40,
    "a a a a the the the",
    "Cox's fox: 1, OK",
    "what is it… or what",
)
DIALS = (
    {},
    {"neatness": 0.0, "seed": 7},
    {"neatness": 1.0, "slant": 12.0, "letters": 0.3, "words": 1.5, "weight": 0.06, "margin": 35.0},
    {"size": 9.0, "ground": "squared", "align": "right", "seed": 2**31 - 1},
    {"ground": "ruled", "align": "centre", "paper": "letter", "pitch": 1.3, "repeats": True, "letters": -0.1},
)


@cache
def block(joined: bool = False) -> str:
    return base64.b64encode(hand_block(hand(joined))).decode()


def allowing(text: str, joined: bool) -> tuple[str, ...]:
    return tuple(cure.name for one in missing(text, hand(joined)) for cure in one.cures[:1])


@pytest.fixture
def composer(page):
    room = Room(("message/compose.js", "message/blend.js", "message/outline.js", "base/runtime.js"), COMPOSE)
    complaints = open_page(page, page_of([], room), None)
    yield page
    assert complaints == []


def flat(message: Message) -> list[float]:
    """Return all lengths of a message in mm, and its numbers, in one row."""
    numbers: list[float] = [message.letters, message.pieces]
    for page in message.pages:
        numbers += [*page.ruling]
        for line in page.lines:
            numbers += [*line.base, line.wide]
            for one in line.placed:
                numbers += [*(100 * v for v in one.matrix[:4]), *one.matrix[4:], one.sign]
                numbers += [float(v) for curve in message.shapes[one.shape] for v in curve.ravel()]
            for join in line.joins:
                numbers += [*np.ravel(join.points), *join.widths, join.sign, *join.curve().ravel()]
    return numbers


def flat_here(told: dict) -> list[float]:
    numbers = [told["letters"], told["pieces"]]
    for page in told["pages"]:
        numbers += page["ruling"]
        for line in page["lines"]:
            numbers += [*line["base"], line["wide"]]
            for one in line["placed"]:
                numbers += [*(100 * v for v in one["matrix"][:4]), *one["matrix"][4:], one["sign"]]
                numbers += [v for curve in one["curves"] for v in curve]
            for join in line["joins"]:
                numbers += [*np.ravel(join["points"]), *join["widths"], join["sign"], *join["curve"]]
    return numbers


@pytest.mark.long
@pytest.mark.parametrize("joined", [False, True])
def test_the_same_text_hand_dials_and_seed_give_the_same_message_here_and_in_python(composer, joined):
    composer.evaluate("(text) => open(text)", block(joined))
    own = hand_in(base64.b64decode(block(joined)))
    for text in TEXTS:
        for dials in DIALS:
            config = ComposeConfig(**dials, allowed=allowing(text, joined))
            message = compose(text, own, config)
            told = composer.evaluate("([text, config]) => composed(text, config)", [text, config.model_dump()])
            assert [[line["text"] for line in page["lines"]] for page in told["pages"]] == [
                [line.text for line in page.lines] for page in message.pages
            ]
            here, there = flat_here(told), flat(message)
            assert len(here) == len(there) and np.abs(np.subtract(here, there)).max() < 1e-3, (text, dials)


def test_one_text_after_another_gives_what_each_gives_alone(composer):
    composer.evaluate("(text) => open(text)", block())
    own, config = hand(), ComposeConfig(neatness=0.2)
    for text in (T, f"a fox {T}", f"a fox {T[5:]}", T[:30], T, "fox", T * 3):
        told = composer.evaluate("([text, config]) => composed(text, config)", [text, config.model_dump()])
        assert np.allclose(flat_here(told), flat(compose(text, own, config)), atol=1e-3)


@pytest.mark.parametrize(
    "text",
    ["", " \n ", "a" * 2001, "a\x07", "a\u202eb", "שלום", "a 🦊", "привет как", "Dear Q", "ß and Ž", "𝔞", "你好"],
)
def test_what_cannot_be_written_is_said_as_in_python(composer, text):
    composer.evaluate("(text) => open(text)", block())
    told = composer.evaluate("([text, config]) => composed(text, config)", [text, ComposeConfig().model_dump()])
    with pytest.raises(DataError) as refused:
        compose(text, hand(), ComposeConfig())
    said = str(refused.value).split(", or allow: ")[0].rstrip(".")  # what may be allowed stands beside it
    assert told["sentence"].rstrip(".") == said[0].upper() + said[1:]


@cache
def two() -> str:
    first, second = hand_block(hand()), hand_block(hand(True))
    return base64.b64encode(blend_block(first, second, ("Ada", "Bea"), cures_between(first, second))).decode()


@cache
def ladder() -> bytes:
    middle = TwoHands(hand(), hand(True)).at(0.5)
    rungs = hand(), Hand(middle.measures, middle.glyphs, middle.runs), hand(True)
    return ladder_block(Ladder(rungs, tuple(sorted(set(hand().signs) - {"q", "u"}))))


def rungs() -> str:
    return base64.b64encode(named(ladder(), ("Ada", "Bea"))).decode()


def test_two_hands_blend_here_as_in_python(composer):
    composer.evaluate("(text) => open(text)", two())
    hands = TwoHands(hand(), hand(True))
    for share in (0.0, 0.3, 0.5, 0.9, 1.0):
        for text in (T, "Cox's fox: 1, OK"):
            lacks = missing(text, hands.at(share))
            config = ComposeConfig(share=share, seed=3, allowed=tuple(c.name for one in lacks for c in one.cures[:1]))
            told = composer.evaluate("([text, config]) => composed(text, config)", [text, config.model_dump()])
            message = compose(text, hands, config)
            here, there = flat_here(told), flat(message)
            assert len(here) == len(there) and np.abs(np.subtract(here, there)).max() < 1e-3, (text, share)


def test_hands_that_a_model_draws_between_two_write_here_as_in_python(composer):
    composer.evaluate("(text) => open(text)", rungs())
    for share in (0.0, 0.24, 0.26, 0.74, 0.76, 1.0):
        config = ComposeConfig(share=share, seed=3)
        told = composer.evaluate("([text, config]) => composed(text, config)", [T, config.model_dump()])
        here, there = flat_here(told), flat(compose(T, ladder_in(ladder()), config))
        assert len(here) == len(there) and np.abs(np.subtract(here, there)).max() < 1e-3, share


def test_a_slider_goes_from_hand_to_hand_and_says_which_letters_stay(page):
    opened(page, f"text={T}&share=0", of=rungs())
    note = page.locator(".share")
    expect(note).to_have_text("The model draws Ada's letters. As they were written, and not between: q u")
    page.get_by_role("slider", name="Blend").fill("0.6")
    settled(page)
    expect(note).to_contain_text("The model draws letters 50\u00a0% of the way from Ada's to Bea's.")
    assert page.complaints == []


def test_a_slider_blends_two_hands_and_says_how_many_letters_are_whose(page):
    opened(page, f"text={T}&share=0", of=two())
    note = page.locator(".share")
    expect(note).to_have_text("Of 47 letters 47 are Ada's and 0 Bea's.")
    slider = page.get_by_role("slider", name="Blend")
    counts = []
    for share in ("0.3", "0.6", "1"):
        slider.fill(share)
        settled(page)
        counts.append(int(note.inner_text().split(" and ")[1].split()[0]))
    assert 0 < counts[0] < counts[1] < counts[2] == 47
    expect(slider).to_have_attribute("aria-valuetext", "100\u00a0% Bea")
    assert page.complaints == []


def opened(page, query: str = "", *, joined: bool = False, width: int = 1300, height: int = 950, of: str = ""):
    room = Room(("message/message.js",), DESK)
    page.complaints = open_page(
        page, page_of(["room"], room, styles=["message/message.css"]), None, width=width, height=height
    )
    page.evaluate("([text, query]) => show(text, query)", [of or block(joined), query])
    expect(page.get_by_label("Your message")).to_be_visible()
    settled(page)
    return page


def settled(page):
    return rest(page, "() => [desk.state.stale, desk.state.message !== null, told.length]", ready="(s) => !s[0]")


@pytest.fixture
def desk(page):
    yield opened(page, "text=over the lazy fox")
    assert page.complaints == []


def typed(page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    settled(page)


def test_what_is_typed_stands_on_the_paper_as_python_draws_it(page):
    opened(page, "size=11&neatness=0.2&ink=000000")
    typed(page, "over the lazy fox")
    message = compose("over the lazy fox", hand(), ComposeConfig(size=11, neatness=0.2))
    seen = page.evaluate(INKED)
    left, top, width = seen["left"], seen["top"], seen["width"]
    assert left % 1 == 0 and top % 1 == 0
    here = np.array(seen["ink"]).reshape(-1, width)[int(top) :, int(left) : -int(left)]
    there = coverage(message, message.pages[0], seen["scale"])[: len(here), : here.shape[1]].astype(int)
    here = here[:, : there.shape[1]]
    assert there.sum() > 1e6 and np.abs(here - there).mean() < 0.02 * there.mean() + 0.05


def test_what_the_hand_lacks_is_said_while_one_types_and_written_only_where_it_is_allowed(desk):
    typed(desk, "Cats over it")
    expect(desk.locator(".problem")).to_contain_text("This hand has not written “C” yet")
    expect(desk.locator("mark.lacking")).to_have_text("C")
    assert desk.evaluate("desk.seen().complete") is False
    expect(desk.get_by_label("Your message")).to_have_attribute("aria-invalid", "true")
    boxes = "() => desk.state.message.hand.glyphs.filter(({ missing }) => missing).length"
    assert desk.evaluate(boxes) == 1  # a box stands in its place
    desk.get_by_role("button", name="C from c, made larger").click()
    settled(desk)
    expect(desk.locator(".problem")).to_be_hidden()
    expect(desk.locator("mark.cured")).to_have_text("C")
    assert desk.evaluate(boxes) == 0 and desk.evaluate("desk.seen().config.allowed") == ["C from c, made larger"]
    assert desk.evaluate("desk.seen().complete") is True
    desk.get_by_role("button", name="C from c, made larger").click()
    settled(desk)
    expect(desk.locator(".problem")).to_be_visible()


def test_what_nobody_could_write_leaves_the_paper_as_it_was_and_says_why(desk):
    for text, said in (
        ("שלום", "right to left"),
        ("a" * 100_000, "at most 2,000 characters, got 100,000"),
        ("fox\u202e", "U+202E"),
    ):
        typed(desk, text)
        expect(desk.locator(".problem")).to_contain_text(said)
        assert desk.evaluate("desk.state.message.text") == "over the lazy fox"
    typed(desk, "a fox")
    expect(desk.locator(".problem")).to_be_hidden()
    assert desk.evaluate("desk.state.message.text") == "a fox"


def test_dials_change_the_message_and_what_was_let_go_is_told(desk):
    slant = desk.get_by_role("slider", name="Slant")
    slant.focus()
    for _ in range(4):
        desk.keyboard.press("ArrowRight")
    rest(desk, "() => told.length", ready="(n) => n > 0")
    assert desk.evaluate("told.at(-1).config.slant") == 2
    expect(slant).to_have_attribute("aria-valuetext", "+2°")
    desk.get_by_role("button", name="Ruled").click()
    desk.get_by_role("button", name="Red", exact=True).click()
    desk.get_by_role("button", name="Another").click()
    rest(desk, "() => told.at(-1).config.seed", ready="(seed) => seed > 0")
    config = desk.evaluate("told.at(-1).config")
    assert (config["ground"], config["ink"], config["slant"]) == ("ruled", "#a8231d", 2)
    desk.get_by_role("button", name="Reset").click()
    rest(desk, "() => told.at(-1).config.seed", ready="(seed) => seed === 0")
    assert desk.evaluate("told.at(-1)") == {
        "text": "over the lazy fox",
        "config": ComposeConfig().model_dump(mode="json"),
        "complete": True,
        "pages": 1,
    }


def test_pages_scroll_and_zoom_by_keys_and_what_is_typed_comes_into_sight(desk):
    typed(desk, (T * 40)[:2000])
    desk.get_by_role("slider", name="Size").fill("4.5")
    typed(desk, (T * 40)[:1990])
    expect(desk.locator(".where")).to_have_text("Page 4 of 4")
    window = desk.locator(".paper-window")
    assert window.evaluate("(node) => node.scrollTop > 500")
    window.focus()
    scale = desk.evaluate("desk.state.parts.view.scale")
    desk.keyboard.press("+")
    desk.keyboard.press("+")
    assert desk.evaluate("desk.state.parts.view.scale") == pytest.approx(1.25**2 * scale)
    desk.keyboard.press("0")
    desk.keyboard.press("Home")
    rest(desk, "() => document.querySelector('.where').textContent", ready="(text) => text === 'Page 1 of 4'")
    inked = """() => { const { canvas, context } = desk.state.parts.view, { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        let n = 0; for (let i = 0; i < data.length; i += 4) if (data[i + 3] && data[i] < 120) n++; return n; }"""  # noqa: E501
    assert desk.evaluate(inked) > 2000


@pytest.mark.parametrize(("width", "dark"), [(1300, False), (390, True)])
def test_nobody_is_kept_out(page, width, dark):
    page.emulate_media(color_scheme="dark" if dark else "light")
    opened(page, "text=Cats over it&ground=squared", width=width)
    page.evaluate(OWN_PAPER)
    assert [line for line in found(page) if not line.startswith(OF_PAGES)] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []
