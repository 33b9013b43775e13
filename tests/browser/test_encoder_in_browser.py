"""Does an encoder in the browser find the latents that torch finds?"""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from browser import bundle
from core import library, places
from core.export.model import encoder_of
from core.models import ConvVaeConfig
from core.networks.encoder import export_encoder, resolved

pytestmark = pytest.mark.browser

RUNTIME = bundle.script("base/runtime.js")
SHIPPED = sorted(path.parent.name for path in places.zoo().glob("*/encoder.bin"))
RUN = """([block, inputs]) => {
    const bytes = Uint8Array.from(atob(block), (c) => c.charCodeAt(0)), runtime = makeRuntime();
    const { graph, weights } = runtime.unpackNetwork(bytes), network = runtime.build(graph, weights);
    return inputs.map((x) => Array.from(network.run(x)));
}"""


def in_browser(page, network: bytes, x: torch.Tensor, y: torch.Tensor | None) -> np.ndarray:
    inputs = x.flatten(1) if y is None else torch.cat([x.flatten(1), y], 1)
    page.add_script_tag(content=RUNTIME)
    return np.array(page.evaluate(RUN, [base64.b64encode(network).decode(), inputs.double().tolist()]))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_encoder_agrees_with_torch(page, name):
    entry = library.entry_at(places.zoo() / name)
    model, latents = library.open_model(entry), library.latents(entry)
    x = torch.from_numpy(latents.thumbnails()[:40]).unsqueeze(1).float() / 255
    y = torch.eye(len(model.classes))[latents.labels[:40]] if model.classes else None
    expected = model.encode(x, y).mu.numpy()
    got = in_browser(page, encoder_of(entry), x, y)
    assert np.abs(got - expected).max() <= 2e-3 * np.abs(expected).max()


def test_a_convolutional_encoder_that_is_told_the_class_agrees_with_torch(page):
    torch.manual_seed(3)
    model = ConvVaeConfig(latent_dim=5, filters=(4, 6), dense=16, conditional=True).build(tuple("abc")).eval()
    x, y = torch.rand(6, 1, 28, 28), torch.softmax(torch.randn(6, 3), 1)
    with torch.no_grad():
        expected = model.encode(x, y).mu.numpy()
    got = in_browser(page, resolved(export_encoder(model)), x, y)
    assert np.abs(got - expected).max() <= 2e-3 * np.abs(expected).max()
