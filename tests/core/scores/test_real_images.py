"""Are real images never beaten by blurred ones, or by the more typical half of them?"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from core.datasets.digits import DigitsConfig
from core.library.folder import find, open_model
from core.metrics import Drawn, Reference, neighbourhoods
from core.metrics.score import Score
from core.scores.features import DIGIT_READER, FeatureNetwork
from core.scores.margin import ahead
from core.scores.verdict import verdict
from tests.core.scores.tables import USUAL, scored

NAMES = ("precision", "density")


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, Score]]:
    """What built-in digits get against others of them: as they are, blurred by half a pixel, and the typical half."""
    network = FeatureNetwork("the reader", open_model(find(DIGIT_READER)), np.arange(10))
    parts = [DigitsConfig().load(part, image_size=28) for part in ("train", "test")]
    images, labels = np.concatenate([p.images for p in parts]), np.concatenate([p.labels for p in parts])
    order = np.random.default_rng(0).permutation(len(images))
    images, labels = images[order], labels[order]
    real, rest, kinds = images[:600], images[600:], labels[600:]
    reference = Reference(real, network.of(real)[0], rest)
    features = network.of(rest)[0]
    far = np.zeros(len(rest))
    for kind in range(10):
        apart = (features[kinds == kind] - features[kinds == kind].mean(0)).norm(dim=1)
        far[kinds == kind] = apart > apart.median()
    blurred = gaussian_filter(rest.astype(float), (0, 0.5, 0.5)).round().astype(np.uint8)
    sources = {"as they are": rest, "blurred": blurred, "typical": rest[far == 0]}
    return {name: _over_seeds(images, network, reference) for name, images in sources.items()}


def _over_seeds(images: np.ndarray, network: FeatureNetwork, reference: Reference) -> dict[str, Score]:
    found = []
    for seed in range(3):
        chosen = images[np.random.default_rng(seed).permutation(len(images))[:500]]
        drawn = Drawn(chosen, network.of(chosen)[0])
        found.append(neighbourhoods.measure(drawn, reference, rng=torch.Generator()))
    return {
        name: score.replace(
            value=float(np.mean([rows[name].value for rows in found])),
            spread=float(np.std([rows[name].value for rows in found], ddof=1)),
        )
        for name, score in found[0].items()
    }


@pytest.mark.parametrize("kind", ["blurred", "typical"])
def test_no_other_images_are_more_believable_than_real_ones(measured, kind):
    real, other = measured["as they are"], measured[kind]
    assert any(other[name].value > real[name].value for name in NAMES), "else nothing would be at stake"
    assert all(ahead(real[name], other[name], name, 3, real[name]) >= 0 for name in NAMES)
    assert any(ahead(real[name], other[name], name, 3, real[name]) == 1 for name in NAMES)


@pytest.mark.parametrize("kind", ["blurred", "typical"])
def test_nor_does_a_verdict_prefer_them(measured, kind):
    from core.scores.table import SampleTable

    def of(source: str, rows: dict[str, Score]):
        return scored(source, 1.0, under=USUAL).replace(rows=rows)

    floor = of("floor", measured["as they are"])
    table = SampleTable(scored=(floor, of("prior", measured["as they are"]), of("kde", measured[kind])))
    text = next(one.text for one in verdict(table) if one.question == "As believable as real images")
    assert "Kernel density (" not in text.split("next")[0] and "Standard prior" in text
