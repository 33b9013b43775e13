"""Is the game played by hand and by keys, and does it cost what the theorems say?"""

from __future__ import annotations

import math

import pytest

from tests.browser.exhibits import open_exhibit, settled

pytestmark = pytest.mark.browser

STATE = "() => { const { p, q, d, role, loss, following } = exhibit.state; return { p, q, d, role, loss, following }; }"


def paid(page) -> float:
    settled(page)
    return float(page.locator(".symbol[data-mark=judge] .number").inner_text())


def jensen_shannon(p: list[float], q: list[float]) -> float:
    pairs = list(zip(p, q, strict=True))
    return 0.5 * sum(a * math.log(2 * a / (a + b)) for x, y in pairs for a, b in ((x, y), (y, x)) if a > 0)


def test_sand_is_heaped_by_hand_against_the_best_discriminator(page):
    open_exhibit(page, "gan-game")
    before, box = page.evaluate(STATE), page.locator(".sand").bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.4 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"], steps=3)
    page.mouse.up()
    now = page.evaluate(STATE)
    assert now["q"] != before["q"] and sum(now["q"]) == pytest.approx(1)
    assert now["d"] == pytest.approx([a / (a + b) for a, b in zip(now["p"], now["q"], strict=True)], abs=1e-6)
    assert paid(page) == pytest.approx(math.log(4) - 2 * jensen_shannon(now["p"], now["q"]), abs=6e-4)
    assert page.evaluate("() => acts") == ["heaped"]


@pytest.mark.long
def test_where_sand_and_data_are_the_same_guessing_is_the_best_and_costs_log_4(page):
    open_exhibit(page, "gan-game")
    page.get_by_role("button", name="q = p").click()
    assert paid(page) == pytest.approx(math.log(4), abs=6e-4)
    page.get_by_role("button", name="Far away").click()
    assert paid(page) < 0.2
    assert page.evaluate("() => exhibit.state.q.reduce((sum, v, i) => sum + v * exhibit.state.d[i], 0)") < 0.02
    page.get_by_role("button", name="−log D").click()
    page.get_by_role("button", name="Follow D's slope").click()
    page.wait_for_function("() => acts.includes('at rest')", timeout=90_000)
    assert paid(page) > 1.3
    assert page.evaluate("() => acts.slice(0, 4)") == ["equal", "far away", "non-saturating", "followed"]


def test_as_the_discriminator_one_pays_no_less_than_the_best(page):
    open_exhibit(page, "gan-game", width=390)
    page.get_by_role("button", name="You are the discriminator").click()
    settled(page)
    q = page.evaluate(STATE)["q"]
    page.get_by_role("button", name="D = ½").click()
    settled(page)
    assert "Your D pays 1.386 nats" in page.locator(".verdict").inner_text()
    sand = page.locator(".sand")
    for key in ("ArrowLeft", "ArrowUp", "ArrowUp"):
        sand.press(key)
    settled(page)
    now = page.evaluate(STATE)
    assert (
        now["q"] == pytest.approx(q)
        and now["d"][23] == pytest.approx(0.54)
        and "D = 0.54" in sand.get_attribute("aria-valuetext")
    )
    page.get_by_role("button", name="The best D").click()
    settled(page)
    ours, best = (float(word) for word in page.locator(".verdict").inner_text().split() if word[0].isdigit())
    assert ours == best == pytest.approx(paid(page))
    assert page.complaints == []
