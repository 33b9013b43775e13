"""Does Look inside open the network that is asked for, and say what is wrong where it cannot?"""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import save_model

from core.library.folder import entry_at
from core.models import ClassifierConfig, FlowConfig, GanConfig
from core.networks.write import write_networks
from core.packed import unpack
from core.scores.strangers import verdict
from core.tasks import LikelihoodTask, store
from core.tasks.execute import execute
from core.tasks.likelihood import open_likelihood
from tests.ui.conftest import BRIEF, ID, open_page, ways_on
from tests.visitors import SOMEBODY
from ui.components.inside import Given
from ui.components.inside_flow import Asked

PAGE = "pages/Look_inside.py"
DIGITS = tuple("0123456789")


def about(at) -> dict:
    """Return what the page sends to the browser about the network."""
    (shown,) = [part for part in at.get("bidi_component") if part.proto.component_name == "latent_ink_inside"]
    return json.loads(unpack(shown.proto.bytes)["about"])


def said(at) -> str:
    return "\n".join(str(element.value) for kind in ("warning", "markdown") for element in at.get(kind)).replace(
        "\\", ""
    )


def add(shelf, name: str, config) -> None:
    """Put an untrained model into the zoo."""
    folder = shelf / "zoo" / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(BRIEF.replace(model=config, classes=DIGITS).to_json())
    torch.manual_seed(0)
    model = config.build(DIGITS).eval()
    save_model(model, str(folder / "model.safetensors"))
    write_networks(folder, model)


def test_every_network_of_a_vae_opens_and_a_reader_is_found(shelf):
    add(shelf, "a-reader", ClassifierConfig(filters=(3,), features=4))
    at = open_page(PAGE, model=ID)
    assert not at.exception and about(at)["kind"] == "decoder"
    for part, stages in (("encoder", 3), ("classifier", 4)):
        at = open_page(PAGE, model=ID, part=part)
        told = about(at)
        assert told["kind"] == part and len(told["stages"]) == stages
        assert told["images"] == 20 and sorted(told["labels"]) == sorted([*range(10)] * 2)
        assert not at.exception and not at.get("warning")


def test_a_gan_says_where_its_discriminator_is(shelf):
    add(shelf, "mnist-gan", GanConfig(latent_dim=4, filters=(2, 3)))
    at = open_page(PAGE)
    assert about(at)["model"] == "mnist-gan" and about(at)["round"]
    assert "Where is the discriminator?" in said(at) and "it compares each image with those of its batch" in said(at)
    assert ways_on(at) == ["Train one that reads"]
    at = open_page(PAGE, part="encoder")
    assert "has no part 'encoder' to look into: it has decoder. Here is its decoder instead." in said(at)
    assert ways_on(at) == ["Train a VAE", "Train one that reads"]
    add(shelf, "a-reader", ClassifierConfig(filters=(3,), features=4))
    assert ways_on(open_page(PAGE)) == ["Look into the one that reads"]


@pytest.mark.parametrize("bad", ["nope", "../../etc/passwd", "0" * 32])
def test_a_bad_link_is_said_and_the_page_goes_on(bad, shelf):
    at = open_page(PAGE, model=bad, z="1,2", part="<b>")
    assert "There is no model" in said(at)
    assert not at.exception and about(at)["model"] == ID


def test_a_model_that_the_browser_cannot_run_is_said(shelf):
    (shelf / "models" / ID / "browser.bin").unlink()
    at = open_page(PAGE, model=ID)
    assert not at.exception and "the browser cannot run it" in said(at)
    shutil.rmtree(shelf / "models" / ID)
    assert "nothing to look into yet" in said(open_page(PAGE))


def test_a_drawing_in_a_link_is_checked(shelf):
    at = open_page(PAGE, model=ID, part="encoder", ink="<b>")
    assert "holds no drawing" in said(at) and "ink" not in at.query_params and not at.exception
    at = open_page(PAGE, model=ID, part="encoder", ink="KAAAzzz")
    assert not at.get("warning") and at.query_params["ink"] in ("KAAAzzz", ["KAAAzzz"])


def test_what_was_given_goes_into_the_address():
    given = Given.from_state({"z": [0.12345, -2], "y": [1, 0], "image": -1, "ink": ""})
    assert given.query() == {"z": "0.123,-2", "y": "1,0", "image": "", "ink": ""}
    kept = Given.from_state({"z": [], "y": [], "image": 3, "ink": ""})
    assert kept.query() == {"z": "", "y": "", "image": "3", "ink": ""}
    drawn = Given.from_state({"z": [], "y": [], "image": -1, "ink": "KAAAzzz"})
    assert drawn.query() == {"z": "", "y": "", "image": "", "ink": "KAAAzzz"}
    assert Given.from_state(None) is None
    assert len(Given(z=tuple(np.full(64, -1.234)), y=(0.1,) * 10).query()["z"]) < 400


def test_the_folder_of_a_model_is_left_as_it_is(shelf):
    folder = shelf / "models" / ID
    before = {path.name: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    open_page(PAGE, model=ID, part="encoder")
    assert {path.name: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before
    assert entry_at(folder).has_weights


def test_a_flow_opens_step_by_step_and_a_bad_link_is_said(shelf):
    add(shelf, "a-flow", FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8, conditional=True))
    at = open_page(PAGE, model="a-flow")
    (shown,) = [part for part in at.get("bidi_component") if part.proto.component_name == "latent_ink_inside_flow"]
    assert not at.exception and json.loads(unpack(shown.proto.bytes)["about"])["model"] == "a-flow"
    at = open_page(PAGE, model="a-flow", steps="1000", guidance="-5", label="3", seed="2")
    for sentence in ("Steps must be a whole number from 1 to 16", "Guidance must be a number from 0 to 3"):
        assert sentence in said(at)
    assert "steps" not in at.query_params and at.query_params["seed"] in ("2", ["2"])
    asked = Asked.from_state({"seed": 1, "label": 3, "steps": 8, "guidance": 1.25})
    assert asked.query() == {"seed": "1", "label": "3", "steps": "8", "guidance": "1.25"}
    assert Asked.from_state(None) is None


def test_a_flow_says_what_its_kind_and_strangers_cost_once_a_worker_has_asked(shelf, monkeypatch):
    monkeypatch.setattr("core.scores.strangers.EACH", 2)
    small = FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8, conditional=True)
    add(shelf, "a-flow", small)
    at = open_page(PAGE, model="a-flow")
    assert "How likely is an image?" in [one.value for one in at.subheader]
    (ask,) = [button for button in at.button if button.label.startswith("Ask about its own kind")]
    assert "(about " in ask.label and ask.label.endswith(" s)")
    task = LikelihoodTask(model="a-flow")
    execute(store.create(task, task.key(), SOMEBODY).path)
    at = open_page(PAGE, model="a-flow")
    found = open_likelihood(task)
    assert not at.exception and verdict(found) in said(at) and "Ask about" not in [one.label for one in at.button]
    assert f"{found.of(5).mean():,.0f} ± {found.error(5):,.0f} nats" in said(at)
    add(shelf, "told", small.replace(left_out=0.0))
    assert not open_page(PAGE, model="told").subheader
