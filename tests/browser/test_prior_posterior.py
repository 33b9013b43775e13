"""Is nothing told before a guess, is what is told the truth, and can nobody tell what is one and the same?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import library
from core.blocks.exhibits import CLOUDS
from tests.browser.exhibits import open_exhibit, settled, slide

pytestmark = pytest.mark.browser

DONE = "() => exhibit.state.test.done && exhibit.state.pairing.done"
# The same energy distance, worked out anew from the places that are shown.
AGAIN = """() => {
    const { prior, posterior } = exhibit.state.clouds, n = prior.length / 2;
    const mean = (a, b) => {
        let sum = 0;
        for (let i = 0; i < 2 * n; i += 2) {
            for (let j = 0; j < 2 * n; j += 2) sum += Math.hypot(a[i] - b[j], a[i + 1] - b[j + 1]);
        }
        return sum / (n * n);
    };
    return [exhibit.state.test.distance, 2 * mean(prior, posterior) - mean(prior, prior) - mean(posterior, posterior)];
}"""

INK = """(view) => {
    const strip = Function(`return exhibit.state.${view}`)().node.querySelector(".strip");
    return Array.from(strip.getContext("2d").getImageData(0, 0, strip.width, strip.height).data);
}"""


def guess(page, side: str) -> None:
    page.get_by_role("button", name=f"{side} is the prior").click()
    page.wait_for_function(DONE)
    settled(page)


def row(page, at: int) -> list[str]:
    return page.locator("tbody tr").nth(at).locator("td").all_inner_texts()


def test_a_guess_stands_beside_the_truth_and_what_a_test_says(page):
    open_exhibit(page, "prior-posterior")
    body = page.locator(".exhibit")
    assert (
        body.get_by_text("after your guess").count() == 8 and "aggregated" not in page.locator(".bet-pair").inner_text()
    )
    assert not page.get_by_label("Points of each cloud").is_visible()
    prior = page.evaluate("() => exhibit.state.prior")
    guess(page, "B" if prior == "A" else "A")
    slide(page, "Points of each cloud", 5)
    page.wait_for_function(DONE)
    settled(page)
    guessed, was, tested = row(page, 1)
    assert guessed != f"{prior} is the prior" and was == f"{prior}: wrong" and tested == "p = 0.005, n = 320"
    assert page.locator(".verdict").first.inner_text() == f"No: {prior} is the prior."
    assert "With 320 points of each, the test tells them apart." in body.inner_text()
    told, again = page.evaluate(AGAIN)
    assert told == pytest.approx(again, rel=1e-4)
    kept = library.latents(library.find(CLOUDS[1]))
    spread = (kept.mu[kept.held_out] ** 2 + np.exp(kept.logvar[kept.held_out])).sum(1).mean()
    log = page.evaluate("() => exhibit.state.model.log")
    assert log["n"] == len(kept.held_out) and log["fitted"] > log["prior"] + 2 * log["error"]
    assert log["prior"] == pytest.approx(-math.log(2 * math.pi) - 0.5 * spread, abs=0.02)
    assert page.evaluate("() => acts") == ["guessed", "320 points"] and page.complaints == []


def test_collapsed_the_clouds_cannot_be_told_apart_and_it_says_so(page):
    open_exhibit(page, "prior-posterior", width=390, height=900)
    page.get_by_role("button", name="100", exact=True).click()
    guess(page, "A")
    right = page.evaluate("() => exhibit.state.prior") == "A"
    luck = " By these two, your right guess may have been luck." if right else ""
    for step in (5, 3):
        slide(page, "Points of each cloud", step)
        page.wait_for_function(DONE)
        settled(page)
        said = page.locator(".exhibit").inner_text()
        assert f"that there is none, they do not show.{luck} That is no merit" in said
        assert page.evaluate("() => exhibit.state.test.p") > 0.05
    page.get_by_role("button", name="0", exact=True).click()
    guess(page, "A")
    slide(page, "Points of each cloud", 2)
    page.wait_for_function(DONE)
    settled(page)
    assert row(page, 0)[2] == "p = 0.005, n = 40" and row(page, 3)[0] == "A is the prior"


def test_the_dial_takes_each_point_from_the_prior_to_its_partner(page):
    open_exhibit(page, "prior-posterior")
    guess(page, "A")
    seen = []
    for share in (0, 0.5, 1):
        slide(page, "From the prior to the aggregated posterior", share)
        settled(page)
        seen.append(page.evaluate(INK, "way"))
    own = page.evaluate(INK, "views['AB'.indexOf(exhibit.state.prior)]")
    assert seen[0] == own and seen[0] != seen[1] != seen[2]
    assert set(page.evaluate("() => acts")) == {"guessed", "morphed"}
