"""Can images be marked on the map, looked at together and one by one, and taken along?"""

from __future__ import annotations

import csv
import io
import math
import re

import numpy as np
import pytest
import torch
from PIL import Image

from tests.browser.pads import CLASSES, Pad, bundle_of, latents_of, model_of, opened, reader_of
from tests.browser.waits import rest
from ui.components.selection import Selection

pytestmark = pytest.mark.browser


@pytest.fixture
def pad(page, tmp_path) -> Pad:
    """A pad of a two-dimensional model with a reader and 60 images."""
    pad = opened(page, tmp_path, bundle_of(model_of(2), latents_of(2), reader=True))
    yield pad
    assert pad.complaints == []
    assert all(url.startswith(("file:", "blob:")) for url in pad.hosts), pad.hosts


def marked(pad: Pad) -> tuple[list[int], Selection | None]:
    """Return what the browser has marked, and what it would report."""
    members, state = pad.page.evaluate(
        "() => { const { chosen } = latentInk.state.pad; return [Array.from(chosen.select.members), chosen.state]; }"
    )
    return members, Selection.from_state(state)


def tool(pad: Pad, name: str) -> None:
    pad.page.get_by_role("button", name=name, exact=True).click()


def trace(pad: Pad, path: list[tuple[float, float]]) -> None:
    left, top = pad.corner()
    pad.page.mouse.move(left + path[0][0], top + path[0][1])
    pad.page.mouse.down()
    for x, y in path[1:]:
        pad.page.mouse.move(left + x, top + y)
    pad.page.mouse.up()
    pad.settled()


def circle(x: float, y: float, radius: float, steps: int = 60) -> list[tuple[float, float]]:
    angles = [2 * math.pi * i / steps for i in range(steps)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def on_screen(pad: Pad, xy: np.ndarray) -> np.ndarray:
    return np.array(pad.page.evaluate("(xy) => xy.map((p) => latentInk.state.pad.map.toScreen(...p))", xy.tolist()))


def pixels(pad: Pad, selector: str) -> np.ndarray:
    """Return the red channel of a canvas as (side, side) floats."""
    side, red = pad.page.locator(selector).evaluate(
        """(canvas) => [canvas.width, Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
            .data.filter((_, i) => i % 4 === 0))]"""
    )
    return np.array(red, np.float64).reshape(-1, side)


SHOWN = """() => [...document.querySelectorAll(".gallery figure canvas")].map((canvas) => canvas.toDataURL())"""


def as_ink(pad: Pad, image: np.ndarray) -> np.ndarray:
    """Turn the red channel back into ink, 0 to 1."""
    paper, ink = (pad.page.evaluate(f"latentInk.state.pad.theme.{name}[0]") for name in ("paper", "ink"))
    return (image - paper) / (ink - paper)


def click_image(pad: Pad, i: int) -> None:
    """Click on the i-th image of the two-dimensional pad."""
    x, y = on_screen(pad, latents_of(2).mu[[i]])[0]
    left, top = pad.corner()
    pad.page.mouse.click(left + x, top + y)
    pad.settled()


def test_a_lasso_marks_what_it_surrounds_and_python_finds_the_same(pad):
    before, latents = pad.settled(), latents_of(2)
    tool(pad, "Lasso")
    width, height = before["map"]
    trace(pad, circle(width / 2, height / 2, 150))
    members, selection = marked(pad)
    away = np.linalg.norm(on_screen(pad, latents.mu) - [width / 2, height / 2], axis=1)
    assert set(np.flatnonzero(away < 145)) <= set(members) <= set(np.flatnonzero(away < 155)) and 5 < len(members) < 55
    assert selection.layout == "plane" and 3 <= len(selection.polygon) <= 24
    assert selection.indices(latents.mu, latents.labels).tolist() == members
    assert len(selection.query()["sel"]) <= 400
    assert pad.state()["z"] == before["z"], "a lasso does not drag the point"
    assert pad.page.locator(".gallery h2 strong").inner_text() == f"{len(members)} images"
    pad.page.get_by_role("button", name="Zoom in").click()
    pad.settled()
    assert marked(pad)[0] == members, "what is marked stays marked as the map is moved"


def test_a_box_marks_a_rectangle_and_a_class_of_the_legend_joins_it(pad):
    latents = latents_of(2)
    tool(pad, "Box")
    trace(pad, [(200, 150), (300, 260), (480, 420)])
    places = on_screen(pad, latents.mu)
    inside = ((places > [200, 150]) & (places < [480, 420])).all(1)
    assert marked(pad)[0] == np.flatnonzero(inside).tolist()

    chip = pad.page.locator(".legend button").nth(1)
    chip.click()
    assert chip.get_attribute("aria-pressed") == "true"
    members, selection = marked(pad)
    assert members == np.flatnonzero(inside | (latents.labels == 1)).tolist()
    assert selection.classes == (1,) and selection.indices(latents.mu, latents.labels).tolist() == members
    found = {
        row.inner_text().split()[0]: int(row.inner_text().split()[-1]) for row in pad.page.locator(".counts li").all()
    }
    labels = latents.labels[members]
    assert (
        sorted(found.values()) == sorted(np.unique(labels, return_counts=True)[1]) and found["1"] == (labels == 1).sum()
    )

    pad.page.locator(".front").focus()
    pad.page.keyboard.press("Escape")
    pad.settled()
    assert marked(pad) == ([], None) and not pad.page.locator(".gallery").is_visible()
    assert chip.get_attribute("aria-pressed") == "false"


def test_keys_draw_a_box_about_the_point(pad):
    before = pad.settled()
    tool(pad, "Box")
    pad.page.locator(".front").focus()
    pad.page.keyboard.press("Shift+ArrowRight")
    small = marked(pad)[1].polygon
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        pad.page.keyboard.press(f"Shift+{key}")
    wide = marked(pad)[1].polygon
    spans = [np.ptp(np.array(polygon), axis=0) for polygon in (small, wide)]
    assert spans[1][0] > spans[0][0] and spans[1][1] > spans[0][1]
    np.testing.assert_allclose(np.mean(wide, axis=0), before["xy"], atol=0.02)
    assert pad.state()["z"] == before["z"]
    pad.page.keyboard.press("ArrowRight")
    assert pad.settled()["z"] != before["z"], "without Shift the arrows move the point"


def test_a_click_beside_all_images_unmarks_and_a_click_on_one_opens_its_card(pad):
    tool(pad, "Lasso")
    trace(pad, circle(300, 250, 120))
    assert marked(pad)[0]
    click_image(pad, 7)
    assert marked(pad)[1].picked == 7 and marked(pad)[0]
    left, top = pad.corner()
    pad.page.mouse.click(left + 4, top + 4)
    pad.settled()
    assert marked(pad) == ([], None) and not pad.page.locator(".card").is_visible()


def test_the_card_shows_the_image_its_reconstruction_and_how_they_read(pad):
    latents = latents_of(2)
    click_image(pad, 7)
    assert pad.state()["z"] == pytest.approx(latents.mu[7].tolist(), abs=1e-3), (
        "a click still goes to the image's latents"
    )
    card = pad.page.locator(".card")
    assert card.get_by_role("heading", level=2).inner_text() == f"Image 7, class {CLASSES[latents.labels[7]]}"
    image, again = (as_ink(pad, pixels(pad, f".card figure:nth-child({n}) canvas")) for n in (1, 2))
    np.testing.assert_allclose(image, latents.thumbnails()[7] / 255, atol=0.01)
    with torch.no_grad():
        x_hat = model_of(2).decode(torch.tensor(latents.mu[[7]]))
        reading = torch.softmax(reader_of()(x_hat), 1)[0]
    np.testing.assert_allclose(again, x_hat[0, 0].numpy(), atol=0.01)
    words = card.locator("figcaption small").all_inner_texts()
    assert words[1] == f"reads as {CLASSES[int(reading.argmax())]}, {round(100 * float(reading.max()))} %"
    assert re.fullmatch(r"reads as .*, \d+ %", words[0])
    pad.page.keyboard.press("Escape")
    assert not card.is_visible() and marked(pad) == ([], None)


def expected_neighbours(mu: np.ndarray, i: int, metric: str) -> tuple[np.ndarray, np.ndarray]:
    mu = mu.astype(np.float64)
    if metric == "Euclidean":
        distances = np.linalg.norm(mu - mu[i], axis=1)
    else:
        distances = 1 - mu @ mu[i] / np.linalg.norm(mu, axis=1) / np.linalg.norm(mu[i])
    order = np.argsort(distances, kind="stable")
    order = order[order != i]
    return order, distances[order]


def test_neighbours_are_those_of_latent_space_and_light_up_on_the_map(page, tmp_path):
    latents = latents_of(6)
    pad = opened(page, tmp_path, bundle_of(model_of(6), latents))
    x, y = pad.page.evaluate("latentInk.state.pad.map.toScreen(...latentInk.state.pad.map.placeOf(11))")
    left, top = pad.corner()
    pad.page.mouse.click(left + x, top + y)
    pad.page.mouse.move(left - 5, top + 30)
    pad.settled()
    picked = marked(pad)[1].picked
    mu = latents.mu.astype(np.float16)  # as they travel
    slider = pad.page.get_by_role("slider", name="How many nearest images")
    for metric, k in (("Euclidean", 10), ("cosine", 25), ("cosine", 1), ("Euclidean", 50)):
        pad.page.get_by_role("button", name=metric).click()
        slider.fill(str(k))
        indices, distances = pad.page.evaluate(
            """() => {
                const { indices, distances } = latentInk.state.pad.chosen.nearest;
                return [Array.from(indices), Array.from(distances)];
            }"""
        )
        order, far = expected_neighbours(mu, picked, metric)
        assert indices == order[:k].tolist()
        np.testing.assert_allclose(distances, far[:k], atol=1e-6)
        shown = pad.page.locator(".card .cell small").all_inner_texts()
        decimals = 2 if metric == "Euclidean" else 3
        assert [float(text.replace("−", "-")) for text in shown] == pytest.approx(far[:k], abs=0.6 * 10**-decimals)
    pad.settled()
    lit = pad.page.evaluate(
        """(indices) => indices.map((i) => {
            const { map } = latentInk.state.pad, plot = document.querySelector("canvas.points");
            const [x, y] = map.toScreen(...map.placeOf(i)), ratio = plot.width / map.size[0];
            const copy = new OffscreenCanvas(plot.width, plot.height).getContext("2d");
            copy.drawImage(plot, 0, 0);
            return copy.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data[3];
        })""",
        expected_neighbours(mu, picked, "Euclidean")[0][:50].tolist(),
    )
    assert min(lit) == 255, "a disc at each neighbour, wherever it lies; points themselves let the paper through"

    pad.page.locator(".card .shelf").focus()
    pad.page.keyboard.press("ArrowRight")
    pad.page.keyboard.press("ArrowRight")
    second = int(expected_neighbours(mu, picked, "Euclidean")[0][1])
    assert pad.settled()["hovered"] == second, "arrows go through the neighbours"
    pad.page.keyboard.press("Enter")
    pad.settled()
    assert marked(pad)[1].picked == second
    assert pad.complaints == []


def test_the_gallery_shows_the_mean_image_and_what_their_mean_decodes_to(pad):
    latents = latents_of(2)
    tool(pad, "Lasso")
    trace(pad, circle(350, 280, 170))
    members = marked(pad)[0]
    rest(pad.page, SHOWN)
    mean, decoded = (as_ink(pad, pixels(pad, f".gallery figure:nth-child({n}) canvas")) for n in (1, 2))
    np.testing.assert_allclose(mean, latents.thumbnails()[members].mean(0) / 255, atol=0.01)
    with torch.no_grad():
        drawn = model_of(2).decode(torch.tensor(latents.mu[members].mean(0, keepdims=True)))[0, 0].numpy()
    np.testing.assert_allclose(decoded, drawn, atol=0.01)

    middle = np.linalg.norm(latents.mu[members] - latents.mu[members].mean(0), axis=1)
    orders = {
        "from the middle outwards": np.array(members)[np.argsort(middle)],
        "from the edge inwards": np.array(members)[np.argsort(-middle)],
        "by class": np.array(members)[np.argsort(latents.labels[members], kind="stable")],
        "as in the data": np.array(members),
    }
    for name, wanted in orders.items():
        pad.page.get_by_label("The order of the images").select_option(name)
        titles = [cell.get_attribute("title") for cell in pad.page.locator(".gallery .cell").all()]
        assert [int(re.match(r"Image ([\d,]*\d)", title)[1]) for title in titles] == wanted[: len(titles)].tolist(), (
            name
        )
    first = pad.page.locator(".gallery .cell").nth(2)
    first.hover()
    assert pad.settled()["hovered"] == members[2], "pointing at a thumbnail lights its point"
    first.click()
    pad.settled()
    assert marked(pad)[1].picked == members[2] and pad.page.locator(".card").is_visible()


def test_thousands_of_thumbnails_are_made_only_where_they_are_seen(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2), latents_of(2, n=3000)))
    tool(pad, "Box")
    width, height = pad.settled()["map"]
    trace(pad, [(5, 5), (width / 2, height / 2), (width - 5, height - 5)])
    members = marked(pad)[0]
    assert len(members) > 2000 and pad.page.locator(".gallery .cell").count() <= 84
    pad.page.get_by_role("button", name=re.compile("Show all")).click()
    shelf = pad.page.locator(".gallery .shelf")
    assert pad.page.locator(".gallery .cell").count() < 300
    pad.page.get_by_label("The order of the images").select_option("as in the data")
    shelf.focus()
    pad.page.keyboard.press("End")
    pad.settled()
    last = pad.page.locator(".gallery .cell[aria-selected=true]")
    assert last.get_attribute("title").startswith(f"Image {members[-1]:,}") and last.is_visible()
    assert pad.state()["hovered"] == members[-1] and pad.page.locator(".gallery .cell").count() < 300
    assert shelf.get_attribute("aria-activedescendant") == last.get_attribute("id")
    assert pad.complaints == []


def test_what_is_marked_can_be_taken_along(pad):
    latents = latents_of(2)
    tool(pad, "Lasso")
    trace(pad, circle(350, 280, 170))
    members = marked(pad)[0]
    pad.page.get_by_label("The order of the images").select_option("as in the data")
    with pad.page.expect_download() as download:
        pad.page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert [int(row["index"]) for row in rows] == members
    assert [row["label"] for row in rows] == [CLASSES[label] for label in latents.labels[members]]
    for names in (("x", "y"), ("z1", "z2")):
        table = [[float(row[name]) for name in names] for row in rows]
        np.testing.assert_allclose(table, latents.mu[members], atol=1e-5)
    assert re.fullmatch(r"[\w-]+-\d+-images\.csv", download.value.suggested_filename)

    with pad.page.expect_download() as download:
        pad.page.get_by_role("button", name="PNG").click()
    sheet = np.asarray(Image.open(download.value.path()).convert("L"), np.float64)
    across = math.ceil(math.sqrt(len(members)))
    zoom = sheet.shape[1] // (14 * across)
    assert sheet.shape[1] == 14 * across * zoom and zoom > 1
    second = sheet[: 14 * zoom : zoom, 14 * zoom : 28 * zoom : zoom]
    assert np.corrcoef(second.ravel(), -latents.thumbnails()[members[1]].ravel().astype(float))[0, 1] > 0.999


LAYOUT = """([id, kind, xy]) => latentInk.receive(
    { channel: "layout", model: "one", id, n: xy.length / 2, kind, note: "", k: 12, reach: null, colour: null,
      marks: [] },
    kind === "plane" ? {} : { xy: new Uint8Array(new Float32Array(xy).buffer) })"""


def test_what_is_marked_stays_marked_on_another_map_and_its_outline_waits_on_its_own(pad):
    tool(pad, "Lasso")
    trace(pad, circle(350, 280, 170))
    members, selection = marked(pad)
    places = np.random.default_rng(5).normal(size=(60, 2)).astype(np.float32)
    pad.page.evaluate(LAYOUT, ["abc", "scattered", places.ravel().tolist()])
    pad.page.wait_for_function("() => !latentInk.state.pad.map.gliding")
    pad.settled()
    assert marked(pad) == (members, selection)
    pad.page.keyboard.press("Escape")
    trace(pad, circle(350, 280, 150))
    members, selection = marked(pad)
    assert selection.layout == "abc" and selection.indices(places, None).tolist() == members and members
    pad.page.evaluate(LAYOUT, ["plane", "plane", [0.0] * 120])
    pad.page.wait_for_function("() => !latentInk.state.pad.map.gliding")
    pad.settled()
    assert marked(pad) == (members, selection)


def test_every_control_of_the_panels_is_reached_by_tab(pad):
    tool(pad, "Lasso")
    trace(pad, circle(350, 280, 170))
    click_image(pad, marked(pad)[0][0])
    controls = pad.page.evaluate(
        """() => [...document.querySelectorAll("#pad button, #pad input, #pad select, #pad [tabindex]")]
            .filter((node) => node.offsetParent !== null).length"""
    )
    reached, nameless = set(), []
    for _ in range(controls + 2):
        pad.page.keyboard.press("Tab")
        place, name = pad.page.evaluate(
            """() => {
                const node = document.activeElement, all = [...document.querySelectorAll("#pad *")];
                return [all.indexOf(node), node.getAttribute("aria-label") || node.textContent || node.title
                    || node.closest("label")?.textContent || node.closest("label, .row")?.textContent];
            }"""
        )
        reached.add(place)
        if place >= 0 and not name:
            nameless.append(place)
    assert len(reached - {-1}) == controls and nameless == []


@pytest.mark.parametrize("width", [360])
def test_a_finger_draws_a_lasso_on_a_phone(browser, tmp_path, width):
    context = browser.new_context(has_touch=True, viewport={"width": width, "height": 780})
    pad = opened(
        context.new_page(), tmp_path, bundle_of(model_of(2), latents_of(2), reader=True), width=width, height=780
    )
    tool(pad, "Lasso")
    pad.page.locator(".front").scroll_into_view_if_needed()
    before, (left, top) = pad.settled(), pad.corner()
    touch = context.new_cdp_session(pad.page)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": left + x, "y": top + y, "id": i} for i, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    ring = circle(width / 2 - 20, 170, 90, 24)
    fingers("touchStart", ring[0])
    for place in ring[1:]:
        fingers("touchMove", place)
    fingers("touchEnd")
    assert pad.settled()["z"] == before["z"]
    members = marked(pad)[0]
    away = np.linalg.norm(on_screen(pad, latents_of(2).mu) - [width / 2 - 20, 170], axis=1)
    assert set(np.flatnonzero(away < 84)) <= set(members) <= set(np.flatnonzero(away < 96)) and members

    fingers("touchStart", (60, 60))
    fingers("touchMove", (90, 90))
    fingers("touchStart", (90, 90), (160, 160))
    fingers("touchMove", (80, 80), (180, 180))
    fingers("touchEnd")
    pad.settled()
    assert marked(pad)[0] == members, "two fingers zoom and draw nothing"
    below = pad.page.get_by_role("button", name=f"{len(members)} marked")
    below.tap()
    below.wait_for(state="hidden")  # what it leads to is in sight, below the decoded image that stays at the top
    pad.page.wait_for_function(
        """() => {
            const { y } = document.querySelector(".gallery h2").getBoundingClientRect();
            return 100 < y && y < 400;
        }"""
    )
    pad.page.locator(".gallery .cell").first.tap()
    pad.settled()
    assert pad.page.locator(".card").is_visible()
    assert pad.page.evaluate("document.documentElement.scrollWidth") <= width
    assert pad.complaints == []
    context.close()


def test_without_images_there_is_nothing_to_mark(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2), None))
    assert not pad.page.get_by_role("button", name="Lasso").is_visible()
    pad.page.locator(".front").focus()
    pad.page.keyboard.press("Escape")
    assert marked(pad) == ([], None) and pad.complaints == []
