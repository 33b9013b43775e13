"""Are both forces, the bound and the exact posterior those of the model, and does q rest where the forces cancel?"""

from __future__ import annotations

import re

import pytest
import torch

from core import library
from core.blocks.exhibits import MODEL
from tests.browser.exhibits import open_exhibit, settled, slide

pytestmark = pytest.mark.browser

STATE = """() => {
    const { q, beta, rec, kl, free, image, known, squares } = exhibit.state, found = squares.get(image)?.posterior;
    return { ...q, beta, rec, kl, free, x: Array.from(known.images[image].x), encoder: known.images[image].mu,
             evidence: found?.evidence };
}"""


def surveyed(page) -> dict:
    page.wait_for_function("() => exhibit.state.squares.get(exhibit.state.image)?.whole")
    settled(page)
    return page.evaluate(STATE)


def at_rest(page) -> dict:
    page.get_by_role("button", name="Let go").click()
    page.wait_for_function("() => acts.includes('at rest')", timeout=60_000)
    settled(page)
    return page.evaluate(STATE)


def nats_of(now: dict, n: int = 6000) -> torch.Tensor:
    """Return -log p(x|z) of n draws of q, by torch."""
    model, rng = library.open_model(library.find(MODEL)), torch.Generator().manual_seed(0)
    z = torch.tensor(now["mu"]) + torch.tensor(now["logSigma"]).exp() * torch.randn(n, 2, generator=rng)
    x = torch.tensor(now["x"]).view(1, 1, 28, 28).expand(n, -1, -1, -1)
    with torch.no_grad():
        return model.reconstruction(z, x)


@pytest.mark.parametrize("log_sigma", [None, -1.5])
def test_both_terms_are_those_of_torch(page, log_sigma):
    open_exhibit(page, "elbo-forces")
    if log_sigma is not None:
        slide(page, "log sigma 1", log_sigma)
    now = surveyed(page)
    nats = nats_of(now)
    assert abs(now["rec"]["nats"] - float(nats.mean())) < 5 * float(nats.std()) / len(nats) ** 0.5 + 0.02 * float(
        nats.std()
    )
    mu, logvar = torch.tensor(now["mu"]), 2 * torch.tensor(now["logSigma"])
    kl = 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum()
    assert abs(now["kl"]["nats"] - float(kl)) < 1e-4
    shown = page.locator(".symbol[data-mark=loss] .number").inner_text()
    assert abs(float(shown) - now["rec"]["nats"] - now["kl"]["nats"]) < 0.06


def test_let_go_q_finds_where_the_forces_cancel_and_the_bound_loses_less(page):
    open_exhibit(page, "elbo-forces")
    first = surveyed(page)
    last = at_rest(page)
    for now in (first, last):
        assert -(now["rec"]["nats"] + now["kl"]["nats"]) <= now["evidence"] + 1e-3, "an ELBO is a bound"
    lost = [now["evidence"] + now["rec"]["nats"] + now["kl"]["nats"] for now in (first, last)]
    assert lost[1] < lost[0] and lost[1] < 0.5
    for a in range(2):
        assert abs(last["rec"]["mu"][a] + last["kl"]["mu"][a]) < 0.5 and abs(first["rec"]["mu"][a]) > 0.01
        assert abs(last["rec"]["sigma"][a] + last["kl"]["sigma"][a]) < 0.05
    said = re.findall(r"−?\d+\.\d", page.locator(".gap").inner_text())
    assert abs(float(said[2]) - lost[1]) < 0.11


def test_a_higher_price_makes_q_wider_and_its_divergence_smaller(page):
    open_exhibit(page, "elbo-forces")
    surveyed(page)
    one = at_rest(page)
    slide(page, "beta", 20)
    page.evaluate("() => { acts.length = 0; }")
    dear = at_rest(page)
    assert dear["kl"]["nats"] < one["kl"]["nats"] and dear["rec"]["nats"] > one["rec"]["nats"]
    assert all(dear["logSigma"][a] > one["logSigma"][a] for a in range(2))
    page.get_by_role("button", name="The encoder's answer").click()
    settled(page)
    back = page.evaluate(STATE)
    assert back["mu"] == pytest.approx(back["encoder"])
    assert page.complaints == []


def test_another_image_and_the_whole_map(page):
    open_exhibit(page, "elbo-forces", width=900)
    page.get_by_role("button", name="The image of a 3").click()
    page.get_by_role("button", name="Whole map").click()
    now = surveyed(page)
    assert now["evidence"] < 0 and page.get_by_text("nats are lost").is_visible()
    page.get_by_role("button", name="Exact posterior").click()
    plane = page.locator(".plane")
    plane.press("ArrowLeft")
    assert page.evaluate(STATE)["mu"][0] < now["mu"][0]
    assert page.evaluate("() => acts") == ["picked", "exact hidden", "moved mu"]
