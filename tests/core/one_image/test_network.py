"""Does each set give its images, at equal steps, and does a network learn from it what is mine?"""

import numpy as np
import pytest

from core.networks.browser import browser_graph, export_model, unpack
from core.one_image import vae
from core.one_image.network import CLASSES, evidence, lesson, logits_of, taught
from core.one_image.presets import WithinConfig
from core.one_image.sets import SETS, Material, offered
from core.one_image.strangers import strangers, with_a_pen
from core.one_image.variations import variations
from core.types import DataError


@pytest.fixture(scope="module")
def others():
    return strangers("2")


@pytest.fixture(scope="module")
def material(sources):
    images = variations(sources[2:3], WithinConfig()).images
    for model, _ in vae.learn(images, vae.OneImageVaeConfig(passes=60)):  # noqa: B007
        pass
    return Material(sources[2:3], "2", WithinConfig(), model)


@pytest.mark.parametrize("name", SETS)
def test_every_set_takes_the_same_steps_and_holds_out_others(name, material, others):
    made = lesson(name, material, others, seed=1, each=50)
    assert made.data.images.shape == (150, 28, 28) and made.data.classes == CLASSES
    assert np.bincount(made.data.labels).tolist() == [50, 50, 50] and len(made.held_out) == 10
    again = lesson(name, material, others, seed=1, each=50)
    assert again.data.fingerprint == made.data.fingerprint
    if name != "repeated":
        assert len({image.tobytes() for image in made.data.images[:50]}) > 40
        learned = {image.tobytes() for image in made.data.images[:50]}
        assert not learned & {image.tobytes() for image in made.held_out}
    plain = {image.tobytes() for image in others.same}
    theirs = [image.tobytes() in plain for image in made.data.images[50:100]]
    assert not any(theirs) if SETS[name].alike else all(theirs)


def test_a_set_that_cannot_be_had_says_why(sources):
    with pytest.raises(DataError, match="no VAE"):
        SETS["vae"].make(Material(sources[2:3], "2", WithinConfig()), 10, 0)
    with pytest.raises(DataError, match="has not learned q"):
        SETS["style"].make(Material(sources[2:3], "q", WithinConfig()), 10, 0)
    assert offered("2")["style"] == "" and "has not learned q" in offered("q")["style"]


def test_nobody_elses_letter_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    with pytest.raises(DataError, match="nobody else's q is here"):
        strangers("q")
    found = strangers("2")  # from what comes along, where MNIST is not here
    assert "come along" in found.where and len(found.same) > 80 and len(found.test_same) > 80
    learned = {image.tobytes() for image in found.same}
    assert sum(image.tobytes() in learned for image in found.test_same) <= 1


def test_strangers_can_be_given_a_pen_as_on_a_screen(others):
    drawn = with_a_pen(others)
    assert len(drawn.same) == min(600, len(others.same)) and "constant width" in drawn.where
    before, after = (images[:200].astype(float) / 255 for images in (others.same, drawn.same))
    widths = [ink.sum((1, 2)) / np.maximum(1, (ink > 0.5).any(2).sum(1)) for ink in (before, after)]
    assert widths[1].std() < 0.8 * widths[0].std()  # thick and thin pens are alike now
    assert np.mean([np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(before, after, strict=True)]) > 0.7


def test_a_network_learns_mine_and_runs_in_the_browser(material, others):
    made = lesson("variations", material, others, seed=0, each=300)
    reports = list(taught(made.data, seed=0))
    model = reports[-1][0]
    assert reports[-1][1].ended == "done" and sum(p.epoch_end for _, p in reports) == 5
    found = logits_of(model, made.held_out)
    assert found.shape == (60, 3) and (found.argmax(1) == 0).mean() > 0.9
    theirs = logits_of(model, others.test_same)
    assert (theirs.argmax(1) == 0).mean() < 0.3 < np.mean(evidence(found) > evidence(theirs).mean())
    assert browser_graph(unpack(export_model(model))["classifier"])["ops"]


def test_evidence_is_the_log_odds_of_mine():
    logits = np.array([[2.0, 0.5, -1.0], [300.0, -300.0, 0.0]], np.float32)
    p = np.exp(logits[0]) / np.exp(logits[0]).sum()
    assert evidence(logits)[0] == pytest.approx(np.log(p[0] / (1 - p[0])), rel=1e-5)
    assert np.isfinite(evidence(logits)).all()
