"""Does a dense GAN learn in the browser, its R1 penalty with it, what torch makes of the same images and noise?"""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
import torch
from torch import nn

from core.blocks.browser_duel import duel_block
from core.blocks.browser_training import images_block
from core.datasets.digits import DigitsConfig
from core.models import MlpGanConfig
from core.packed import unpack
from core.training.run import RunConfig, TrainingConfig
from core.training.schedules import SCHEDULES
from tests.browser.training import SCRIPT, SET_UP, numbers
from tests.tries import tries

pytestmark = pytest.mark.browser

TRAIN = """async ([plan, places, images, weights, count, kinds]) => {
    const arithmetic = makeArithmetic(), opened = await openImages(bytesOf(images));
    const data = { ...opened, learned: Int32Array.from(places) }, makers = {
        wasm: (size) => makeWasmKernels(size, arithmetic),
        doubles: (size) => makePlainKernels(new Float64Array(size), arithmetic),
    };
    const found = {};
    for (const kind of kinds) {
        const duel = new Duel(plan, data, makers[kind], arithmetic, makeChance(plan.seed, arithmetic));
        duel.model.load(new Float32Array(bytesOf(weights).buffer));
        const losses = [], batches = [], noise = [];
        for (let k = 0; k < count; k++) {
            const { step } = duel.at;
            losses.push(duel.step());
            batches.push([...duel.batch]);
            noise.push(...duel.chance.noise(step, duel.batch.length * plan.latent_dim));
        }
        const size = duel.layout.layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
        found[kind] = {
            losses, batches, steps: duel.steps, kernels: duel.model.kernels.name,
            noise: textOf(Float64Array.from(noise)),
            weights: textOf(duel.model.unpadded(size, duel.layout.weights, new Float64Array(size))),
            drawn: [...duel.model.drawn(duel.chance.noise(0, 5 * plan.latent_dim))],
        };
    }
    return found;
}"""
LOSSES = ("discriminator", "generator")


@pytest.fixture
def duel_page(page):
    page.add_script_tag(content=SCRIPT + SET_UP)
    return page


def run(seed: int = 0, *, batch: int = 64, limit: int = 400, rate: float = 1e-3, **settings) -> RunConfig:
    model = MlpGanConfig(image_size=14, **settings)
    training = TrainingConfig(
        epochs=40, batch_size=batch, learning_rate=rate, schedule="linear", validation=0.1, device="cpu"
    )
    return RunConfig(dataset=DigitsConfig(limit=limit), model=model, training=training, seed=seed)


def both(page, config: RunConfig, count: int, kinds: tuple[str, ...]) -> tuple[dict, list[dict], nn.Module]:
    """Train so many steps here and in torch, in double precision; return what each found, and torch's model."""
    dataset = config.dataset.load(image_size=config.model.image_size)
    torch.manual_seed(config.seed)
    model = config.model.build().double().train()
    sides = [*model.generator.parameters(), *model.discriminator.parameters()]
    weights = nn.utils.parameters_to_vector(sides).detach().float().numpy()
    block = unpack(duel_block(config, dataset, weights=weights))
    assert block["weights"] == weights.tobytes()
    places = np.frombuffer(block["learned"], "<i4").tolist()
    blocks = (base64.b64encode(text).decode() for text in (images_block(dataset), block["weights"]))
    found = page.evaluate(TRAIN, [json.loads(block["plan"]), places, *blocks, count, list(kinds)])
    exact, told, at, d = found[kinds[-1]], [], 0, config.model.latent_dim
    noise, schedule = numbers(exact["noise"]), SCHEDULES[config.training.schedule]
    rates = [config.training.learning_rate, config.training.learning_rate * config.model.discriminator_rate]
    optimisers = model.optimisers(1.0)
    for step, batch in enumerate(exact["batches"]):
        for optimiser, rate in zip(optimisers, rates, strict=True):
            optimiser.param_groups[0]["lr"] = rate * schedule(step / exact["steps"])
        x = torch.from_numpy(dataset.images[batch]).unsqueeze(1).float().mul_(1 / 255).double()
        z = torch.from_numpy(noise[at : at + len(batch) * d].reshape(-1, d).copy())
        at += z.numel()
        told.append(learned(model, x, z, optimisers))
    return found, told, model


def learned(model: nn.Module, x: torch.Tensor, z: torch.Tensor, optimisers: tuple) -> dict:
    """Take the step that `Gan.train_step` takes, from this noise."""
    model.steps += 1
    drawn = model.drawn_from(z, None)
    said = model.judge_step(x, None, drawn.detach(), optimiser=optimisers[1], rng=None)
    if int(model.steps) % model.config.discriminator_steps == 0:
        said |= model.draw_step(drawn, None, optimiser=optimisers[0], rng=None)
    else:
        said.pop("generator")
    return {name: value.item() for name, value in said.items()}


def apart(found: dict, model: nn.Module) -> float:
    parts = [model.generator, model.discriminator, *([model.decoder] if model.config.average else [])]
    expected = nn.utils.parameters_to_vector(weight for part in parts for weight in part.parameters()).numpy()
    return float(np.abs(numbers(found["weights"]) - expected).max())


@pytest.mark.parametrize("r1", [0.0, 0.5])
def test_a_hundred_steps_are_those_of_torch(duel_page, r1):
    config = run(latent_dim=16, hidden=(128, 128), discriminator_hidden=(128, 128), r1=r1, average=0.0)
    found, told, model = both(duel_page, config, 100, ("wasm", "doubles"))
    assert found["wasm"]["kernels"] == "wasm" and found["wasm"]["batches"] == found["doubles"]["batches"]
    for kind, steps, by in (("doubles", 100, 1e-9), ("wasm", 5, 1e-5)):
        # In single precision a duel soon goes ways of its own: torch's is as far from its double as the kernels are.
        for mine, theirs in zip(found[kind]["losses"][:steps], told, strict=False):
            assert [mine[name] for name in LOSSES] == pytest.approx([theirs[name] for name in LOSSES], abs=by), kind
    with torch.no_grad():
        assert apart(found["doubles"], model) < 1e-9
    assert (sum(mine["penalty"] for mine in found["doubles"]["losses"]) > 0.1) == (r1 > 0)


def random_run(seed: int) -> RunConfig:
    """Return any dense GAN that the browser can train, small."""
    rng = np.random.default_rng(seed)

    def widths() -> tuple[int, ...]:
        return tuple(int(n) for n in rng.integers(1, 20, rng.integers(1, 4)))

    loss = str(rng.choice(["non-saturating", "hinge"]))
    return run(
        seed, batch=int(rng.integers(2, 30)), limit=60, latent_dim=int(rng.integers(1, 9)), hidden=widths(),
        discriminator_hidden=widths(), discriminator_slope=float(rng.choice([0.0, 0.2])), loss=loss,
        label_smoothing=float(rng.choice([0.0, 0.1])), r1=float(rng.choice([0.0, 0.3])),
        r1_every=int(rng.integers(1, 4)), average=float(rng.choice([0.0, 0.9])), beta1=float(rng.choice([0.0, 0.5])),
        discriminator_rate=float(rng.choice([1.0, 2.0])), discriminator_steps=int(rng.integers(1, 3)),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(tries(40)))
def test_any_setting_is_learned_by_as_torch_does(duel_page, seed):
    found, told, model = both(duel_page, random_run(seed), 8, ("doubles",))
    for mine, theirs in zip(found["doubles"]["losses"], told, strict=True):
        assert {"penalty": mine["penalty"]} | theirs == pytest.approx(mine, abs=1e-7), "shares are of single precision"
        assert mine["discriminator"] == pytest.approx(theirs["discriminator"], abs=1e-9)
    with torch.no_grad():
        assert apart(found["doubles"], model) < 1e-8
        z = numbers(found["doubles"]["noise"])[: 5 * model.latent_dim]  # of the first steps, as many as are drawn from
        if len(z) == 5 * model.latent_dim and len(found["doubles"]["batches"][0]) >= 5:
            drawn = model.decode(torch.from_numpy(z.reshape(5, -1).copy())).flatten().numpy() * 255
            assert np.abs(drawn - found["doubles"]["drawn"]).max() <= 0.51
