"""Does the pad lay its images out anew, decode between them, and show how a map formed?"""

from __future__ import annotations

import base64
import itertools
import json

import numpy as np
import pytest
import torch

from core.blocks.layout import Colour, Mark, colour_block, frames_block, layout_block, making_block
from core.export.html import export_html
from core.projection import Scattered
from tests.browser.pads import CLASSES, Pad, bundle_of, latents_of, model_of, opened
from tests.browser.waits import after_frames

pytestmark = pytest.mark.browser

N, D = 400, 6


def places(seed: int = 1) -> np.ndarray:
    """Three clouds far from one another, as t-SNE would leave them."""
    rng = np.random.default_rng(seed)
    centres = np.array([[0, 0], [30, 5], [10, 40]])[np.arange(N) % 3]
    return (centres + rng.normal(size=(N, 2)) * 3).astype(np.float32)


def halved(latents):
    """The latents as the browser has them: in half precision."""
    return latents.mu.astype(np.float16).astype(np.float32)


def layout(xy: np.ndarray | None = None, *, id: str = "umap-1", n: int = N, **more) -> bytes:
    return layout_block(model="one", id=id, n=n, xy=places() if xy is None else xy, **more)


def frames(iterations: list[int], *, id: str = "umap-1", live: bool = False, **more) -> bytes:
    """A map that grows from a spot to its places."""
    xy = np.stack([places() * i / 100 for i in iterations])
    return frames_block(model="one", id=id, iterations=iterations, xy=xy, total=100, title="UMAP", live=live, **more)


RECEIVE = "(block) => latentInk.receiveBytes(Uint8Array.from(atob(block), (c) => c.charCodeAt(0)))"


def receive(pad: Pad, block: bytes) -> None:
    pad.page.evaluate(RECEIVE, base64.b64encode(block).decode())


def ask(pad: Pad, what: str):
    return pad.page.evaluate(f"latentInk.state.pad.{what}")


def settled(pad: Pad) -> dict:
    pad.page.wait_for_function("() => !latentInk.state.pad.map.gliding && !latentInk.state.pad.player.moving")
    return pad.settled()


@pytest.fixture
def pad(page, tmp_path) -> Pad:
    """A pad of a model of six dimensions with 400 images."""
    pad = opened(page, tmp_path, bundle_of(model_of(D), latents_of(D, n=N), reader=True))
    yield pad
    assert pad.complaints == []


@pytest.mark.parametrize("n", [N, 9])
def test_the_browser_finds_the_same_places_and_latents_as_core(page, tmp_path, n):
    latents, rng = latents_of(D, n=n), np.random.default_rng(3)
    pad = opened(page, tmp_path, bundle_of(model_of(D), latents))
    known = Scattered(places()[:n], halved(latents))
    receive(pad, layout(known.xy, n=n, reach=known.reach))
    z = np.concatenate([rng.normal(size=(30, D)) * 2, known.latents[:3]]).astype(np.float32)
    xy = np.concatenate([rng.uniform(-40, 80, (40, 2)), known.xy[:3], [[1e4, -1e4]]]).astype(np.float32)
    found = page.evaluate(
        """({ z, xy }) => {
            const { layout } = latentInk.state.pad;
            return [z.map((row) => layout.toMap(Float32Array.from(row))), xy.map((p) => Array.from(layout.inverse(p))),
                xy.map((p) => layout.nearness(p)), layout.reach];
        }""",
        {"z": z.tolist(), "xy": xy.tolist()},
    )
    np.testing.assert_allclose(found[0], known.transform(z), atol=1e-4, rtol=1e-4)
    np.testing.assert_allclose(found[0][-3:], known.xy[:3], atol=1e-4)
    np.testing.assert_allclose(found[1], known.inverse(xy), atol=1e-4, rtol=1e-4)
    np.testing.assert_allclose(found[2], known.nearness(xy), atol=1e-4)
    assert found[2][-1] == 0 or n < 13
    assert pad.complaints == []


def test_the_browser_can_work_out_the_reach_itself(pad):
    receive(pad, layout())
    known = Scattered(places(), halved(latents_of(D, n=N)))
    assert ask(pad, "layout.reach") == pytest.approx(known.reach, rel=1e-4)


def test_points_glide_to_a_new_layout_and_the_place_keeps_its_latents(pad):
    before = pad.settled()
    old = ask(pad, "map.placeOf(5)")
    gliding = "() => { const { map } = latentInk.state.pad; return map.gliding && Array.from(map.placeOf(5)); }"
    on_the_way = after_frames(pad.page, 3, gliding, first=RECEIVE, given=base64.b64encode(layout()).decode())
    assert on_the_way and on_the_way != pytest.approx(old)
    after = settled(pad)
    assert after["z"] == before["z"] and after["image"] == before["image"]
    assert ask(pad, "map.placeOf(5)") == pytest.approx(places()[5].tolist(), abs=1e-4)
    known = Scattered(places(), halved(latents_of(D, n=N)))
    expected = known.transform(np.array([before["z"]], np.float32))[0]
    assert after["xy"] == pytest.approx(expected.tolist(), abs=1e-3)
    bounds = ask(pad, "map.bounds()")
    seen = [bounds["left"] < x < bounds["right"] and bounds["bottom"] < y < bounds["top"] for x, y in places()]
    assert np.mean(seen) > 0.98
    receive(pad, layout_block(model="one", id="pca", n=N))
    back = settled(pad)
    assert back["xy"] == pytest.approx(before["xy"], abs=1e-4) and back["view"] == before["view"]


def test_a_drag_from_cloud_to_cloud_changes_the_image_all_the_way_with_the_point_under_the_hand(pad):
    receive(pad, layout())
    settled(pad)
    start, end = (pad.page.evaluate("(p) => latentInk.state.pad.map.toScreen(...p)", p) for p in ([0, 0], [10, 40]))
    left, top = pad.corner()
    pad.page.mouse.move(left + start[0], top + start[1])
    pad.page.mouse.down()
    images = []
    for t in np.linspace(0, 1, 25):
        x, y = (np.array(start) + t * (np.array(end) - start)).tolist()
        pad.page.mouse.move(left + x, top + y)
        after_frames(pad.page, 2)
        state = pad.state()
        images.append(state["image"])
        assert t == 0 or np.hypot(*(np.array(state["point"]) - [x, y])) < 1.5
    pad.page.mouse.up()
    assert all(a != b for a, b in itertools.pairwise(images[1:]))
    assert pad.settled()["point"] == pytest.approx(end, abs=1.5)


def test_places_a_hair_apart_are_decoded_to_images_a_hair_apart(pad):
    receive(pad, layout())
    path = np.linspace([-12, -12], [40, 50], 4001)  # past every cloud, across all the emptiness between
    z = pad.page.evaluate(
        """(path) => {
            const { layout, place } = latentInk.state.pad, held = layout.hold(place.z, path[0]);
            return path.map((p) => Array.from(layout.dragged(held, place.z, p)));
        }""",
        path.tolist(),
    )
    with torch.no_grad():
        images = model_of(D).decode(torch.tensor(z)).numpy().reshape(len(path), -1)
    apart = np.abs(np.diff(images, axis=0)).mean(1)
    assert np.abs(images[0] - images[-1]).mean() > 0.01
    assert apart.max() < 0.02 * apart.sum()


def test_what_an_image_has_of_its_own_fades_while_it_is_dragged_away_and_returns_with_the_hand(pad):
    receive(pad, layout())
    before = settled(pad)
    x, y = before["point"]
    left, top = pad.corner()
    pad.page.mouse.move(left + x, top + y)
    pad.page.mouse.down()
    pad.page.mouse.move(left + x + 1, top + y)
    pad.page.mouse.move(left + x + 200, top + y + 50, steps=5)
    far = np.array(pad.settled()["z"])
    known = Scattered(places(), halved(latents_of(D, n=N)))
    expected = known.inverse(np.array([pad.state()["xy"]], np.float32))[0]
    np.testing.assert_allclose(far, expected, atol=1e-3)
    pad.page.mouse.move(left + x, top + y, steps=5)
    np.testing.assert_allclose(pad.settled()["z"], before["z"], atol=1e-4)
    pad.page.mouse.up()


def test_far_from_any_image_the_words_say_so_and_the_image_fades(pad):
    receive(pad, layout())
    near = settled(pad)
    for _ in range(3):
        pad.page.get_by_role("button", name="Zoom out").click()
    left, top = pad.corner()
    pad.page.mouse.move(left + 8, top + 8)
    pad.page.mouse.down()
    pad.page.mouse.move(left + 4, top + 4, steps=3)
    pad.page.mouse.up()
    state = settled(pad)
    paper = ask(pad, "theme.paper[0]")
    contrast = [np.abs(np.array(s["image"]) - paper).mean() for s in (near, state)]
    assert "far from any image" in state["text"] and "reads as" not in state["text"]
    assert contrast[1] < 0.4 * contrast[0]
    pad.slider(0).evaluate("(input) => { input.value = 0.3; input.dispatchEvent(new Event('input')); }")
    assert "far" not in pad.settled()["text"], "a slider brings the point back among the images"


def test_tiles_are_decoded_among_the_points_and_blank_far_from_them(pad):
    receive(pad, layout())
    settled(pad)
    pad.page.get_by_role("button", name="Images", exact=True).click()
    pad.page.wait_for_function("() => latentInk.state.pad.tiles.waiting === 0", timeout=30_000)
    pad.settled()
    # Ink at the middle of a cloud, none in the emptiness between the clouds.
    ink = """([x, y]) => {
        const { map, theme } = latentInk.state.pad, [px, py] = map.toScreen(x, y), side = 24;
        const canvas = map.node.querySelector(".tiles"), ratio = canvas.width / map.size[0];
        const copy = new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true });
        copy.drawImage(canvas, side / 2 - px * ratio, side / 2 - py * ratio);
        const { data } = copy.getImageData(0, 0, side, side);
        let sum = 0;
        for (let i = 0; i < data.length; i += 4) sum += Math.abs(data[i] - theme.paper[0]);
        return sum / (data.length / 4);
    }"""
    assert pad.page.evaluate(ink, [0, 0]) > 10 > pad.page.evaluate(ink, [36, 40])


def test_circles_of_the_prior_are_drawn_where_the_map_is_latent_space_itself_and_nowhere_else(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2), latents_of(2, n=N)))
    assert ask(pad, "cloud.prior")
    receive(pad, layout())
    settled(pad)
    assert not ask(pad, "cloud.prior")
    known = Scattered(places(), latents_of(2, n=N).mu)
    z = [0.3, -0.8]
    found = pad.page.evaluate("(z) => latentInk.state.pad.layout.toMap(Float32Array.from(z))", z)
    np.testing.assert_allclose(found, known.transform(np.array([z], np.float32))[0], atol=1e-3)


def test_a_layout_of_other_images_waits_for_them(pad):
    receive(pad, layout(places()[:50], n=50))
    assert ask(pad, "layout.kind") == "plane"
    block = bundle_of(model_of(D), latents_of(D, n=50))
    pad.page.evaluate(
        "(block) => latentInk.update(Uint8Array.from(atob(block), (c) => c.charCodeAt(0)))",
        base64.b64encode(block).decode(),
    )
    settled(pad)
    assert ask(pad, "layout.kind") == "scattered" and ask(pad, "map.points.length") == 100


def test_numbers_colour_the_points_with_a_scale_that_says_its_unit(pad):
    values = np.linspace(-1, 3, N)
    receive(pad, layout(colour=Colour("density", "Log-density", values, unit="nats", low=-1, high=3)))
    settled(pad)
    legend = pad.page.locator(".colours")
    assert legend.inner_text().split("\n") == ["Log-density (nats)", "−1", "3"]
    assert ask(pad, "ink.index[0]") == 0 and ask(pad, f"ink.index[{N - 1}]") == 255
    light = pad.page.evaluate("""() => {
        const { ink, theme } = latentInk.state.pad, { table } = ink.table(theme);
        return Array.from(table, (p) => 0.2126 * (p & 255) + 0.7152 * (p >> 8 & 255) + 0.0722 * (p >> 16 & 255));
    }""")
    assert np.all(np.diff(light[::8]) > 0), "the scale grows lighter all the way"
    receive(pad, layout())
    assert legend.is_hidden()


def test_a_colour_stays_when_another_layout_comes_and_can_be_taken_back(pad):
    colour = Colour("kl", "KL", np.arange(float(N)))
    receive(pad, colour_block(model="one", n=N, colour=colour))
    assert ask(pad, "ink.title") == "KL"
    receive(pad, layout())
    settled(pad)
    assert ask(pad, "ink.title") == "KL" and pad.page.locator(".colours").is_visible()
    receive(pad, colour_block(model="one", n=N, colour=None))
    assert ask(pad, "ink") is None


def test_groups_have_their_colours_and_noise_is_grey_and_called_noise(pad):
    groups = np.arange(N) % 4 - 1
    names = ("a", CLASSES[2], "c")
    marks = [Mark(1, "first", 0), Mark(2, CLASSES[2], 1), Mark(1, "the same", 0)]
    receive(pad, layout(colour=Colour("dbscan", "Clusters", groups, kind="category", names=names), marks=marks))
    settled(pad)
    chips = pad.page.locator(".colours .chip")
    assert chips.all_inner_texts() == [*names, "noise"]
    r, g, b = (
        pad.page.evaluate("latentInk.state.pad.ink.table(latentInk.state.pad.theme).table[0]") >> s & 255
        for s in (0, 8, 16)
    )
    assert max(r, g, b) - min(r, g, b) < 16
    chips.last.click()
    assert ask(pad, "ink.only") == 0
    assert pad.page.title() == "A pad"


def test_labels_on_the_map_never_lie_on_one_another(pad):
    marks = [Mark(i, f"label {i}", i % 3) for i in range(40)]
    groups = Colour("k", "k-means", np.arange(N) % 3, kind="category", names=("a", "b", "c"))
    receive(pad, layout(colour=groups, marks=marks))
    settled(pad)
    boxes = ask(pad, "map.labels")
    assert len(boxes) > 5
    for a, b in itertools.combinations(boxes, 2):
        beside = a["left"] + a["width"] <= b["left"] or b["left"] + b["width"] <= a["left"]
        assert beside or abs(a["top"] - b["top"]) >= 30


def test_live_frames_are_followed_and_append_until_the_layout_takes_over(pad):
    receive(pad, frames([1, 10], live=True))
    player = pad.page.locator(".player")
    settled(pad)
    assert ask(pad, "player.mode") == "live" and "iteration 10 of 100" in player.inner_text()
    receive(pad, frames([20, 40], live=True, first=2))
    pad.page.wait_for_function("() => document.querySelector('.player output').textContent.includes('40 of 100')")
    settled(pad)
    np.testing.assert_allclose(ask(pad, "map.placeOf(7)"), places()[7] * 0.4, atol=1e-2)
    assert ask(pad, "player.film.count") == 4
    bounds = ask(pad, "map.bounds()")
    assert bounds["right"] - bounds["left"] < 60, "the view follows the map as it grows"
    assert np.isfinite(pad.settled()["xy"]).all()
    receive(pad, layout())
    settled(pad)
    assert ask(pad, "player.mode") == "off" and player.is_visible()
    assert ask(pad, "map.placeOf(7)") == pytest.approx(places()[7].tolist(), abs=1e-4)


def test_the_map_says_what_it_still_shows_until_what_is_made_has_come(pad):
    said = pad.page.locator(".making")
    assert not said.is_visible()
    receive(pad, making_block(model="one", id="umap-1", title="UMAP", waits="next in the queue"))
    assert said.inner_text() == "Still PCA. UMAP: next in the queue"
    receive(pad, making_block(model="one", id="umap-1", title="UMAP", seconds=12.3))
    assert said.inner_text() == "Still PCA. UMAP: being made, 12 s"
    pad.page.wait_for_function("() => document.querySelector('.making').textContent.endsWith(' 14 s')")
    receive(pad, frames([0, 50], live=True))
    assert said.inner_text().startswith("UMAP as it forms: being made, 1")
    receive(pad, layout())
    assert not said.is_visible()
    receive(pad, making_block(model="one", id="other", title="t-SNE", seconds=1))
    assert said.inner_text() == "Still the map before. t-SNE: being made, 1 s"
    receive(pad, making_block(model="one"))
    assert not said.is_visible()


def test_a_film_is_paused_scrubbed_with_the_keyboard_and_played_again(pad):
    receive(pad, layout())
    receive(pad, frames([1, 25, 50, 75, 100]))
    settled(pad)
    assert ask(pad, "player.mode") == "off"
    track = pad.page.get_by_role("slider", name="Moment of the film")
    track.focus()
    pad.page.keyboard.press("Home")
    settled(pad)
    assert ask(pad, "player.mode") == "paused" and track.get_attribute("aria-valuetext") == "iteration 1 of 100"
    np.testing.assert_allclose(ask(pad, "map.placeOf(7)"), places()[7] * 0.01, atol=1e-3)
    track.evaluate("(input) => { input.value = 1.5; input.dispatchEvent(new Event('input')); }")
    settled(pad)
    np.testing.assert_allclose(ask(pad, "map.placeOf(7)"), places()[7] * 0.375, atol=1e-2)
    speed = pad.page.get_by_label("Speed of the film")
    speed.select_option("0.25")
    pad.page.get_by_role("button", name="Play the film").click()
    assert ask(pad, "player.mode") == "playing"
    speed.select_option("4")
    pad.page.wait_for_function("() => latentInk.state.pad.player.mode === 'off'")
    settled(pad)
    assert ask(pad, "map.placeOf(7)") == pytest.approx(places()[7].tolist(), abs=1e-4)


def test_the_newest_frame_can_be_left_and_found_again_while_more_arrive(pad):
    receive(pad, frames([1, 10, 20], live=True))
    settled(pad)
    pad.page.get_by_role("button", name="Pause the film").click()
    pad.page.get_by_role("slider", name="Moment of the film").press("Home")
    receive(pad, frames([30, 40], live=True, first=3))
    settled(pad)
    assert ask(pad, "player.mode") == "paused" and ask(pad, "player.position") == 0
    pad.page.get_by_role("button", name="Live").click()
    settled(pad)
    assert ask(pad, "player.mode") == "live" and ask(pad, "player.position") == 4


def test_the_point_can_be_dragged_on_a_map_that_still_forms(pad):
    receive(pad, frames([50, 60], live=True))
    before = settled(pad)
    x, y = before["point"]
    left, top = pad.corner()
    pad.page.mouse.move(left + x, top + y)
    pad.page.mouse.down()
    pad.page.mouse.move(left + x - 60, top + y + 20, steps=4)
    after = pad.settled()
    assert after["point"] == pytest.approx([x - 60, y + 20], abs=1.5) and after["image"] != before["image"]
    pad.page.mouse.up()


def test_a_film_of_a_training_draws_where_everything_has_come_from(pad):
    xy = np.stack([places() * share for share in (0.2, 0.6, 1.0)])
    receive(pad, frames_block(model="one", id="t", iterations=[1, 3, 8], xy=xy, total=8, title="T", unit="epoch"))
    for position, share in ((0, 0.2), (0.5, 0.2), (1, 0.2), (1.5, 0.6), (2, 0.6)):
        before = pad.page.evaluate(f"[...latentInk.state.pad.player.film.before({position})]")
        assert np.allclose(np.reshape(before, (N, 2)), places() * share, atol=1e-2)
    pad.page.get_by_role("slider", name="Moment of the film").press("Home")
    plain = settled(pad) and pad.page.locator("canvas.points").screenshot()
    pad.page.get_by_role("slider", name="Moment of the film").press("End")
    settled(pad)
    assert pad.page.locator("canvas.points").screenshot() != plain


def test_another_layout_ends_the_film_and_so_do_no_frames(pad):
    receive(pad, frames([1, 50], live=True))
    settled(pad)
    receive(pad, layout(id="other"))
    settled(pad)
    assert pad.page.locator(".player").is_hidden() and ask(pad, "player.mode") == "off"
    receive(pad, frames([1, 50], id="other", live=True))
    block = frames_block(model="one", id="other", iterations=[], xy=np.zeros((0, 0, 2)), total=0, title="")
    receive(pad, block)
    settled(pad)
    assert pad.page.locator(".player").is_hidden()
    assert ask(pad, "map.placeOf(7)") == pytest.approx(places()[7].tolist(), abs=1e-4)


def test_a_very_long_film_forgets_frames_between_but_not_its_ends(pad):
    for first in range(1, 1000, 111):
        receive(pad, frames(list(range(first, first + 111)), live=True, first=first - 1))
    counts = [ask(pad, "player.film.count"), ask(pad, "player.film.iteration(0)")]
    assert 150 <= counts[0] <= 400 and counts[1] == 1
    assert ask(pad, "player.film.iteration(latentInk.state.pad.player.film.count - 1)") == 999


def test_a_view_in_a_link_waits_for_its_own_layout(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(D), latents_of(D, n=N)))
    receive(pad, layout())
    settled(pad)
    pad.page.get_by_role("button", name="Zoom in").click()
    saved = settled(pad)
    assert saved["view"].endswith(",umap-1")
    linked = {"view": saved["view"], "z": saved["z"]}
    script = json.dumps(linked)
    file = tmp_path / "pad.html"
    text = file.read_text(encoding="utf-8")
    marker = 'mountPad(document.getElementById("pad"))'
    assert marker in text
    file.write_text(
        text.replace(marker, f'mountPad(document.getElementById("pad"), {{ saved: {script} }})'), encoding="utf-8"
    )
    pad.page.reload()
    pad.page.wait_for_function("() => latentInk.state.text !== ''")
    receive(pad, layout())
    again = settled(pad)
    assert again["view"] == saved["view"] and again["z"] == pytest.approx(saved["z"], rel=1e-3)


def test_a_page_to_take_along_opens_with_its_layout(page, tmp_path):
    bundle = bundle_of(model_of(D), latents_of(D, n=N))
    file = tmp_path / "taken.html"
    file.write_text(export_html(bundle, title="Taken", layout=layout()), encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_function("() => latentInk.state.text !== '' && !latentInk.state.pad.map.gliding")
    assert page.evaluate("latentInk.state.pad.layout.id") == "umap-1"
    assert page.evaluate("latentInk.state.pad.map.placeOf(3)") == pytest.approx(places()[3].tolist(), abs=1e-4)
