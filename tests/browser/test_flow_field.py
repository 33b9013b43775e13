"""Does the flow in two dimensions learn in the browser what torch makes of the same batches, and carry points by it?"""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from tests.browser.exhibits import open_exhibit, settled, slide
from tests.browser.waits import until

pytestmark = pytest.mark.browser

BATCH, UNITS, STEPS = 64, 40, 100
TRAIN = """([real, noise, moments, carried]) => {
    const { field } = exhibit.state, flat = (rows) => Float64Array.from(rows.flat());
    const start = [...field.numbers];
    const losses = moments.map((t, k) => field.learned(flat(real[k]), flat(noise[k]), Float64Array.from(t)));
    const places = field.carried(flat(carried), 4).map((xy) => [...xy]);
    return { start, end: [...field.numbers], losses, places };
}"""


def seen(xy: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """Return places (n, 2) and moments (n, 1) as the network reads them."""
    waves = [wave(math.pi * turns * t) for turns in (1, 2) for wave in (torch.sin, torch.cos)]
    return torch.cat([xy, 2 * t - 1, *waves], 1)


def network(numbers: list[float]) -> torch.nn.Sequential:
    layers = [torch.nn.Linear(7, UNITS), torch.nn.Linear(UNITS, UNITS), torch.nn.Linear(UNITS, 2)]
    made = torch.nn.Sequential(layers[0], torch.nn.Tanh(), layers[1], torch.nn.Tanh(), layers[2]).double()
    torch.nn.utils.vector_to_parameters(torch.tensor(numbers, dtype=torch.float64), made.parameters())
    return made


def test_a_hundred_steps_and_the_ways_after_them_are_those_of_torch(page):
    rng = np.random.default_rng(4)
    real, noise = rng.standard_normal((2, STEPS, BATCH, 2))
    moments, carried = rng.random((STEPS, BATCH)), rng.standard_normal((20, 2))
    open_exhibit(page, "flow-field")
    found = page.evaluate(TRAIN, [part.tolist() for part in (real, noise, moments, carried)])
    mine, losses = network(found["start"]), []
    mover = torch.optim.Adam(mine.parameters(), 0.01, betas=(0.9, 0.999))
    for step, batch in enumerate(zip(real, noise, moments, strict=True)):
        x, e, t = (torch.tensor(part) for part in batch)
        t = t[:, None]
        each = (mine(seen((1 - t) * e + t * x, t)) - (x - e)).square().sum(1)
        mover.param_groups[0]["lr"] = 0.01 / (1 + step / 500)
        mover.zero_grad()
        (each.mean() / 2).backward()
        mover.step()
        losses.append(each.mean().item() / 2)
    now = torch.nn.utils.parameters_to_vector(mine.parameters()).detach().numpy()
    assert np.abs(now - found["end"]).max() < 1e-4
    assert np.abs(np.array(losses) - found["losses"]).max() < 1e-4
    assert np.abs(now - found["start"]).max() > 0.05, "it has learned something"
    xy = torch.tensor(carried)
    for k, there in enumerate(found["places"]):
        assert np.abs(xy.detach().numpy().ravel() - there).max() < 1e-3
        xy = xy + mine(seen(xy, torch.full((20, 1), k / 4, dtype=torch.float64))) / 4


# As many steps of training as it takes, without waiting for frames.
LEARN = "(steps) => { const { state } = exhibit; for (let k = 0; k < steps; k++) state.learn(); }"


def test_one_step_ends_in_the_middle_and_many_on_the_data(page):
    open_exhibit(page, "flow-field")
    page.evaluate(LEARN, 1000)
    page.get_by_role("button", name="Carry", exact=True).click()
    until(page, lambda: page.evaluate("() => exhibit.state.t") > 0.05, "points go", 30)
    page.get_by_role("button", name="Hold", exact=True).click()
    until(page, lambda: not page.evaluate("() => exhibit.state.due.length"), "all is looked at", 30)
    one, many = (page.evaluate("(k) => exhibit.state.landed[k]", k) for k in (0, 4))
    assert one["spread"] < 0.5 < 0.8 < many["spread"] and many["share"] > 4 * one["share"]
    slide(page, "Steps", 0)
    settled(page)
    share = round(100 * one["share"])
    assert page.locator(".verdict").inner_text() == f"In 1 step: {share} % of the points land on the data"
    slide(page, "Moment t", 1)
    settled(page)
    page.get_by_role("button", name="Two moons").click()
    settled(page)
    assert "Nothing has been learned yet." in page.locator(".exhibit-side .note").inner_text()
    assert page.evaluate("() => acts") == ["carried", "one step", "moved t", "moons"] and page.complaints == []
