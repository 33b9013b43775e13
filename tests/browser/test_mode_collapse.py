"""Does the GAN on a ring learn in the browser what torch makes of the same batches, and are its modes counted right?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.browser.exhibits import open_exhibit, settled
from tests.browser.waits import until

pytestmark = pytest.mark.browser

BATCH, UNITS, STEPS = 64, 24, 100
TRAIN = """([r1, rate, real, first, second]) => {
    const { state } = exhibit;
    Object.assign(state.settings, { r1, rate });
    state.begin(5);
    const { duel } = state, flat = (rows) => Float64Array.from(rows.flat());
    const start = [duel.generator, duel.judge].map((numbers) => [...numbers]), losses = [];
    for (let k = 0; k < real.length; k++) {
        losses.push([duel.judged(flat(real[k]), flat(first[k])), duel.imitated(flat(second[k]))]);
    }
    return { start, end: [duel.generator, duel.judge].map((numbers) => [...numbers]), losses };
}"""


def network(out: int, numbers: list[float]) -> torch.nn.Sequential:
    """Return layers of tanh units with the numbers that the browser began with, layer by layer, weights first."""
    layers = [torch.nn.Linear(2, UNITS), torch.nn.Linear(UNITS, UNITS), torch.nn.Linear(UNITS, out)]
    made = torch.nn.Sequential(layers[0], torch.nn.Tanh(), layers[1], torch.nn.Tanh(), layers[2]).double()
    torch.nn.utils.vector_to_parameters(torch.tensor(numbers, dtype=torch.float64), made.parameters())
    return made


def trained(generator, judge, r1: float, rate: float, batches) -> list[list[float]]:
    movers = [torch.optim.Adam(part.parameters(), rate, betas=(0.5, 0.999)) for part in (generator, judge)]
    losses, bce = [], torch.nn.functional.binary_cross_entropy_with_logits
    ones, zeros = torch.ones(BATCH, 1).double(), torch.zeros(BATCH, 1).double()
    for real, first, second in zip(*(torch.tensor(part, dtype=torch.float64) for part in batches), strict=True):
        real.requires_grad_(True)
        said = judge(real)
        loss = bce(said, ones) + bce(judge(generator(first).detach()), zeros)
        (slope,) = torch.autograd.grad(said.sum(), real, create_graph=True)
        movers[1].zero_grad()
        (loss + r1 / 2 * slope.square().sum(1).mean()).backward()
        movers[1].step()
        imitated = bce(judge(generator(second)), ones)
        movers[0].zero_grad()
        imitated.backward()
        movers[0].step()
        losses.append([loss.item(), imitated.item()])
    return losses


@pytest.mark.parametrize("r1, rate", [(0.0, 0.01), (0.5, 0.002)])
def test_a_hundred_steps_are_those_of_torch(page, r1, rate):
    rng = np.random.default_rng(3)
    batches = [rng.standard_normal((STEPS, BATCH, 2)) for _ in range(3)]
    open_exhibit(page, "mode-collapse")
    found = page.evaluate(TRAIN, [r1, rate, *(part.tolist() for part in batches)])
    generator, judge = network(2, found["start"][0]), network(1, found["start"][1])
    losses = trained(generator, judge, r1, rate, batches)
    for mine, theirs in zip((generator, judge), found["end"], strict=True):
        now = torch.nn.utils.parameters_to_vector(mine.parameters()).detach().numpy()
        assert np.abs(now - theirs).max() < 1e-4
    assert np.abs(np.array(losses) - found["losses"]).max() < 1e-4
    moved = np.abs(np.array(found["end"][1]) - found["start"][1]).max()
    assert moved > 0.05, "it has learned something"


COUNT = """(rows) => {
    const { state } = exhibit, xy = Float64Array.from(rows.flat());
    state.duel.draw = () => xy;
    state.see();
    state.ask();
    return state.seen.counts;
}"""


def test_modes_are_counted_within_three_deviations(page):
    open_exhibit(page, "mode-collapse")
    angle = 2 * np.pi * np.arange(8) / 8
    centres = np.stack([np.cos(angle), np.sin(angle)], 1)
    wide = page.evaluate("() => exhibit.state.wide")
    inside, outside = centres[0] * (1 + 2.9 * wide), centres[1] * (1 + 3.1 * wide)
    found = page.evaluate(COUNT, [inside.tolist()] * 60 + [centres[4].tolist()] * 30 + [outside.tolist()] * 10)
    assert found["hit"] == 2 and found["near"] == pytest.approx(0.9)
    assert found["shares"][0] == pytest.approx(0.6) and found["shares"][4] == pytest.approx(0.3)
    settled(page)
    assert page.locator(".verdict").inner_text().startswith("2 of 8 modes, 90 %")


def test_it_trains_pauses_and_begins_anew(page):
    open_exhibit(page, "mode-collapse", width=390, height=900)
    page.get_by_role("button", name="Train", exact=True).click()
    until(page, lambda: page.evaluate("() => exhibit.state.step") >= 30, "it learns", 60)
    page.get_by_role("button", name="Pause", exact=True).click()
    settled(page)
    step = page.evaluate("() => exhibit.state.step")
    assert f"Step {step // 10 * 10}." in page.locator(".exhibit-side .note").inner_text()
    assert page.evaluate("() => exhibit.state.rows.length") == step // 10
    page.get_by_role("button", name="Begin anew").click()
    settled(page)
    assert page.evaluate("() => exhibit.state.step") == 0
    assert page.evaluate("() => acts") == ["trained", "paused", "anew"] and page.complaints == []
