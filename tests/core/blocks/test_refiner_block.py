"""Is a pad told of a flow that fits it, and is what does not fit refused with the reason?"""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from core.blocks.refiner import refiner_between, refiner_block
from core.export.model import export_folder
from core.library.folder import find
from core.models import FlowConfig, MlpVaeConfig
from core.models.refiner import fixed_noise
from core.networks.browser import export_model
from core.packed import unpack
from core.types import ModelError

ABOUT = {"model": "one", "kind": "VAE", "flow": "f", "title": "F", "image_size": 14, "alike": True}
SMALL = FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8)


def test_the_network_comes_only_when_it_is_asked_for():
    told = unpack(refiner_block(None, **ABOUT))
    assert set(told) == {"about"}
    about = json.loads(told["about"])
    assert about["channel"] == "refiner" and about["steps"][0] == [0.75, 1]
    whole = unpack(refiner_block(export_model(SMALL.build().eval()), **ABOUT))
    assert np.array_equal(np.frombuffer(whole["noise"], "<f4").reshape(14, 14), fixed_noise(14))


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (SMALL.replace(image_size=28), "28 x 28 pixels.*14 x 14"),
        (MlpVaeConfig(image_size=14, hidden=(8,), latent_dim=2), "draws at once"),
    ],
)
def test_what_cannot_refine_these_pictures_is_refused(model, says):
    with pytest.raises(ModelError, match=says):
        refiner_block(export_model(model.build().eval()), **ABOUT)


def test_a_model_of_the_zoo_takes_its_flow_along_where_one_fits():
    with_flow, alone = (export_folder(find("mnist-vae-2d"), refined=refined) for refined in (True, False))
    block = refiner_between(find("mnist-vae-2d"), find("mnist-flow"), whole=True)
    assert base64.b64encode(block).decode() in with_flow and len(alone) < len(with_flow) - len(block)
    with pytest.raises(ModelError, match=r"no flow that can go on from pictures of .*32 x 32"):
        export_folder(find("letters-cvae"), refined=True)
