"""Do twelve models learn at once at the frame rate, and is what is said of them what was measured?"""

from __future__ import annotations

import re

import pytest

from tests.browser.exhibits import PACE, open_exhibit, settled

pytestmark = pytest.mark.browser

CELLS = """() => exhibit.state.cells.map(({ beta, dims, rate, distortion, step, how }) => (
    { beta, dims, rate, distortion, step, how }))"""
FRAMES = "(n) => new Promise((done) => { const next = () => (n-- ? requestAnimationFrame(next) : done()); next(); })"
TRAINED = "() => acts.at(-1) === 'trained'"


@pytest.mark.long
def test_twelve_learn_and_the_best_is_said_by_every_measure(page):
    open_exhibit(page, "rate-distortion", width=390)
    assert all(cell["rate"] is None for cell in page.evaluate(CELLS))
    page.emulate_media(reduced_motion="no-preference")
    page.get_by_role("button", name="Train all twelve").click()
    assert any(page.evaluate(PACE, [60, ""]) <= 17.5 for _ in range(20))
    page.wait_for_function(TRAINED, timeout=200_000)
    settled(page)
    cells = page.evaluate(CELLS)
    assert {cell["how"] for cell in cells} == {"done"}
    assert float(re.search(r"[\d.]+ s", page.locator(".run .note").inner_text())[0][:-2]) > 0
    told = page.locator(".bests li").all_inner_texts()
    for words, of in (
        (told[0], lambda cell: cell["rate"] + cell["distortion"]),
        (told[1], lambda cell: cell["distortion"]),
        (told[2], lambda cell: cell["rate"]),
    ):
        best = min(cells, key=of)
        assert f"β {best['beta']:g}, {best['dims']} dimensions" in words
        assert float(re.findall(r"[\d.]+(?= nats)", words)[0]) == pytest.approx(of(best), abs=0.06)
    # A dearer nat buys fewer of them, and more of what is drawn is wrong.
    for column in range(3):
        rates, distortions = ([cell[what] for cell in cells[column::3]] for what in ("rate", "distortion"))
        assert rates == sorted(rates, reverse=True) and distortions[-1] == max(distortions)
    page.get_by_role("button", name=re.compile("^β 0.25, 8 dimensions")).press("Enter")
    settled(page)
    cell = cells[2]
    loss = page.locator(".symbol[data-mark=loss] .number").inner_text()
    assert float(loss) == pytest.approx(cell["distortion"] + 0.25 * cell["rate"], abs=0.06)
    assert page.complaints == []


def test_it_stops_goes_on_and_a_row_begins_anew_with_another_beta(page):
    open_exhibit(page, "rate-distortion")
    page.get_by_role("button", name="Train all twelve").click()
    page.wait_for_function("() => exhibit.state.cells.every(({ step }) => step > 4)", timeout=60_000)
    page.get_by_role("button", name="Stop", exact=True).click()
    settled(page)
    rested = [cell["step"] for cell in page.evaluate(CELLS)]
    assert max(rested) - min(rested) <= 1, "all are equally far"
    page.evaluate(FRAMES, 40)
    assert [cell["step"] for cell in page.evaluate(CELLS)] == rested
    choice = page.get_by_label("Beta of row 4")
    assert choice.locator("option[value='4']").is_disabled(), "another row has it"
    choice.select_option("64")
    page.wait_for_function("() => exhibit.state.cells.slice(9).every(({ step }) => step >= 0)", timeout=60_000)
    now = page.evaluate(CELLS)
    assert [cell["beta"] for cell in now[9:]] == [64] * 3 and all(cell["step"] < min(rested) + 40 for cell in now)
    page.get_by_label("Dimensions of column 1").select_option("1")
    page.wait_for_function("() => exhibit.state.cells[0].dims === 1 && exhibit.state.cells[0].step > 4", timeout=60_000)
    assert page.evaluate("() => acts") == ["began", "stopped", "other beta", "other dimensions"]
    assert page.complaints == []
