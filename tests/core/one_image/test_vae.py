"""Does a VAE of one image's variations draw the character, and what does a map of its latents go by?"""

import numpy as np
import pytest

from core.datasets import own
from core.jobs.execute import execute
from core.library.folder import entry_at
from core.one_image.latent_map import groups_of, latent_map
from core.one_image.presets import PRESETS, WithinConfig
from core.one_image.reading import read_as, reader_of
from core.one_image.vae import TWO_DIMS, OneImageVaeConfig, draw, encoded, kept_for_test, learn, ordinary_run
from core.one_image.variations import variations
from tests.visitors import SOMEBODY


@pytest.fixture(scope="module")
def made(sources):
    return variations(sources[2:3], WithinConfig())


@pytest.fixture(scope="module")
def model(made):
    reports = list(learn(made.images, OneImageVaeConfig()))
    losses = [progress.train["loss"] for _, progress in reports if progress.epoch_end]
    assert reports[-1][1].ended == "done" and len(losses) == 30 and losses[-1] < 0.6 * losses[0]
    return reports[-1][0]


@pytest.mark.long
def test_what_it_draws_is_read_as_the_character_and_is_no_copy(model, made):
    drawn = draw(model, 200, seed=1)
    assert drawn.images.shape == (200, 28, 28) and drawn.z.shape == (200, 8) and drawn.seconds < 1
    assert read_as(drawn.images, "2", reader_of("2")).mean() >= 0.9
    assert len({image.tobytes() for image in drawn.images}) == 200
    assert (draw(model, 200, seed=1).images == drawn.images).all()
    with pytest.raises(ValueError, match="n must be between 1 and 10,000"):
        draw(model, 0)


def test_two_dims_are_a_choice_and_a_training_can_be_stopped(made):
    asked = []
    reports = list(learn(made.images, TWO_DIMS, should_stop=lambda: asked.append(1) or len(asked) > 30))
    model, progress = reports[-1]
    assert model.latent_dim == 2 and progress.ended == "stopped"


@pytest.mark.long
def test_a_map_goes_by_what_was_done_and_hardly_clusters_more_than_noise(model, made):
    mu, logvar = encoded(model, made.images)
    assert mu.shape == logvar.shape == (100, 8)
    found = latent_map(mu, made.steps)
    assert found.xy.shape == found.noise.shape == (100, 2)
    assert set(found.steps) == set(made.steps)
    most = max(found.steps.values(), key=lambda told: told.shared)
    assert most.shared > most.chance + 0.15  # neighbours had something done alike
    assert all(0 <= told.correlation <= 1 for told in found.steps.values())
    assert abs(found.silhouette - found.of_noise) < 0.25
    with pytest.raises(ValueError, match="at least 20"):
        latent_map(mu[:5], {})


def test_groups_are_a_steps_own_values_or_thirds(sources):
    morphology = variations(sources[2:3], PRESETS["as commonly written"].variation).steps["morphology"]
    assert (groups_of(morphology) == morphology.astype(int) + 1).all()
    assert np.bincount(groups_of(np.random.default_rng(0).normal(size=99))).tolist() == [33, 33, 33]


@pytest.mark.long
def test_it_is_an_ordinary_model_of_whoever_asked(sources, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    owner = SOMEBODY
    images = variations(sources[2:3], WithinConfig(), n=100 + kept_for_test(100)).images
    run = ordinary_run(images, "2", owner, OneImageVaeConfig(passes=20), seed=3)
    assert own.noted(owner) == {run.dataset.id: "My 2, varied"} and len(run.dataset.load("train")) == 100
    folder = tmp_path / "models" / ("a" * 32)
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(run.to_json())
    assert execute(folder) == "done"
    assert entry_at(folder).config.model.latent_dim == 8 and (folder / "browser.bin").is_file()
