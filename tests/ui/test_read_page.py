"""Does Read open a reader of the visitor's, and say what is wrong with a link?"""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import save_model

from core.models import ClassifierConfig
from core.networks.write import write_networks
from core.packed import unpack
from tests.ui.conftest import BRIEF, ID, open_page, ways_on
from ui.components.read import Seen

PAGE = "pages/Read.py"
DIGITS = tuple("0123456789")
INK = "KAAAzzz"


def add(folder, config, classes=DIGITS) -> None:
    """Put an untrained reader into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(BRIEF.replace(model=config, classes=classes).to_json())
    torch.manual_seed(0)
    model = config.build(classes).eval()
    save_model(model, str(folder / "model.safetensors"))
    write_networks(folder, model)


@pytest.fixture
def readers(shelf):
    """A reader in the zoo, and VISITOR's model, which draws."""
    add(shelf / "zoo" / "mnist-classifier", ClassifierConfig(image_size=28, filters=(3,), features=4))
    return shelf


def sent(at) -> dict:
    """Return what the page sends to the browser about the reader."""
    (shown,) = [part for part in at.get("bidi_component") if part.proto.component_name == "latent_ink_read"]
    return json.loads(unpack(shown.proto.bytes)["about"])


def said(at) -> str:
    return "\n".join(str(element.value) for kind in ("warning", "markdown") for element in at.get(kind)).replace(
        "\\", ""
    )


def test_a_reader_is_there_and_its_images_manner_is_known(readers):
    at = open_page(PAGE)
    about = sent(at)
    assert not at.exception and not at.get("warning")
    assert about["model"] == "mnist-classifier" and about["noun"] == "digit" and about["classes"] == list(DIGITS)
    assert about["image_size"] == 28 and 0.5 < about["share"] <= 1 and 1 <= about["weight"] < 6


def test_a_link_opens_its_reader_and_keeps_the_drawing(readers):
    add(readers / "zoo" / "other", ClassifierConfig(filters=(3,), features=4), ("a", "b"))
    at = open_page(PAGE, model="other", ink=INK, off="box.mass", pen="24")
    assert sent(at)["model"] == "other" and sent(at)["noun"] == "letter"
    assert not at.exception and not at.get("warning")
    assert at.query_params["ink"] in (INK, [INK]) and at.selectbox[0].value == "other"
    at.selectbox[0].set_value("mnist-classifier").run()
    assert sent(at)["model"] == "mnist-classifier"
    assert at.query_params["ink"] in (INK, [INK]), "what is drawn stays"


def test_a_model_that_is_no_reader_is_refused_with_a_way_on(readers):
    at = open_page(PAGE, model=ID)
    assert "draws images and does not read them. Here is mnist-classifier instead." in said(at).replace(
        "Digit reader", "mnist-classifier"
    )
    assert ways_on(at) == ["Train one that reads", "Look inside this reader"]
    assert sent(at)["model"] == "mnist-classifier"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("model", "nope", "There is no model"),
        ("ink", "<script>", "holds no drawing"),
        ("ink", "A" * 399, "holds no drawing"),
        ("off", "box.spoke.colour", "not 'colour'"),
        ("pen", "900", "the pen must be 4 to 24 wide"),
        ("pen", "²", "the pen must be 4 to 24 wide"),
    ],
)
def test_a_bad_link_is_said_and_the_page_goes_on(readers, name, value, words):
    at = open_page(PAGE, **{name: value})
    assert words.lower() in said(at).lower() and not at.exception
    assert name not in at.query_params and sent(at)["model"] == "mnist-classifier"


def test_without_a_reader_the_page_says_how_to_get_one(shelf):
    at = open_page(PAGE)
    assert "Nothing reads here yet" in said(at) and ways_on(at) == ["Train one that reads"]


def test_a_reader_that_the_browser_cannot_run_is_said(readers):
    (readers / "zoo" / "mnist-classifier" / "browser.bin").unlink()
    at = open_page(PAGE)
    assert not at.exception and "nothing that a browser can run" in said(at)


@pytest.mark.parametrize("data", [b"", b"\x08\0\0\0\0\0\0\0notjson!"])
def test_damaged_images_of_another_model_cost_the_reader_nothing(readers, data):
    (readers / "models" / ID / "latents.safetensors").write_bytes(data)
    at = open_page(PAGE)
    assert not at.exception and sent(at)["share"] == pytest.approx(20 / 28, abs=1e-3)


def test_what_was_drawn_goes_into_the_address():
    assert Seen.from_state(None) is None
    seen = Seen.from_state({"ink": INK, "off": "", "pen": 10})
    assert seen.query() == {"ink": INK, "off": "", "pen": ""}
    assert Seen.from_state({"ink": "", "off": "box", "pen": 4}).query() == {"ink": "", "off": "box", "pen": "4"}


def test_a_strangers_reader_is_not_in_the_menu(readers):
    mine = readers / "models" / ("2" * 32)
    add(mine, ClassifierConfig(filters=(3,), features=4))
    shutil.copy(readers / "models" / ID / "about.json", mine / "about.json")
    assert ("2" * 32) in " ".join(map(str, open_page(PAGE, model="2" * 32).selectbox[0].options)) or len(
        open_page(PAGE).selectbox[0].options
    ) == 2
    assert len(open_page(PAGE, visitor="f" * 32).selectbox[0].options) == 1
