"""Is nothing told before a guess, and is what is told after it what labels are worth?"""

from __future__ import annotations

import numpy as np
import pytest

from core import library
from core.blocks.exhibits import LABELLED
from core.clustering import KMeansConfig, cluster
from tests.browser.exhibits import open_exhibit, settled, slide

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def kept():
    found = library.latents(library.find(LABELLED))
    return found.mu[:1000].astype("<f2").astype(np.float32), found.labels[:1000]


def right(kept, looked) -> float:
    """Share of the images whose nearest among those that were looked at has their label."""
    mu, labels = kept
    far = np.square(mu[:, None] - mu[looked][None]).sum(-1)
    return float((labels[looked][far.argmin(1)] == labels).mean())


def percent(share: float) -> int:
    """As the page rounds: a half upwards."""
    return int(100 * share + 0.5)


def text(page) -> str:
    settled(page)
    return page.locator(".exhibit").inner_text()


def test_after_a_guess_forty_labels_are_worth_what_is_counted(page, kept):
    open_exhibit(page, "forty-labels")
    assert text(page).count("none yet") == 3 and page.get_by_role("button", name="Spend all").is_disabled()
    slide(page, "Percentage points that medoids will be ahead", -7)
    page.get_by_role("button", name="That is my guess").click()
    page.get_by_role("button", name="Spend one").click()
    assert "With 1 label, medoids name" in text(page)
    page.get_by_role("button", name="Spend all").click()
    medoids = cluster(kept[0], KMeansConfig(clusters=40)).typical
    curves = page.evaluate("() => exhibit.state.curves")
    for b in (1, 10, 40):
        assert curves["medoids"][b] == pytest.approx(right(kept, medoids[:b]))
    orders = page.evaluate("() => exhibit.state.known.random")
    assert curves["random"][40]["mean"] == pytest.approx(np.mean([right(kept, order) for order in orders]))
    ahead = percent(curves["medoids"][40]) - percent(curves["random"][40]["mean"])
    assert ahead > 5 and f"medoids ahead by {ahead} points. You said: random images ahead by 7 points." in text(page)
    page.get_by_role("button", name="Its cluster").click()
    assert "clusters are not classes" in text(page)
    by = page.evaluate("() => [exhibit.state.curves.medoids[40], exhibit.state.known.best]")
    assert by[0] <= by[1] < 1, "medoids name by cluster no more than the best label of each cluster would"
    assert page.evaluate("() => acts") == ["guessed", "spent", "all spent", "by cluster"] and page.complaints == []


def test_own_labels_are_spent_by_pointer_and_by_keys(page, kept):
    open_exhibit(page, "forty-labels", width=390, height=900)
    area = page.locator(".plane")
    area.click(position={"x": 100, "y": 80})
    assert "remains hidden until you have guessed" in text(page), "no label before the guess"
    page.get_by_role("button", name="That is my guess").click()
    area.click(position={"x": 100, "y": 80})
    area.press("ArrowRight")
    assert "what it is remains hidden." in text(page)
    area.press("Enter")
    own = page.evaluate("() => exhibit.state.own")
    assert len(set(own)) == 2
    told = text(page)
    assert f"This is {kept[1][own[1]]}: its label was given." in told
    assert f"Your 2 labels name {percent(right(kept, own))} % rightly" in told
    page.get_by_role("button", name="Mine anew").click()
    assert "spend your own forty" in text(page)
    assert page.evaluate("() => acts") == ["guessed", "labelled", "labelled", "anew"] and page.complaints == []
