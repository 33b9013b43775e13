"""Do z, the digit, the formula and the two gradients move as the mathematics of a draw says?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core import library
from core.blocks.exhibits import MODEL
from tests.browser.exhibits import open_exhibit, settled, slide

pytestmark = pytest.mark.browser

STATE = """() => {
    const { mu, sigma, z, eps, cut, image, draws, known } = exhibit.state, { path, score } = draws;
    const told = ({ n, mean, spread, error }) => ({ n, mean, spread, error });
    const drawn = known.run(Float32Array.from(z[0]));
    return { mu, sigma, z, eps, cut, x: Array.from(known.images[image].x), path: told(path), score: told(score),
             drawn: Array.from(drawn) };
}"""


def drawn_out(page) -> dict:
    """Wait until both gradients have been drawn as often as they are; return what there is."""
    page.wait_for_function("() => exhibit.state.draws.path.full && exhibit.state.draws.score.n >= 4000")
    return page.evaluate(STATE)


def test_z_is_mu_plus_sigma_eps_and_is_decoded(page):
    open_exhibit(page, "reparameterisation")
    before = page.evaluate(STATE)
    slide(page, "mu 1", 0.5)
    slide(page, "log sigma 2", -1)
    slide(page, "epsilon 2", 1.5)
    settled(page)
    now = page.evaluate(STATE)
    assert now["mu"][0] == 0.5 and now["eps"] == [[before["eps"][0][0], 1.5]]
    assert np.allclose(now["z"][0], np.array(now["mu"]) + np.array(now["sigma"]) * np.array(now["eps"][0]))
    z1, z2 = (f"{v:.2f}".replace("-", "−") for v in now["z"][0])
    assert page.locator(".symbol[data-mark=z] .number").inner_text() == f"{z1}  {z2}"
    with torch.no_grad():
        image = library.open_model(library.find(MODEL)).decode(torch.tensor(now["z"])).numpy().ravel()
    assert np.abs(image - np.array(now["drawn"])).max() < 1e-2
    assert page.evaluate("() => acts") == ["moved mu", "moved sigma", "moved eps"]


def test_the_gradients_are_those_of_torch(page):
    open_exhibit(page, "reparameterisation")
    slide(page, "log sigma 1", -2)
    now, model = drawn_out(page), library.open_model(library.find(MODEL))
    mu, sigma = (torch.tensor(now[name]) for name in ("mu", "sigma"))
    rng = torch.Generator().manual_seed(0)
    eps = torch.randn(4000, 2, generator=rng)
    z = (mu + sigma * eps).requires_grad_()
    x = torch.tensor(now["x"]).view(1, 1, 28, 28).expand(4000, -1, -1, -1)
    loss = model.reconstruction(z, x)
    (slopes,) = torch.autograd.grad(loss.sum(), z)
    path, score = slopes[:, 0], loss.detach() * eps[:, 0] / sigma[0]
    for ours, theirs in ((now["path"], path), (now["score"], score)):
        off = np.hypot(ours["error"], float(theirs.std()) / 4000**0.5)
        assert abs(ours["mean"] - float(theirs.mean())) < 4 * off
        assert 0.9 < ours["spread"] / float(theirs.std()) < 1.1
    page.get_by_label("Subtract the mean loss").check()
    based = drawn_out(page)
    assert based["score"]["spread"] < now["score"]["spread"] / 2
    off = np.hypot(based["score"]["error"], now["path"]["error"])
    assert abs(based["score"]["mean"] - now["path"]["mean"]) < 4 * off


def test_with_the_wire_cut_z_stays_and_there_is_no_gradient_through_it(page):
    open_exhibit(page, "reparameterisation")
    page.get_by_role("button", name="Cut the wire").click()
    before = page.evaluate(STATE)
    slide(page, "mu 1", 2)
    settled(page)
    now = page.evaluate(STATE)
    assert now["cut"] and now["z"] == before["z"] and now["mu"][0] == 2
    assert page.get_by_text("No gradient:").is_visible() and not page.get_by_label("epsilon 1").is_visible()
    page.get_by_role("button", name="Draw 50").click()
    settled(page)
    drawn = page.evaluate(STATE)
    assert len(drawn["z"]) == 50 and abs(np.mean(drawn["z"], 0)[0] - 2) < 1
    page.get_by_role("button", name="Mend the wire").click()
    settled(page)
    assert page.get_by_text("No gradient:").count() == 0
    assert page.evaluate("() => acts") == ["cut", "moved mu", "threw fifty", "mended"]


def test_the_plane_is_moved_by_hand_and_by_keys(page):
    open_exhibit(page, "reparameterisation")
    plane = page.locator(".plane")
    before = page.evaluate(STATE)
    box = plane.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    moved = page.evaluate(STATE)
    assert moved["mu"][0] > before["mu"][0] and moved["eps"] == before["eps"]
    plane.press("ArrowUp")
    assert page.evaluate(STATE)["mu"][1] > moved["mu"][1]
    page.get_by_role("button", name="Whole map").click()
    page.get_by_role("button", name="The image of a 7").click()
    settled(page)
    assert page.evaluate("() => exhibit.state.known.images[exhibit.state.image].label") == "7"
    assert page.complaints == []
