"""Does Read show a VAE that takes the reader's images, a link's too, and say what is missing where none does?"""

from __future__ import annotations

import json

import pytest

from core.library import Entry
from core.models import GanConfig, MlpVaeConfig
from core.packed import unpack
from tests.ui.conftest import BRIEF, ID, open_page, ways_on
from tests.ui.test_read_page import PAGE, add, readers, said  # noqa: F401

OTHER = "3" * 32


def sent(at) -> dict | None:
    """Return what is said to the sheet of a VAE, None if nothing is."""
    for part in at.get("bidi_component"):
        if part.proto.component_name == "latent_ink_channel":
            return json.loads(unpack(part.proto.bytes)["about"])
    return None


def test_the_visitors_vae_is_sent_to_the_sheet(readers):  # noqa: F811
    at = open_page(PAGE)
    told = sent(at)
    assert not at.exception and not at.get("warning")
    assert told["id"] == ID and told["channel"] == "vae" and told["choices"] == [[ID, "A *tiny* one"]]


def test_what_is_chosen_in_the_browser_is_shown_and_stands_in_the_address(readers, trained):  # noqa: F811
    import shutil

    shutil.copytree(trained, readers / "zoo" / "mnist-vae-2d")
    at = open_page(PAGE)
    assert sent(at)["id"] == "mnist-vae-2d" and "vae" not in at.query_params
    assert [id for id, _ in sent(at)["choices"]] == ["mnist-vae-2d", ID]
    linked = open_page(PAGE, vae=ID)
    assert sent(linked)["id"] == ID and linked.query_params["vae"] in (ID, [ID])
    assert not linked.exception and not linked.get("warning")


def test_a_link_to_a_model_without_an_encoder_or_of_another_size_is_said(readers):  # noqa: F811
    add(readers / "zoo" / "drawer", GanConfig(latent_dim=4, filters=(3, 4)))
    at = open_page(PAGE, vae="drawer")
    assert "has no encoder: it cannot say where an image lies." in said(at) and sent(at)["id"] == ID
    assert "Train a VAE" in ways_on(at) and "vae" not in at.query_params
    at = open_page(PAGE, vae="nothing-here")
    assert "There is no model" in said(at) and sent(at)["id"] == ID and not at.exception


def test_without_any_it_is_said_how_to_get_one(readers):  # noqa: F811
    at = open_page(PAGE, visitor="f" * 32)
    assert sent(at) is None and not at.exception
    assert "No VAE in the library takes images of 28 x 28 pixels" in "\n".join(c.value for c in at.caption)
    assert "Train a VAE" in ways_on(at)


@pytest.mark.parametrize(
    ("config", "words"),
    [(GanConfig(latent_dim=4, filters=(3, 4)), "no encoder"), (MlpVaeConfig(image_size=32), "takes images of 32 x 32")],
)
def test_why_not_is_said_in_a_sentence(readers, config, words):  # noqa: F811
    from core import library
    from ui.read.vae import reason_against

    reader = library.find("mnist-classifier")
    folder = library.find(ID).path
    (folder / "config.json").write_text(BRIEF.replace(model=config).to_json())
    entry: Entry = library.entry_at(folder)
    assert words in reason_against(entry, reader)


def test_a_vae_whose_files_do_not_fit_together_is_said_and_the_sheet_stays(readers):  # noqa: F811
    (readers / "models" / ID / "encoder.bin").write_bytes(b"\x02\x00\x00\x00{}")
    at = open_page(PAGE)
    assert not at.exception and "cannot be shown" in said(at)
    assert any(part.proto.component_name == "latent_ink_read" for part in at.get("bidi_component"))
