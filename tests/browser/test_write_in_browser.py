"""Does the writer draw what the model draws, lean as it measures, refuse what it cannot write, and give all away?"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from PIL import Image

from core import places
from core.blocks.write import write_of
from core.library import folder
from core.tasks.directions import open_directions
from core.writing import WritingError, labels_of, slant, stroke_width
from tests.browser.harness import Room, page_of
from tests.browser.waits import after_frames, rest
from ui.components.write import Written

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (places.zoo() / "mnist-cvae").is_dir(), reason="the zoo has not been built"),
]

DESK = """
Object.assign(window, { shiftFor, readTyped, outlinesOf });
window.writer = mountWrite(document.getElementById("writer"), {
  query: new URLSearchParams(location.search), onSee: (seen) => told.push(seen) });
writer.update(bytes("%s"));
"""
STATE = """() => {
    const { host, waiting, reading } = writer.state, list = (v) => Array.from(v ?? []);
    const of = (g) => ({ x: list(g.x), y: list(g.y), version: g.version, reads: g.shares ? g.shares.indexOf(Math.max(...g.shares)) : -1 });
    return { glyphs: host.row.glyphs.map(of), middle: of(host.mix.middle), waiting, reading, mix: list(host.state.mix),
        slant: host.state.slant, weight: host.state.weight, heat: host.state.heat, told: told.length };
}"""  # noqa: E501
PIXELS = "() => [...writer.state.host.row.glyphs, writer.state.host.mix.middle].map((g) => Array.from(g.pixels))"


class Writer:
    def __init__(self, page, file: Path, width: int = 1200, **link: str) -> None:
        self.page, self.complaints = page, []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.set_viewport_size({"width": width, "height": 1100})
        page.goto(f"{file.as_uri()}?{urlencode(link)}")
        page.locator(".character").first.wait_for()

    def settled(self) -> dict:
        """Wait until every character is drawn and read, and nothing moves any more; return the state."""
        return rest(self.page, STATE, ready="({ waiting, reading }) => !waiting && !reading")

    def images(self) -> np.ndarray:
        """Return the row, and what is mixed, as float32 (n + 1, 28, 28)."""
        return np.array(self.page.evaluate(PIXELS), np.float32).reshape(-1, 28, 28)

    def row(self) -> np.ndarray:
        """Return the row as uint8 (n, 28, 28)."""
        return np.rint(255 * self.images()[:-1]).astype(np.uint8)

    def told(self) -> Written:
        rest(self.page, "() => told.length", milliseconds=700)  # typing is told when it pauses
        return Written.from_state(self.page.evaluate("told.at(-1)"))

    def saved(self, name: str) -> tuple[str, bytes]:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=name).click()
        return waiting.value.suggested_filename, waiting.value.path().read_bytes()


@pytest.fixture(scope="module")
def entry():
    return folder.find("mnist-cvae")


@pytest.fixture(scope="module")
def file(tmp_path_factory, entry) -> Path:
    path = tmp_path_factory.mktemp("writer") / "writer.html"
    block = base64.b64encode(write_of(entry, open_directions(entry), year=2026)).decode()
    path.write_text(page_of(["writer"], Room(("write/write.js",), DESK % block), styles=["write/write.css"]), "utf-8")
    return path


@pytest.fixture
def desk(page, file):
    writer = Writer(page, file)
    yield writer
    assert writer.complaints == []


def test_it_opens_with_a_number_that_the_model_draws_and_the_reader_reads(desk, entry):
    state = desk.settled()
    assert [glyph["reads"] for glyph in state["glyphs"]] == [2, 0, 2, 6] and state["told"] == 0
    x = torch.tensor([glyph["x"] for glyph in [*state["glyphs"], state["middle"]]])
    with torch.no_grad():
        wanted = folder.open_model(entry).decode(x[:, :8], x[:, 8:]).squeeze(1).numpy()
    np.testing.assert_allclose(desk.images(), wanted, atol=4e-3)
    assert state["middle"]["y"] == [0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0]
    heard = re.compile(r"^Character 1 of 4: ?2 ?, reads as ?2, \d+ % ?\. Write it anew$")
    assert desk.page.get_by_role("button", name=heard).count() == 1
    assert "4 of 4 read as asked" in desk.page.locator(".hand").nth(2).inner_text()


def test_steps_measures_and_outlines_are_those_of_python(desk, entry):
    desk.settled()
    directions, y = open_directions(entry), np.zeros(10)
    y[[3, 8]] = 0.25, 0.75
    step = desk.page.evaluate(
        "(y) => Array.from(shiftFor(writer.state.host.writer, y, { slant: 12, weight: -0.4 }))", y.tolist()
    )
    np.testing.assert_allclose(step, directions.shift(y, slant=12, weight=-0.4), rtol=1e-3, atol=1e-5)
    desk.page.evaluate("writer.state.host.row.facts()")
    found = desk.page.evaluate("writer.state.host.row.glyphs.map((g) => [g.measured.slant, g.measured.weight])")
    row = desk.row()
    np.testing.assert_allclose(np.array(found), np.stack([slant(row), stroke_width(row)], 1), rtol=0.02, atol=0.05)
    # The area within the outlines, by Gauss's formula, is that of the inked pixels.
    areas = desk.page.evaluate("""() => writer.state.host.row.glyphs.map((g) => outlinesOf(g.pixels, 28)
        .reduce((sum, p) => sum + p.reduce((a, _, i) => (i % 2 ? a : a + p[i] * p[(i + 3) % p.length]
            - p[(i + 2) % p.length] * p[i + 1]), 0) / 2, 0))""")
    np.testing.assert_allclose(areas, (desk.images()[:-1] > 0.42).sum((1, 2)), rtol=0.06)


def test_a_drag_leans_the_ink_while_the_hand_moves_and_tells_when_it_lets_go(desk):
    before, upright = desk.settled(), desk.row()
    slider = desk.page.get_by_role("slider", name="Slant")
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    desk.page.mouse.move(box["x"] + box["width"] / 2, y)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + box["width"] - 2, y, steps=6)
    redrawn = "(version) => writer.state.host.row.glyphs[0].version > version"
    desk.page.wait_for_function(redrawn, arg=before["glyphs"][0]["version"])
    assert after_frames(desk.page, 12, STATE)["told"] == 0
    desk.page.mouse.up()
    after = desk.settled()
    leaning = (slant(desk.row()) - slant(upright)).mean()
    assert after["slant"] >= 20 and leaning == pytest.approx(after["slant"], rel=0.4)
    assert abs((stroke_width(desk.row()) - stroke_width(upright)).mean()) < 0.45
    assert desk.told().slant == after["slant"]
    desk.page.get_by_role("slider", name="Weight").focus()
    for _ in range(20):
        desk.page.keyboard.press("ArrowLeft")
    desk.settled()
    thin = desk.row()
    assert stroke_width(thin).mean() < stroke_width(upright).mean() - 0.2 and desk.told().weight < 0
    desk.page.get_by_role("button", name="Reset").click()
    assert desk.settled()["slant"] == 0 and np.array_equal(desk.row(), upright)


def test_what_is_typed_is_written_and_what_cannot_be_is_said(desk, entry):
    desk.settled()
    typed, problem = desk.page.get_by_role("textbox"), desk.page.locator(".problem")
    typed.fill("77 7")
    desk.settled()
    row = desk.row()
    assert len(row) == 3 and np.array_equal(row[0], row[1]) and desk.told().text == "77 7"
    desk.page.locator(".character").nth(1).click()
    desk.settled()
    again = desk.row()
    assert np.array_equal(again[0], row[0]) and not np.array_equal(again[1], row[1]) and desk.told().rolls == (0, 1)
    desk.page.get_by_role("button", name="Fresh each").click()
    desk.settled()
    assert len({image.tobytes() for image in desk.row()}) == 3 and desk.told().hand == "each"
    for text in ("1a2", "", " ", "9" * 10_000, "\U0001f600", "x<b>"):
        typed.fill(text)
        with pytest.raises(WritingError) as said:
            labels_of(text, entry.config.classes)
        assert problem.inner_text() == str(said.value)
    desk.page.wait_for_function("![...document.querySelectorAll('.fact')].some((fact) => fact.textContent)")
    assert desk.told().text == "77 7"
    for text in ("5", "a B"):
        found = desk.page.evaluate("(text) => readTyped(['A', 'b', '5'], text).letters.map(({ label }) => label)", text)
        assert tuple(found) == labels_of(text, ("A", "b", "5"))
    typed.fill("505")
    desk.settled()
    assert not problem.is_visible() and len(desk.row()) == 3


def test_the_wheel_and_the_sliders_mix_classes_that_always_sum_to_one(desk):
    desk.settled()
    half = desk.images()[-1]
    wheel = desk.page.get_by_role("slider", name="Wheel through all classes")
    wheel.scroll_into_view_if_needed()
    box = wheel.bounding_box()
    x, y, r = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, 0.3 * box["width"]
    desk.page.mouse.move(x, y - r)
    desk.page.mouse.down()
    desk.page.mouse.move(x + r, y, steps=5)  # a quarter of the way round ten classes: half way from 2 to 3
    desk.page.mouse.up()
    state = desk.settled()
    assert state["mix"][2:4] == pytest.approx([0.5, 0.5], abs=0.03) and sum(state["mix"]) == pytest.approx(1, abs=1e-5)
    assert not np.array_equal(desk.images()[-1], half) and wheel.get_attribute("aria-valuetext").startswith("5")
    wheel.press("Shift+ArrowRight")
    assert desk.settled()["mix"][3:5] == pytest.approx([0.5, 0.5], abs=0.03)
    desk.page.get_by_role("slider", name="Share of 9").fill("0.4")
    assert desk.settled()["mix"][9] == pytest.approx(0.4) and sum(desk.settled()["mix"]) == pytest.approx(1, abs=1e-5)
    desk.page.get_by_role("button", name="Random mix").click()
    mixed = desk.settled()
    assert sum(mixed["mix"]) == pytest.approx(1, abs=1e-5) and max(mixed["mix"]) < 1
    assert sum(desk.told().mix) == pytest.approx(1, abs=1e-3)


def test_pictures_outlines_and_films_are_whole(desk):
    desk.page.get_by_role("textbox").fill("47")
    desk.settled()
    name, data = desk.saved("PNG")
    picture = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    assert name == "47.png" and (picture < 60).mean() > 0.03 and (picture > 240).mean() > 0.5
    name, data = desk.saved("SVG")
    paths = [node for node in ElementTree.fromstring(data).iter() if node.tag.endswith("path")]
    assert name == "47.svg" and len(paths) == 2 and all(path.get("d").count("C") > 20 for path in paths)
    desk.page.get_by_role("combobox", name="What the film shows").select_option("slant")
    name, data = desk.saved("Film")
    film = Image.open(io.BytesIO(data))
    assert name == "47.gif" and film.n_frames == 40 and film.info["loop"] == 0
    leaning = []
    for t in (10, 30):
        film.seek(t)
        leaning.append(255 - np.asarray(film.convert("L")))
    right, left = slant(np.stack(leaning)[:, :, : film.width // 2])
    assert right > left + 8, "it leans to and fro"


def test_a_link_leads_back_to_the_same_ink_and_a_broken_one_to_the_beginning(page, file):
    link = {"text": "2024", "hand": "each", "seed": "77", "rolls": "0,3", "slant": "-9", "heat": "0.9", "mix": "1:1"}
    first = Writer(page, file, **link)
    state, images = first.settled(), first.images()
    assert state["slant"] == -9 and state["mix"][1] == 1
    second = Writer(page, file, **link)
    second.settled()
    assert np.array_equal(second.images(), images)
    broken = Writer(page, file, text="abc", seed="-1", slant="1e9", heat="x", mix="3:7", rolls="-1")
    state = broken.settled()
    assert [glyph["reads"] for glyph in state["glyphs"]] == [2, 0, 2, 6]
    assert (state["slant"], state["heat"], state["mix"][3]) == (0, 0.7, 0.5) and broken.complaints == []


def test_on_a_phone_nothing_sticks_out(page, file):
    phone = Writer(page, file, width=390, text="31415926535897932384626", hand="each")
    phone.settled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    lines = {round(box["y"]) for box in (cell.bounding_box() for cell in page.locator(".character").all())}
    assert 2 <= len(lines) <= 4 and phone.complaints == []


@pytest.mark.skipif(not (places.zoo() / "mnist-flow").is_dir(), reason="the zoo has no flow")
def test_how_neat_a_flow_writes_is_how_far_it_is_guided(page, tmp_path):
    entry = folder.find("mnist-flow")
    block = base64.b64encode(write_of(entry, None)).decode()
    room = Room(
        ("write/write.js", "write/hand.js", "write/paper.js"),
        DESK.replace("shiftFor, ", "").replace("readTyped, outlinesOf", "readTyped") % block,
    )
    file = tmp_path / "flow.html"
    file.write_text(page_of(["writer"], room, styles=["write/write.css"]), encoding="utf-8")
    writer = Writer(page, file, text="37")
    neat, before = page.get_by_role("slider", name="Neatness"), writer.settled()
    noise = np.array(before["glyphs"][0]["x"])[:784]
    assert noise.std() == pytest.approx(1, abs=0.1)  # whole, as it has learned it
    first = writer.images()
    ways = "() => writer.state.host.row.glyphs.map(({ way }) => way)"
    assert page.evaluate(ways) == [{"steps": 8, "guidance": 1.25}] * 2
    neat.fill("1.5")
    after = writer.settled()
    assert page.evaluate(ways) == [{"steps": 8, "guidance": 2.5}] * 2
    assert np.allclose(after["glyphs"][0]["x"], before["glyphs"][0]["x"])
    assert np.abs(writer.images()[:2] - first[:2]).max() > 0.1
    neat.fill("0")
    writer.settled()
    assert page.evaluate(ways) == [{"steps": 8, "guidance": 1}] * 2
    assert not writer.complaints
