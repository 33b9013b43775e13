"""Are the kernels that train in the browser those of their source, and do they compute what their comments say?"""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest
from wasmtime import Instance, Limits, Memory, MemoryType, Module, Store

from browser import assemble

MOST_BYTES = 4096
RNG = np.random.default_rng(0)


def test_the_bytes_that_are_sent_are_made_of_the_source():
    assert assemble.MODULE.read_text(encoding="utf-8") == assemble.module_of(assemble.assembled()), (
        "run python -m browser.assemble"
    )


def test_they_are_small():
    text = "".join(re.findall(r'"([^"]+)"', assemble.MODULE.read_text(encoding="utf-8")))
    binary = base64.b64decode(text)
    assert binary == assemble.assembled() and len(binary) <= MOST_BYTES


class Kernels:
    """The module in an engine that is no browser's, and the memory that it works on, as float32."""

    def __init__(self) -> None:
        self.store = Store()
        self.memory = Memory(self.store, MemoryType(Limits(8, 8)))
        module = Module(self.store.engine, assemble.assembled())
        self.exports = Instance(self.store, module, [self.memory]).exports(self.store)

    def put(self, at: int, values: np.ndarray) -> int:
        self.memory.write(self.store, np.ascontiguousarray(values, np.float32).tobytes(), at)
        return at

    def get(self, at: int, *shape: int) -> np.ndarray:
        size = 4 * int(np.prod(shape))
        return np.frombuffer(self.memory.read(self.store, at, at + size), np.float32).reshape(shape)

    def call(self, name: str, *arguments):
        return self.exports[name](self.store, *arguments)


@pytest.fixture(scope="module")
def kernels() -> Kernels:
    return Kernels()


def normal(*shape: int, scale: float = 1.0) -> np.ndarray:
    return (scale * RNG.standard_normal(shape)).astype(np.float32)


@pytest.mark.parametrize(("m", "n", "k"), [(4, 8, 1), (12, 16, 37), (64, 24, 50)])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("biased", [False, True])
def test_products_with_either_reading_of_the_first_matrix_and_a_bias(kernels, m, n, k, turned, biased):
    a, b, bias = normal(m, k), normal(k, n), normal(n)
    kernels.put(64, a.T if turned else a)
    kernels.put(30_000, b)
    kernels.put(60_000, bias)
    kernels.call("product", m, n, k, 64, *((1, m) if turned else (k, 1)), 30_000, 60_000 if biased else 0, 80_000)
    expected = a.astype(float) @ b + (bias if biased else 0)
    np.testing.assert_allclose(kernels.get(80_000, m, n), expected, rtol=1e-5, atol=1e-5)


def test_a_matrix_is_turned_and_its_columns_summed(kernels):
    w = normal(12, 20)
    kernels.put(64, w)
    kernels.call("turn", 12, 20, 64, 10_000)
    assert (kernels.get(10_000, 20, 12) == w.T).all()
    kernels.call("sums", 12, 20, 64, 10_000)
    np.testing.assert_allclose(kernels.get(10_000, 20), w.sum(0), rtol=1e-5, atol=1e-5)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x.astype(float)))


ACTIVATIONS = {
    "relu": (lambda x: np.maximum(x, 0), lambda x: (x > 0).astype(float)),
    "leaky": (lambda x: np.where(x < 0, np.float32(0.2) * x, x), lambda x: np.where(x > 0, 1, np.float32(0.2))),
    "silu": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
    "tanh": (lambda x: np.tanh(x.astype(float)), lambda x: 1 - np.tanh(x.astype(float)) ** 2),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_their_slopes(kernels, name):
    x, (f, slope) = np.concatenate([normal(200, scale=3), np.float32([0, -100, 100, 1e-6])]), ACTIVATIONS[name]
    kernels.put(64, x)
    kernels.call(name, len(x), 64, 10_000, *([0.2] if name == "leaky" else []))
    np.testing.assert_allclose(kernels.get(10_000, len(x)), f(x), rtol=1e-6, atol=2e-7)
    np.testing.assert_allclose(kernels.get(64, len(x)), slope(x), rtol=1e-6, atol=5e-7)


def test_exponential_and_sigmoid_over_all_that_a_float_holds(kernels):
    x = np.linspace(-170, 170, 4000, dtype=np.float32)
    kernels.put(64, x)
    kernels.call("exp", len(x), 64, 20_000, 0.5)
    np.testing.assert_allclose(kernels.get(20_000, len(x)), np.exp(0.5 * x.astype(float)), rtol=2e-7)
    kernels.call("sigmoid", len(x), 64, 20_000)
    np.testing.assert_allclose(kernels.get(20_000, len(x)), sigmoid(x), rtol=3e-7, atol=1e-37)


def test_bernoulli_pixels_cost_their_cross_entropy(kernels):
    logits, x = normal(400, scale=8), RNG.random(400, np.float32)
    kernels.put(64, logits)
    kernels.put(10_000, x)
    total, factors = kernels.call("bernoulli", 400, 64, 10_000, 0.25)
    expected = -(x * np.log(sigmoid(logits)) + (1 - x) * np.log1p(-sigmoid(logits))).sum()
    assert total + np.log(factors) == pytest.approx(expected, rel=1e-6)
    np.testing.assert_allclose(kernels.get(64, 400), 0.25 * (sigmoid(logits) - x), atol=1e-7)


def test_gaussian_pixels_cost_their_squares(kernels):
    logits, x = normal(400, scale=3), RNG.random(400, np.float32)
    kernels.put(64, logits)
    kernels.put(10_000, x)
    off, s = sigmoid(logits) - x, sigmoid(logits)
    assert kernels.call("squares", 400, 64, 10_000) == pytest.approx((off**2).sum(), rel=1e-6)
    np.testing.assert_allclose(kernels.get(64, 400), off * s * (1 - s), atol=1e-7)


def test_numbers_are_multiplied_by_others_and_by_one(kernels):
    x, y = normal(40), normal(40)
    kernels.put(64, x)
    kernels.put(1000, y)
    kernels.call("times", 40, 64, 1000)
    assert (kernels.get(64, 40) == x * y).all()
    kernels.call("scaled", 40, 64, 0.5)
    assert (kernels.get(64, 40) == np.float32(0.5) * (x * y)).all()


def test_adam_is_that_of_torch(kernels):
    import torch

    from core.adam import Adam

    weight = torch.nn.Parameter(torch.from_numpy(normal(40)))
    adam, (b1, b2) = Adam([weight], 0.01), (0.9, 0.999)
    kernels.put(64, weight.detach().numpy())
    kernels.put(2000, np.zeros(40))
    kernels.put(3000, np.zeros(40))
    for step in range(1, 6):
        weight.grad = torch.from_numpy(normal(40))
        kernels.put(1000, weight.grad.numpy())
        rate, root = 0.01 / (1 - b1**step), (1 - b2**step) ** 0.5
        kernels.call("adam", 40, 64, 1000, 2000, 3000, b1, b2, 1 - b1, 1 - b2, rate, root, 1e-8)
        adam.step()
        np.testing.assert_allclose(kernels.get(64, 40), weight.detach().numpy(), rtol=2e-6, atol=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_is_no_number_stays_none(kernels, name):
    kernels.put(64, np.full(4, np.nan))
    kernels.call(name, 4, 64, 1000, *([0.2] if name == "leaky" else []))
    assert np.isnan(kernels.get(1000, 4)).all()


def test_tiny_moments_become_nothing_and_lost_ones_stay_lost(kernels):
    kernels.put(64, np.ones(4))
    kernels.put(1000, np.float32([0, 0, np.nan, 0]))
    kernels.put(2000, np.float32([1e-33, 0.5, 0, 0]))
    kernels.put(3000, np.float32([1e-33, 0.5, 0, 0]))
    kernels.call("adam", 4, 64, 1000, 2000, 3000, 0.9, 0.999, 0.1, 0.001, 0.01, 1.0, 1e-8)
    means = kernels.get(2000, 4)
    assert means[0] == 0 and means[1] == np.float32(0.9) * np.float32(0.5) and np.isnan(means[2])
    assert np.isnan(kernels.get(64, 4)[2])
