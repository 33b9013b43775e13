"""Is nothing told before a bet, and is what is told after it what was counted?"""

from __future__ import annotations

import pytest

from core.lessons.of_exhibits import bet
from tests.browser.exhibits import open_exhibit, settled

pytestmark = pytest.mark.browser

NOISE = "() => exhibit.state.sides.get(exhibit.state.setting.name)"


def test_nothing_is_told_before_a_bet_and_the_truth_after_it(page):
    open_exhibit(page, "tsne-bet")
    body = page.locator(".exhibit")
    assert body.get_by_text("after your bet").count() == 4 and "coloured" not in body.inner_text()
    noise = page.evaluate(NOISE)
    page.get_by_role("button", name=f"{noise} is the noise").click()
    settled(page)
    assert page.locator(".verdict").inner_text().startswith(f"Right: {noise} is the noise.")
    assert "1 of 1 bet right" in body.inner_text()
    cells = body.locator("tbody td").all_inner_texts()
    at = "AB".index(noise)
    assert cells[at].startswith(f"{bet('perplexity 30', 'noise groups'):.0f}, ")
    assert cells[1 - at].startswith(f"{bet('perplexity 30', 'images groups'):.0f}, ")
    assert cells[2 + at] == f"{100 * bet('perplexity 30', 'noise kept'):.0f} %"
    assert page.get_by_role("button", name=f"{noise} is the noise").is_disabled(), "one bet for each setting"


def test_each_setting_is_a_bet_of_its_own_and_a_new_deal_takes_all_back(page):
    open_exhibit(page, "tsne-bet", width=390, height=900)
    wrong = 0
    for setting in ("5", "50", "Flat plane"):
        page.get_by_role("button", name=setting, exact=True).click()
        settled(page)
        wrong += page.evaluate(NOISE) == "B"
        page.get_by_role("button", name="A is the noise").click()
        settled(page)
    assert f"{3 - wrong} of 3 bets right" in page.locator(".exhibit").inner_text()
    acts = page.evaluate("() => acts")
    assert acts == ["perplexity 5", "bet", "perplexity 50", "bet", "flat", "bet", "three bets"]
    page.get_by_role("button", name="Deal anew").click()
    settled(page)
    assert "No bet yet" in page.locator(".exhibit").inner_text()
    assert page.get_by_text("after your bet").count() == 4 and page.complaints == []
