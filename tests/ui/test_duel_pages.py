"""Do the pages show a model that only draws, and does Train offer the duel with settings that suit one?"""

from __future__ import annotations

import json
import shutil

import pytest

from core import library
from core.datasets import DATASETS, own
from core.files import read_lines, write_json
from core.training.recipes import RECIPES
from tests.ui.conftest import BRIEF, ID, OWNER, PAGES, open_page, remembered
from tests.ui.test_pages import pads, settled, texts, unfolded
from ui.sample.strategies import not_offered
from ui.train.state import TrainState


@pytest.fixture(scope="module")
def duel(tmp_path_factory):
    """The folder of a tiny conditional GAN. Not to be changed."""
    from core.jobs.execute import execute
    from core.models import GanConfig

    folder = tmp_path_factory.mktemp("trained") / ID
    folder.mkdir()
    model = GanConfig(latent_dim=3, filters=(4, 8), discriminator_filters=(4, 8), conditional=True)
    (folder / "config.json").write_text(BRIEF.replace(model=model).to_json())
    write_json(folder / "about.json", {"title": "A duel", "owner": OWNER.mark, "created": 1.7e9})
    assert execute(folder) == "done"
    return folder


@pytest.fixture
def duels(store, duel):
    shutil.copytree(duel, store / "models" / ID)
    return store


@pytest.mark.parametrize("script", PAGES)
def test_every_page_opens_with_a_model_that_only_draws(script, duels):
    at = open_page(script, **({"model": ID} if script != "pages/Home.py" else {}))
    assert not at.exception and not at.error


def test_it_is_on_the_pad_and_sampled_by_what_needs_no_encoder(duels):
    assert pads(open_page("pages/Explore.py", model=ID)) == 1
    missing = not_offered(library.find(ID))
    assert not missing["prior"] and not missing["truncated-prior"]
    assert all("no encoder" in missing[name] for name in ("kde", "k-means", "gaussian-mixture", "posterior"))


def test_its_training_is_shown_without_losses_of_other_families(duels):
    at = open_page("pages/Train.py", run=ID)
    assert not at.exception and not at.error and not at.warning
    assert "each side of the duel" in texts(at)
    keys = [chart.proto.id for chart in at.get("plotly_chart")]
    assert keys[0].endswith("-judged") and len(keys) == 6 and all("curve-" in key for key in keys[1:])
    assert "The scores of" not in texts(at) and "log of the odds" in texts(at)
    assert "higher score in" not in texts(at)  # so soon it tells nothing
    assert "The film of training" in [heading.value for heading in at.subheader]
    assert at.button(key="film-make")


def test_what_goes_wrong_is_said_with_what_to_try(duels):
    path = duels / "models" / ID / "history.jsonl"
    rows = read_lines(path)
    for i, row in enumerate(rows, 1):
        row["validation"]["diversity"], row["step"] = 0.02, 500 * i
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    path.with_name("tick.json").unlink()  # as after a download and an upload
    at = open_page("pages/Train.py", run=ID)
    assert not at.exception
    assert "higher score in" in texts(at)
    assert len(at.warning) == 1 and "Mode collapse" in at.warning[0].value and "Try" in at.warning[0].value


def test_choosing_the_duel_and_leaving_it_brings_settings_that_suit(store):
    at = unfolded(settled(open_page("pages/Train.py")))
    at.number_input(key="draft1.mlp vae.latent_dim").set_value(128).run()
    at.segmented_control(key="draft1.family").set_value("gan").run()
    assert not at.exception and not at.error
    assert at.number_input(key="draft1.gan.latent_dim").value == 128
    assert at.segmented_control(key="draft1.training.duel.schedule").value == "linear"
    at.number_input(key="draft1.training.duel.epochs").set_value(3).run()
    assert at.number_input(key="draft1.training.duel.epochs").value == 3
    at.segmented_control(key="draft1.gan.loss").set_value("wasserstein-gp").run()
    assert not at.exception and not at.error
    assert at.segmented_control(key="draft2.gan.discriminator_norm").value == "layer"
    assert at.number_input(key="draft2.gan.discriminator_steps").value == 5
    assert at.number_input(key="draft2.gan.latent_dim").value == 128
    assert at.number_input(key="draft2.training.duel.epochs").value == 3
    settled(at.run())
    at.segmented_control(key="draft2.gan.loss").set_value("hinge").run()
    assert not at.exception and not at.error
    assert at.segmented_control(key="draft3.gan.discriminator_norm").value == "batch"
    assert at.number_input(key="draft3.gan.discriminator_steps").value == 1
    settled(at.run())
    at.number_input(key="draft3.gan.r1").set_value(1.0).run()
    assert any("each image by itself" in caption.value for caption in at.caption)
    at.segmented_control(key="draft3.family").set_value("mlp vae").run()
    assert not at.exception and not at.error
    assert at.segmented_control(key="draft3.training.schedule").value == "one-cycle"
    assert at.number_input(key="draft3.training.epochs").value == 3


@pytest.mark.parametrize("recipe", ["gan-basic", "mnist-gan", "mnist-cgan"])
def test_recipes_of_duels_keep_their_own_settings(recipe, store):
    own_set = own.save(DATASETS["digits"](limit=40).load())  # there is no MNIST here: the duel is about these images
    at = unfolded(settled(open_page("pages/Train.py", recipe=recipe, data=own_set)))
    rate = at.number_input(key="draft1.training.duel.learning_rate").value
    assert rate == RECIPES[recipe].run.training.learning_rate


@pytest.mark.parametrize("recipe", [name for name, recipe in RECIPES.items() if recipe.own and not recipe.boxed])
def test_recipes_of_handwriting_learn_from_the_visitors_own_images_where_there_are_some(recipe, store):
    at = settled(open_page("pages/Train.py", recipe=recipe))
    assert not at.exception and not at.error
    assert remembered(at, TrainState).draft == RECIPES[recipe].run
    newest = own.save(DATASETS["digits"](limit=40).load())
    own.note(newest, "my letters", OWNER)
    at = settled(open_page("pages/Train.py", recipe=recipe))
    assert not at.exception and not at.error
    draft = remembered(at, TrainState).draft
    assert (draft.dataset.name, draft.dataset.id) == ("own", newest)
    assert (draft.model, draft.training) == (RECIPES[recipe].run.model, RECIPES[recipe].run.training)
    at = settled(open_page("pages/Train.py", recipe="digits-2d"))
    assert remembered(at, TrainState).draft == RECIPES["digits-2d"].run
