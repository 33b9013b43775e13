"""Does the browser learn what torch learns, from the same settings, to the digits that its numbers have?"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from core.augmentation import GENTLE, StrokeConfig, WarpConfig
from core.datasets.digits import DigitsConfig
from core.models import MlpVaeConfig
from core.training.loop import fit
from core.training.recipes import RECIPES
from core.training.run import RunConfig, TrainingConfig
from tests.browser.training import SCRIPT, SET_UP, Both, loss_of, numbers
from tests.tries import tries

pytestmark = pytest.mark.browser

DIGITS = DigitsConfig(limit=60)


@pytest.fixture
def trainer_page(page):
    page.add_script_tag(content=SCRIPT + SET_UP)
    return page


def random_run(seed: int) -> RunConfig:
    """Return any dense VAE that can be set, small."""
    rng = np.random.default_rng(seed)
    hidden = tuple(int(n) for n in rng.integers(1, 20, rng.integers(0, 4)))
    gaussian, conditional = rng.random() < 0.5, bool(rng.random() < 0.5)
    model = MlpVaeConfig(
        image_size=int(rng.integers(8, 12)), hidden=hidden, latent_dim=int(rng.integers(1, 7)), conditional=conditional,
        activation=str(rng.choice(["relu", "tanh", "silu"])), likelihood="gaussian" if gaussian else "bernoulli",
        noise=float(rng.choice([0.0, 0.2])) if gaussian else 0.0, beta=float(rng.choice([0.0, 1.0, 4.0])),
        free_bits=float(rng.choice([0.0, 0.02])),
    )  # fmt: skip
    schedule = str(rng.choice(["one-cycle", "constant", "linear"]))
    training = TrainingConfig(
        epochs=3, batch_size=int(rng.integers(2, 30)), schedule=schedule, validation=0.2, learning_rate=3e-3
    )
    return RunConfig(dataset=DigitsConfig(limit=40), model=model, training=training, seed=seed)


def both(page, config: RunConfig) -> Both:
    return Both(page, config, config.dataset.load(image_size=config.model.image_size))


def apart(found: np.ndarray, expected: np.ndarray) -> float:
    """Return the difference as a share of the size, in the sense of a length."""
    return float(np.linalg.norm(found - expected) / max(np.linalg.norm(expected), 1e-12))


@pytest.mark.parametrize("seed", range(tries(100)))
def test_gradients_are_those_of_torch(trainer_page, seed):
    config = random_run(seed)
    pair, n = both(trainer_page, config), config.training.batch_size
    places = list(np.random.default_rng(seed).permutation(40)[:n])
    eps = torch.randn(n, config.model.latent_dim, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    script = """(begin, kernels, places, eps, beta) => {
        const trainer = trainerOf(begin, kernels);
        trainer.fill(Int32Array.from(places));
        const losses = trainer.model.gradients(places.length, eps, beta);
        return { ...losses, gradients: unpadded(trainer, trainer.layout.gradients) };
    }"""
    model = pair.model()
    told = loss_of(model, *pair.batch(places), eps)
    told[0].backward()
    expected = torch.cat([weight.grad.flatten() for weight in model.parameters()]).numpy()
    for kernels, by in (("doubles", 1e-10), ("wasm", 2e-5)):
        asked = (kernels, [int(place) for place in places], eps.flatten().tolist(), config.model.beta)
        found = pair.run(script, *asked)
        assert apart(numbers(found["gradients"]), expected) < by, kernels
        losses = [found[name] for name in ("loss", "reconstruction", "kl")]
        assert losses == pytest.approx([value.item() for value in told], rel=by, abs=by), kernels


@pytest.mark.parametrize("seed", range(tries(20)))
def test_whole_small_trainings_are_those_of_torch(trainer_page, seed):
    pair = both(trainer_page, random_run(1000 + seed))
    exact = pair.steps(40, kernels="doubles")
    told = list(pair.in_torch(exact["batches"], exact["noise"], exact["steps"]))
    np.testing.assert_allclose(exact["losses"], [losses for losses, _ in told], rtol=1e-9, atol=1e-9)
    model = told[-1][1]
    weights = torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy()
    assert apart(exact["weights"], weights) < 1e-8
    if model.config.learns_noise:
        assert exact["noiseNow"] == pytest.approx(float(model.noise), rel=1e-6)  # torch keeps it in single precision


@pytest.mark.long
def test_a_hundred_steps_of_the_first_recipe(trainer_page):
    pair = both(trainer_page, RECIPES["digits-2d"].run)
    quick, exact = (pair.steps(100, kernels=kernels) for kernels in ("wasm", "doubles"))
    assert quick["kernels"] == "wasm", "the browser has WebAssembly with SIMD"
    assert quick["batches"] == exact["batches"] and (quick["noise"] == exact["noise"]).all()
    *_, (_, model) = told = list(pair.in_torch(exact["batches"], exact["noise"], exact["steps"]))
    expected = np.array([losses for losses, _ in told])
    weights = torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy()
    np.testing.assert_allclose(exact["losses"], expected, rtol=1e-11)
    np.testing.assert_allclose(np.array(quick["losses"])[:, 0], expected[:, 0], rtol=2e-7)
    np.testing.assert_allclose(quick["losses"], expected, rtol=1e-6, atol=1e-6)
    assert apart(exact["weights"], weights) < 1e-12
    assert apart(quick["weights"], weights) < 2e-6


@pytest.mark.parametrize("seed", range(tries(20)))
def test_images_vary_as_torch_varies_them(trainer_page, seed):
    """From the same chance: what the browser draws, it sends along."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(8, 33))
    ways = (
        WarpConfig(turn=45.0, lean=0.6, shift=0.2, stretch=0.4, bend=float(rng.choice([0.0, 0.06]))),
        StrokeConfig(),
    )
    images = rng.random((6, size, size)) * (rng.random((6, size, size)) < 0.4)
    found = trainer_page.evaluate(
        """([ways, size, images, seed]) => {
            const arithmetic = makeArithmetic(), stream = makeChance(seed, arithmetic).varied(0);
            return ways.map((way) => {
              const variation = new Variation([way], size, arithmetic);
              return images.map((pixels) => {
                const image = Float64Array.from(pixels), drawn = variation.draw(way, stream);
                variation.apply(image, way, drawn);
                return { image: [...image], drawn: { ...drawn, pulls: drawn.pulls && [...drawn.pulls] } };
              });
            });
        }""",
        [[way.model_dump() for way in ways], size, images.reshape(6, -1).tolist(), seed],
    )
    x = torch.from_numpy(images).unsqueeze(1)
    for way, told in zip(ways, found, strict=True):
        names = [name for name, value in told[0]["drawn"].items() if value is not None]
        drawn = {name: torch.tensor([one["drawn"][name] for one in told], dtype=torch.float64) for name in names}
        if "pulls" in drawn:
            drawn["pulls"] = drawn["pulls"].view(6, 2, 5, 5)
        with torch.random.fork_rng(devices=[]):
            torch.set_default_dtype(torch.float64)
            try:
                expected = way.applied(x, drawn).reshape(6, -1).numpy()
            finally:
                torch.set_default_dtype(torch.float32)
        np.testing.assert_allclose([one["image"] for one in told], expected, atol=1e-9)


def test_it_learns_from_varied_images_and_the_same_seed_varies_them_the_same(trainer_page):
    training = TrainingConfig(epochs=2, batch_size=16, validation=10, augmentation=GENTLE, dynamic_binarisation=True)
    pair = both(trainer_page, RunConfig(dataset=DIGITS, model=MlpVaeConfig(hidden=(16,)), training=training))
    first, again = (pair.steps(6, kernels="wasm") for _ in range(2))
    assert (first["weights"] == again["weights"]).all()
    plain = Both(trainer_page, pair.config.replace(training=training.replace(augmentation=())), pair.dataset)
    assert (plain.steps(6, kernels="wasm")["weights"] != first["weights"]).any()
    batch = pair.run(
        """(begin) => {
            const trainer = trainerOf(begin, "doubles"), { x, encoder } = trainer.layout;
            trainer.step();
            return [...trainer.model.numbers.slice(x, x + 16 * encoder[0].in)];
        }"""
    )
    assert set(batch) == {0, 1}, "ink or none, after they were varied"


@pytest.mark.long
def test_it_ends_where_torch_ends_on_the_same_settings(trainer_page):
    training = TrainingConfig(epochs=20, batch_size=32, validation=100, learning_rate=5e-3, device="cpu")
    config = RunConfig(dataset=DigitsConfig(limit=400), model=MlpVaeConfig(hidden=(32,)), training=training)
    dataset, here, there = config.dataset.load(), [], []
    for seed in range(3):
        one = config.replace(seed=seed)
        ended = Both(trainer_page, one, dataset).steps(200, kernels="wasm")
        assert ended["steps"] == 200
        here.append(ended["heldOut"]["loss"])
        torch.manual_seed(seed)
        *_, last = fit(one.model.build(dataset.classes), dataset, training, seed=seed)
        there.append(last.validation["loss"])
    spread = max(np.std(here, ddof=1), np.std(there, ddof=1))
    assert abs(np.mean(here) - np.mean(there)) < 3 * spread, (here, there)


def test_first_weights_are_drawn_as_torch_draws_them(trainer_page):
    pair = both(trainer_page, RECIPES["digits-2d"].run)
    drawn = numbers(pair.run("(begin) => unpadded(trainerOf({ ...begin, weights: null }, 'doubles'))"))
    model = pair.model()
    for of in (torch.from_numpy(drawn.copy()), torch.nn.utils.parameters_to_vector(model.parameters()).detach()):
        at = 0
        for layer in (layer for layer in model.modules() if isinstance(layer, torch.nn.Linear)):
            count, bound = layer.weight.numel() + layer.bias.numel(), layer.in_features**-0.5
            weights, at = of[at : at + count], at + count
            assert weights.abs().max().item() <= bound
            # Of numbers that are even over an interval of that width, but for what chance makes of so few.
            assert weights.std().item() == pytest.approx(bound / 3**0.5, rel=2 / count**0.5)


def test_the_same_seed_gives_the_same_weights_as_in_node(trainer_page):
    tests = Path(__file__).parents[1] / "node"
    shared = re.sub(r"^import .*\n|^export ", "", (tests / "training.js").read_text(), flags=re.MULTILINE)
    found = re.search(r'SAME_EVERYWHERE = "(\w+)"', (tests / "train.test.js").read_text())
    script = f"""() => {{
        {shared}
        const trainer = trainerOf();
        for (let i = 0; i < 20; i++) trainer.step();
        return textOf(weightsOf(trainer));
    }}"""
    weights = base64.b64decode(trainer_page.evaluate(script))
    assert hashlib.sha256(weights).hexdigest().startswith(found[1])
