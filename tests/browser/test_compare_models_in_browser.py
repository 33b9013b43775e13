"""Do several models go one way in step, from the same numbers, and is what is said of them true?"""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import Image

from browser import bundle
from core.sampling.patch import noise, on_patch
from core.sampling.prior import nearer
from tests.browser.compare_models import GAPS, Versus, block_of, models, opened, real_images
from tests.browser.pads import CLASSES, reader_of
from tests.browser.waits import after_frames
from ui.components.compare_models import CompareModelsReport

pytestmark = pytest.mark.browser
SAMPLES = 36
STRIPS = """() => versus.state.parts.strips.map(({ cells }) =>
    cells.map((way) => way.map(({ pixels }) => Array.from(pixels))))"""


@pytest.fixture
def versus(page, tmp_path) -> Versus:
    versus = opened(page, tmp_path)
    yield versus
    assert versus.complaints == []


def decoded(c: int, z: np.ndarray, label: int, seed: int = 0) -> np.ndarray:
    """Return what torch draws, float (n, size * size)."""
    model = models(seed=seed)[c]
    y = torch.eye(len(CLASSES))[[label] * len(z)] if model.classes else None
    with torch.no_grad():
        return model.decode(torch.from_numpy(z).float(), y).flatten(1).numpy()


def asked(state: dict) -> int:
    return int(np.argmax(state["y"]))


def in_step(versus: Versus, state: dict, seed: int = 0) -> None:
    """Every model draws what torch draws at Python's z of the same place."""
    for c, d in enumerate(GAPS[:2]):
        z = on_patch(tuple(state["u"]), *state["patch"], d)
        np.testing.assert_allclose(state["z"][c], z, atol=1e-5)
        np.testing.assert_allclose(versus.digit(c), decoded(c, z[None], asked(state), seed)[0], atol=2e-3)


def test_a_hand_on_any_pad_moves_every_model_in_step(versus):
    begin = versus.settled()
    assert begin["u"] == [0, 0] and begin["patch"] == [1, 0] and begin["told"] is None
    in_step(versus, begin)
    box = versus.pad(1).bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    versus.page.mouse.move(*middle)
    versus.page.mouse.down()
    versus.page.mouse.move(middle[0] + box["width"] / 4, middle[1] - box["height"] / 8, steps=4)
    after_frames(versus.page, 15)
    assert versus.state()["tells"] == 0  # a hand that still holds has not said where
    versus.page.mouse.up()
    state = versus.settled()
    np.testing.assert_allclose(state["u"], [0.5, 0.25], atol=0.02)
    in_step(versus, state)
    report = CompareModelsReport.from_state(state["told"])
    np.testing.assert_allclose(report.u, state["u"], atol=1e-3)
    assert (report.seed, report.index, report.noise, state["tells"]) == (1, 0, 1, 1)
    # Beyond the edge the pad begins again; keys go on from there.
    versus.page.mouse.down()
    versus.page.mouse.move(box["x"] + box["width"] * 1.1, middle[1], steps=4)
    versus.page.mouse.up()
    state = versus.settled()
    np.testing.assert_allclose(state["u"], [-0.8, 0], atol=0.02)
    in_step(versus, state)
    versus.page.keyboard.press("Shift+ArrowUp")
    after = versus.settled()
    np.testing.assert_allclose(np.subtract(after["u"], state["u"]), [0, 0.2], atol=1e-6)
    versus.page.keyboard.press("Home")
    assert versus.settled()["u"] == [0, 0]
    # A class is asked of the model that knows one; the other says that it does not.
    versus.page.get_by_role("button", name="1", exact=True).click()
    state = versus.settled()
    assert state["told"]["y"] == [0, 1, 0]
    in_step(versus, state)
    assert "takes no class" in state["texts"][0] and "asked for 1" in state["texts"][1]
    with torch.no_grad():
        image = torch.from_numpy(versus.digit(1)).reshape(1, 1, 28, 28)
        shares = torch.softmax(reader_of().network(image), 1)[0]
    best = int(shares.argmax())
    assert f"reads as {CLASSES[best]}, {round(100 * shares[best].item())} %" in state["spoken"]
    assert "Model A" in state["spoken"] and versus.page.title() != "hacked"


def test_newer_weights_come_under_a_hand_that_goes_on(versus):
    versus.settled()
    box = versus.pad(0).bounding_box()
    versus.page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"])
    versus.page.mouse.down()
    versus.give(block_of(seed=7))
    versus.page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"], steps=3)
    versus.page.mouse.up()
    state = versus.settled()
    np.testing.assert_allclose(state["u"], [0.5, 0], atol=0.02)
    in_step(versus, state, seed=7)
    z = noise(1, 4, GAPS[0])[None]
    np.testing.assert_allclose(versus.sample(0, 4), decoded(0, z, 0, seed=7)[0], atol=2e-3)


def test_samples_come_from_the_same_noise_and_their_numbers_are_true(versus):
    state = versus.settled()
    images = []
    for c, d in enumerate(GAPS[:2]):
        z = np.stack([noise(1, i, d) for i in range(SAMPLES)])
        wanted = np.concatenate([decoded(c, z[i : i + 1], i % len(CLASSES)) for i in range(SAMPLES)])
        drawn = np.stack([versus.sample(c, i) for i in range(SAMPLES)])
        np.testing.assert_allclose(drawn, wanted, atol=2e-3)
        images.append(drawn.reshape(-1, 28, 28))
    real = real_images()[0] / 255
    versus.page.wait_for_function("() => versus.state.parts.numbers.values.clear?.real")
    numbers = versus.state()["numbers"]
    for c in (0, 1):
        for name, measure in (("steep", steepness), ("grey", half_grey)):
            of_each = [measure(image) for image in images[c]]
            found = numbers[name]["own"][c]
            assert found["value"] == pytest.approx(np.mean(of_each), abs=1e-4)
            assert found["spread"] == pytest.approx(np.std(of_each, ddof=1) / np.sqrt(SAMPLES), abs=1e-4)
        assert numbers["variety"]["own"][c]["value"] == pytest.approx(apart(images[c]) / apart(real), abs=1e-3)
    assert numbers["steep"]["real"]["value"] == pytest.approx(np.mean([steepness(image) for image in real]), abs=1e-4)
    with torch.no_grad():
        read = torch.softmax(reader_of().network(torch.from_numpy(images[1])[:, None]), 1)
    as_asked = read.argmax(1) == torch.arange(SAMPLES) % len(CLASSES)  # what was read clearly as another is not clear
    clearly = (read.max(1).values >= 0.9) & as_asked
    assert numbers["clear"]["own"][1]["value"] == pytest.approx(clearly.float().mean().item(), abs=0.06)
    assert numbers["asked"]["own"][0] is None  # it was not asked for a class
    table = versus.page.get_by_role("table", name="Samples in numbers")
    assert f"{numbers['steep']['own'][0]['value']:.2f}" in table.inner_text()
    # A click takes the walk there, with the sample's class; keys reach the others.
    versus.page.get_by_role("listbox", name="Samples of Model B").locator(".frame").nth(7).click()
    state = versus.settled()
    assert state["patch"] == [1, 7] and state["u"] == [0, 0] and asked(state) == 7 % 3
    np.testing.assert_allclose(versus.digit(1), images[1][7].ravel(), atol=1e-4)
    versus.page.keyboard.press("ArrowDown")
    versus.page.keyboard.press("Enter")
    assert versus.settled()["patch"] == [1, 13]
    # Only the class that is asked for: the numbers follow.
    versus.press("The class asked")
    versus.settled()
    z = noise(1, 5, GAPS[1])[None]
    np.testing.assert_allclose(versus.sample(1, 5), decoded(1, z, 13 % 3)[0], atol=2e-3)


def steepness(image: np.ndarray) -> float:
    right, below = np.zeros_like(image), np.zeros_like(image)
    right[:, :-1], below[:-1] = np.diff(image, axis=1), np.diff(image, axis=0)
    return np.hypot(right, below)[image >= 0.1].mean()


def half_grey(image: np.ndarray) -> float:
    return ((image >= 0.1) & (image < 0.9)).sum() / (image >= 0.1).sum()


def apart(images: np.ndarray) -> float:
    flat = images.reshape(len(images), -1)
    distances = np.sqrt(np.square(flat[:, None] - flat[None]).mean(-1))
    return distances[np.triu_indices(len(images), 1)].mean()


def test_other_noise_other_ends_and_a_picture_of_it(versus, tmp_path):
    before = versus.settled()
    ways = versus.page.evaluate(STRIPS)
    for c, d in enumerate(GAPS[:2]):
        a, b = noise(1, 0, d, stream=4), noise(1, 1, d, stream=4)
        straight, around = (np.array(way, np.float32) for way in ways[c])
        n = len(straight)
        assert n % 2 and np.array_equal(straight[[0, -1]], around[[0, -1]])
        np.testing.assert_allclose(straight[n // 2], decoded(c, (a + b)[None] / 2, asked(before))[0], atol=2e-3)
        told = versus.page.locator(".ways").nth(c).locator(".way .numbers").first.inner_text()
        share = 100 * nearer(float(np.linalg.norm(a + b)) / 2, d)
        assert f"; {share:.1f} % of draws" in told or f"; {share:.0f} % of draws" in told
        angle = np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
        middle = (a + b) * np.sin(angle / 2) / np.sin(angle)
        np.testing.assert_allclose(around[n // 2], decoded(c, middle[None], asked(before))[0], atol=2e-3)
    for name, part in (("New noise", "noise"), ("Other ends", "ends"), ("Another patch", "patch")):
        versus.press(name)
        state = versus.settled()
        assert state[part] != before[part] and state["told"][part] == state[part]
    in_step(versus, state)
    with versus.page.expect_download() as download:
        versus.press("PNG")
    picture = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert picture.width > 2 * picture.height * 0.8 and np.unique(np.asarray(picture.convert("L"))).size > 20
    # A link leads back.
    query = "&".join(f"{name}={text}" for name, text in CompareModelsReport.from_state(state["told"]).query().items())
    again = opened(versus.page, tmp_path, query=query).settled()
    for part in ("patch", "noise", "ends", "y"):
        assert again[part] == state[part]
    np.testing.assert_allclose(again["z"][0], state["z"][0], atol=1e-3)


def test_four_models_fit_on_a_phone_and_greet_whoever_opens_the_page(page, tmp_path):
    bare = block_of(4, reader=False, real=False)
    versus = opened(page, tmp_path, bare, width=360, height=780, query="u=nan,1&patch=x&noise=-4&y=1,2", calm=False)
    assert versus.state()["playing"]  # a link of no use is none: the walk begins by itself
    page.wait_for_function("() => Math.abs(versus.state.now.u[0]) > 0.02")
    versus.press("Pause")
    state = versus.settled()
    assert state["patch"] == [1, 0] and state["noise"] == 1 and sum(state["y"]) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".contender").count() == 4 and not page.get_by_text("Read clearly").is_visible()

    # A finger away from the point scrolls the page past the pads; sideways it takes the point.
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    versus.pad(0).evaluate("(pad) => pad.scrollIntoView({block: 'center'})")
    for across, along in ((0, -120), (70, 4)):
        before, scrolled = versus.settled()["u"], page.evaluate("scrollY")
        box = versus.pad(0).bounding_box()
        for kind, step in [("touchStart", 0), *[("touchMove", s) for s in range(1, 11)]]:
            place = {"x": box["x"] + 12 + across * step / 10, "y": box["y"] + 14 + along * step / 10}
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
            after_frames(page, 1)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        moved = versus.settled()["u"] != before, page.evaluate("scrollY") > scrolled + 30
        assert moved == ((False, True) if along < -9 else (True, False))
    assert versus.complaints == []


@pytest.mark.parametrize("d", [1, 2, 3, 8, 16, 64, 127, 128])
def test_the_share_of_draws_that_lie_nearer_is_that_of_the_chi_square_distribution(page, d):
    code = bundle.script("compare_models/space.js")
    page.add_script_tag(content=code)
    lengths = [0.0, 0.1, 0.5, 1.0, 1.9, 3.0, 5.0, 8.0, 11.3, 14.0, 20.0, 34.0, 100.0]
    found = page.evaluate("([lengths, d]) => lengths.map((length) => nearerThan(length, d))", [lengths, d])
    np.testing.assert_allclose(found, [nearer(length, d) for length in lengths], atol=1e-9)


@pytest.mark.parametrize(("n", "everywhere"), [(2, True), (3, False)])
def test_no_place_is_said_to_be_rarer_than_a_draw_only_where_four_dimensions_give_room_for_that(
    page, tmp_path, n, everywhere
):
    versus = opened(page, tmp_path, block_of(n))
    versus.settled()
    text = versus.page.locator(".versus-parts > .note").first.inner_text()
    assert ("rolled up so that no place" in text) == everywhere
    assert ("from four latent dimensions on" in text) == (not everywhere)
