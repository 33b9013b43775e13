"""Does the JavaScript runtime compute what torch computes, in a real browser?"""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch
from torch import nn

from browser import bundle
from core import images as pixels
from core import library
from core.datasets import DATASETS
from core.models import ClassifierConfig, ConvVaeConfig, FlowConfig, GanConfig
from core.models.familiar import Familiar
from core.models.flow_network import Block
from core.models.flow_travel import travel
from core.models.layers import Beside, Ink, Part
from core.networks import browser
from core.networks.layers import flat
from core.training.recipes import RECIPES
from tests.tries import tries

pytestmark = pytest.mark.browser

RUNTIME = bundle.script("base/runtime.js")
TOLERANCE = {"float32": 1e-5, "float16": 2e-3}

FAMILY = lambda config: config.family  # noqa: E731
VECTOR, IMAGE = (12,), (5, 7, 6)


def calibrated() -> Familiar:
    rng = torch.Generator().manual_seed(3)
    layer, labels = Familiar(12, 4), torch.arange(200) % 4
    layer.calibrate(torch.randn(200, 12, generator=rng), labels, torch.randn(60, 12, generator=rng))
    return layer


LAYERS = {
    "familiar": (calibrated(), VECTOR),
    "linear": (nn.Linear(12, 9), VECTOR),
    "linear without bias": (nn.Linear(12, 3, bias=False), VECTOR),
    "conv2d": (nn.Conv2d(5, 6, 3, padding=1), IMAGE),
    "conv2d with stride": (nn.Conv2d(5, 9, (3, 2), stride=(2, 1), padding=(1, 0)), IMAGE),
    "conv2d same": (nn.Conv2d(5, 2, 5, padding="same", bias=False), IMAGE),
    "conv_transpose2d 4/2/1": (nn.ConvTranspose2d(5, 6, 4, stride=2, padding=1), IMAGE),
    "conv_transpose2d 3/2/1": (nn.ConvTranspose2d(5, 4, 3, stride=2, padding=1), IMAGE),
    "conv_transpose2d with output padding": (nn.ConvTranspose2d(5, 3, 5, 3, 2, output_padding=1), IMAGE),
    "conv_transpose2d kernel below stride": (nn.ConvTranspose2d(5, 3, 2, stride=3), IMAGE),
    "batch norm alone": (nn.BatchNorm2d(5), IMAGE),
    "batch norm after linear": (nn.Sequential(nn.Linear(12, 8), nn.BatchNorm1d(8)), VECTOR),
    "batch norm after conv2d": (nn.Sequential(nn.Conv2d(5, 8, 3), nn.BatchNorm2d(8)), IMAGE),
    "batch norm after conv_transpose2d": (
        nn.Sequential(nn.ConvTranspose2d(5, 6, 3, stride=2), nn.BatchNorm2d(6)),
        IMAGE,
    ),
    "relu": (nn.ReLU(), IMAGE),
    "leaky_relu": (nn.LeakyReLU(0.2), IMAGE),
    "silu": (nn.SiLU(), VECTOR),
    "tanh": (nn.Tanh(), VECTOR),
    "sigmoid": (nn.Sigmoid(), IMAGE),
    "softmax": (nn.Softmax(1), VECTOR),
    "softmax over channels": (nn.Softmax(1), IMAGE),
    "flatten": (nn.Flatten(), IMAGE),
    "reshape": (nn.Unflatten(1, (3, -1, 2)), VECTOR),
    "upsample nearest": (nn.Upsample(scale_factor=2), IMAGE),
    "upsample nearest to size": (nn.Upsample(size=(10, 13)), IMAGE),
    "upsample bilinear": (nn.Upsample(scale_factor=(2, 3), mode="bilinear"), IMAGE),
    "upsample bilinear to size": (nn.Upsample(size=11, mode="bilinear"), IMAGE),
    "ink": (nn.Sequential(nn.Tanh(), Ink()), IMAGE),
    "conv_transpose2d 3/2/1 to an even side": (nn.ConvTranspose2d(5, 4, 3, 2, 1, output_padding=1), IMAGE),
    "conv_transpose2d of stride 1": (nn.ConvTranspose2d(5, 4, 3, padding=1), IMAGE),
    "part": (Part(3, 8), VECTOR),
    "part, activated": (nn.Sequential(Part(0, 5), nn.ReLU()), VECTOR),
    "concat": (Beside(nn.ReLU(), nn.Tanh(), nn.Conv2d(5, 2, 1)), IMAGE),
}


def randomised(module: nn.Module, seed: int) -> nn.Module:
    """Give batch norms statistics as training would leave them."""
    rng = torch.Generator().manual_seed(seed)
    for layer in module.modules():
        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            for tensor in (layer.running_mean, layer.weight.data, layer.bias.data):
                tensor.normal_(generator=rng)
            layer.running_var.uniform_(0.3, 2, generator=rng)
    return module.eval()


def in_browser(page, module: nn.Module, x: torch.Tensor, dtype: str) -> np.ndarray:
    """Run each row of x through the exported module; bytes arrive at an odd offset, as Streamlit delivers them."""
    block = browser.pack_network(browser.graph(module, tuple(x.shape[1:]), dtype=dtype))
    script = """([block, inputs]) => {
        const text = atob(block), message = new Uint8Array(text.length + 3);
        for (let i = 0; i < text.length; i++) message[i + 3] = text.charCodeAt(i);
        const runtime = makeRuntime(), { graph, weights } = runtime.unpackNetwork(message.subarray(3));
        const network = runtime.build(graph, weights);
        return inputs.map((x) => Array.from(network.run(x)));
    }"""
    inputs = x.flatten(1).double().tolist()
    return np.array(page.evaluate(script, [base64.b64encode(block).decode(), inputs]))


def difference(page, module: nn.Module, shape: tuple[int, ...], dtype: str, seed: int = 0) -> float:
    x = torch.randn(3, *shape, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        expected = module(x).flatten(1).numpy()
    got = in_browser(page, module, x, dtype)
    assert got.shape == expected.shape
    return float(np.abs(got - expected).max())


@pytest.fixture
def runtime_page(page):
    page.add_script_tag(content=RUNTIME)
    return page


@pytest.mark.parametrize("dtype", TOLERANCE)
def test_every_operation_agrees_with_torch(runtime_page, dtype):
    torch.manual_seed(1)
    for name, (layer, shape) in LAYERS.items():
        found = difference(runtime_page, randomised(layer, 2), shape, dtype)
        # The tolerance is for outputs of order 1; batch norm's random statistics make some a few times larger.
        assert found <= TOLERANCE[dtype] * 2, f"{name}: {found}"


def random_network(rng: np.random.Generator) -> tuple[nn.Module, tuple[int, ...]]:
    """A decoder or classifier of random depth, widths, activations, norms and branches."""
    act = [nn.ReLU, nn.Tanh, nn.SiLU, nn.LeakyReLU, nn.Sigmoid]
    pick = lambda options: options[rng.integers(len(options))]  # noqa: E731
    d, c, side = int(rng.integers(1, 20)), int(rng.integers(2, 9)), int(rng.integers(3, 6))
    layers = [nn.Linear(d, 16), pick(act)(), nn.Linear(16, c * side**2), nn.BatchNorm1d(c * side**2), pick(act)()]
    layers.append(nn.Unflatten(1, (c, side, side)))
    for _ in range(int(rng.integers(1, 4))):
        f = int(rng.integers(2, 10))
        kind = rng.integers(4)
        if kind == 0:
            layers += [nn.ConvTranspose2d(c, f, int(rng.integers(2, 5)), stride=2, padding=1), nn.BatchNorm2d(f)]
        elif kind == 1:
            layers += [nn.Upsample(scale_factor=2, mode=pick(["nearest", "bilinear"])), nn.Conv2d(c, f, 3, padding=1)]
        elif kind == 2:
            layers += [nn.Conv2d(c, f, 3, stride=int(rng.integers(1, 3)), padding=1), nn.BatchNorm2d(f)]
        else:
            layers += [nn.ReLU(), nn.BatchNorm2d(c), Beside(nn.Conv2d(c, f, 1), nn.Sequential(nn.Tanh(), nn.ReLU()))]
            f += c
        layers.append(pick(act)())
        c = f
    with torch.no_grad():
        features = nn.Sequential(*layers).eval()(torch.zeros(1, d)).numel()
    images = [nn.Conv2d(c, 1, 1), nn.Sigmoid()]
    tail = images if rng.integers(2) else [nn.Flatten(), nn.Linear(features, 7), nn.Softmax(1)]
    return nn.Sequential(*layers, *tail), (d,)


@pytest.mark.parametrize("dtype", TOLERANCE)
def test_random_networks_agree_with_torch(runtime_page, dtype):
    for seed in range(tries(20)):
        torch.manual_seed(seed)
        module, shape = random_network(np.random.default_rng(seed))
        found = difference(runtime_page, randomised(module, seed), shape, dtype, seed)
        assert found <= TOLERANCE[dtype], f"network {seed}: {found}"


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize(
    "settings",
    [{}, {"conditional": True}, {"kernel": 5, "volume": 12, "slope": 0.3}, {"kinds": 9}, "gan-basic", "cgan-advanced"],
    ids=str,
)
def test_a_generator_agrees_with_torch(runtime_page, settings, dtype):
    torch.manual_seed(3)
    model = (GanConfig(**settings) if isinstance(settings, dict) else RECIPES[settings].run.model).build(
        ("a", "b", "c")
    )
    rng = torch.Generator().manual_seed(0)
    x, y = torch.rand(16, 1, 28, 28, generator=rng), torch.eye(3)[torch.arange(16) % 3]
    optimisers = model.train().optimisers(1e-2)
    for _ in range(3):  # so that the running statistics are of real steps
        model.train_step(x, y, optimisers=optimisers, rng=rng, epoch=0.0)
    shape = (model.latent_dim + len(model.classes),)
    assert difference(runtime_page, model.decoder, shape, dtype) <= TOLERANCE[dtype]


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize(
    "settings",
    [{"steps": 2}, {"conditional": True, "steps": 3, "image_size": 14}, {"conditional": True, "guidance": 1.0}],
    ids=str,
)
def test_a_flow_agrees_with_torch_after_all_of_its_steps(runtime_page, settings, dtype):
    torch.manual_seed(3)
    model = FlowConfig(**settings).build(("a", "b", "c"))
    for block in (part for part in model.decoder.network.modules() if isinstance(part, Block)):
        torch.nn.init.normal_(block.second.weight, std=0.05)  # as they are no longer 0 once it has learned
    shape = (model.latent_dim + len(model.classes),)
    steps = model.config.steps if dtype == "float32" else 1
    assert difference(runtime_page, model.decoder, shape, dtype) <= TOLERANCE[dtype] * steps


@pytest.mark.parametrize("recipe", ["handwriting-128", "handwriting-cvae-128"])
def test_a_large_decoder_agrees_with_torch(runtime_page, recipe):
    torch.manual_seed(4)
    model = RECIPES[recipe].run.model.build(("a", "b", "c"))
    shape = (model.latent_dim + len(model.classes),)
    for dtype, tolerance in TOLERANCE.items():
        assert difference(runtime_page, model.decoder, shape, dtype) <= tolerance


def layer_by_layer(module: nn.Sequential, x: torch.Tensor) -> list[torch.Tensor]:
    """What each operation of the module's graph should make: a batch norm is folded into what it follows."""
    made, before = [], None
    for _, layer in flat([("", module)]):
        x = layer(x)
        folded = isinstance(layer, nn.BatchNorm2d) and isinstance(before, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d))
        made = made[:-1] if folded else made
        made.append(x.flatten(1))
        before = layer
    return made


@pytest.mark.parametrize(
    "config", [GanConfig(), ConvVaeConfig(filters=(4, 6)), ClassifierConfig()], ids=lambda c: c.family
)
def test_a_graph_that_keeps_its_values_has_what_every_layer_of_torch_makes(runtime_page, config):
    torch.manual_seed(5)
    model = config.build(("a", "b"))
    module = randomised(model.network if hasattr(model, "network") else model.decoder, 5)
    shape = (1, 28, 28) if hasattr(model, "network") else (model.latent_dim,)
    x = torch.randn(2, *shape, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = layer_by_layer(module, x)
    block = browser.pack_network(browser.graph(module, shape, dtype="float32"))
    script = """([block, inputs]) => {
        const bytes = Uint8Array.from(atob(block), (c) => c.charCodeAt(0)), runtime = makeRuntime();
        const { graph, weights } = runtime.unpackNetwork(bytes);
        const kept = runtime.build(graph, weights, { keep: true }), plain = runtime.build(graph, weights);
        return inputs.map((x) => {
            kept.run(x);
            return { values: kept.values().map((v) => Array.from(v)), plain: Array.from(plain.run(x)) };
        });
    }"""
    inputs = x.flatten(1).double().tolist()
    for i, found in enumerate(runtime_page.evaluate(script, [base64.b64encode(block).decode(), inputs])):
        values = [np.array(value) for value in found["values"]]
        assert len(values) == len(expected) + 1
        assert np.abs(values[0] - np.array(inputs[i])).max() < 1e-6
        for got, wanted in zip(values[1:], expected, strict=True):
            wanted = wanted[i].numpy()
            assert np.abs(got - wanted).max() <= 1e-5 * max(1, np.abs(wanted).max())
        assert found["plain"] == found["values"][-1]


@pytest.mark.long
@pytest.mark.alone
def test_the_runtime_is_quick(runtime_page):
    """The conv decoder of the design's budget: at most 4 ms, with room for a busy machine."""
    torch.manual_seed(0)
    decoder = nn.Sequential(
        nn.Linear(16, 64 * 49), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)),
        nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(32, 1, 4, 2, 1), nn.Sigmoid(),
    ).eval()  # fmt: skip
    network = browser.graph(decoder, (16,))
    assert 1.6e6 < browser.multiply_adds(network[0]) < 2e6
    milliseconds = runtime_page.evaluate(
        """(block) => {
            const bytes = Uint8Array.from(atob(block), (c) => c.charCodeAt(0)), runtime = makeRuntime();
            const { graph, weights } = runtime.unpackNetwork(bytes), network = runtime.build(graph, weights);
            const times = [], x = new Float32Array(16).fill(0.3);
            for (let i = 0; i < 200; i++) {
                const start = performance.now();
                network.run(x);
                times.push(performance.now() - start);
            }
            return times.sort((a, b) => a - b)[100];
        }""",
        base64.b64encode(browser.pack_network(network)).decode(),
    )
    assert milliseconds < 8


def test_the_browser_refuses_what_torch_refuses(runtime_page):
    reader = library.open_model(library.find("mnist-classifier"))
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:28, :28]
    checks = np.stack([(255 * ((y // p + x // p) % 2)).astype(np.uint8) for p in range(1, 8)])
    noise = rng.integers(0, 256, (20, 28, 28), dtype=np.uint8)
    faint = (DATASETS["digits"]().load("test").images[:60] * rng.uniform(0.2, 1, (60, 1, 1))).astype(np.uint8)
    images = pixels.to_float(torch.from_numpy(np.concatenate([checks, noise, faint])))
    got = in_browser(runtime_page, browser._reading(reader), images, "float16")
    with torch.no_grad():
        shares, unlike = reader(images).softmax(1).numpy(), reader.unlike(images).numpy()
    assert got.shape == (len(images), 11)
    assert np.abs(got[:, :10] - shares).max() < 4e-3
    assert np.abs(got[:, 10] / unlike - 1).max() < 0.01
    sure = np.abs(unlike - 1) > 0.02
    assert sure.mean() > 0.9 and ((got[:, 10] > 1) == (unlike > 1))[sure].all()
    assert (unlike[:27] > 1).all() and 0 < (unlike[27:] > 1).sum() < 60  # both answers were met


@torch.no_grad()
def gone(model: nn.Module, x: torch.Tensor, y: torch.Tensor, way: dict) -> np.ndarray:
    """Where torch takes images x (n, 1, h, w) that way; ink where it ends at 1."""
    there = travel(model.decoder.network, x, y, **way)
    return (there if way.get("end", 1.0) != 1 else ((there + 1) / 2).clamp(0, 1)).flatten(1).numpy()


def test_a_flow_goes_every_way_as_torch_does(runtime_page):
    torch.manual_seed(3)
    model = FlowConfig(conditional=True, image_size=14).build(("a", "b", "c"))
    for block in (part for part in model.decoder.network.modules() if isinstance(part, Block)):
        torch.nn.init.normal_(block.second.weight, std=0.05)
    ways = [
        {"steps": 1, "guidance": 0.0, "start": 0.8},
        {"steps": 4, "guidance": 0.0, "start": 0.5},
        {"steps": 3, "guidance": 1.5, "heun": True},
        {"steps": 4, "guidance": 1.0, "start": 0.9, "end": 0.0, "heun": True},
    ]
    x, y = torch.randn(3, 1, 14, 14), torch.eye(3)
    block = browser.pack_network(browser.graph(model.decoder, (199,), dtype="float32"))
    script = """([block, inputs, ways]) => {
        const bytes = Uint8Array.from(atob(block), (c) => c.charCodeAt(0)), runtime = makeRuntime();
        const { graph, weights } = runtime.unpackNetwork(bytes), network = runtime.build(graph, weights);
        const solver = graph.ops.find(({ op }) => op === "solve");
        return ways.map((way) => {
            Object.assign(solver, { start: 0, end: 1, heun: false, film: true }, way);
            return inputs.map((x) => ({ out: Array.from(network.run(x)), frames: Array.from(solver.frames) }));
        });
    }"""
    inputs = torch.cat([x.flatten(1), y], 1).double().tolist()
    for way, found in zip(
        ways, runtime_page.evaluate(script, [base64.b64encode(block).decode(), inputs, ways]), strict=True
    ):
        got = np.array([one["out"] for one in found])
        assert np.abs(got - gone(model, x, y, way)).max() <= TOLERANCE["float32"] * way["steps"], way
        frames = np.array([one["frames"] for one in found]).reshape(3, way["steps"], 2, 196)
        assert np.abs(frames[:, 0, 0] - x.flatten(1).numpy()).max() < 1e-6  # it begins where it was put
        if way.get("end", 1.0) == 1:  # and ends at what it saw last
            assert np.allclose(((frames[:, -1, 1] + 1) / 2).clip(0, 1), got, atol=1e-5)
