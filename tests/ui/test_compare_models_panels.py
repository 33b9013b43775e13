"""Do the panels of Compare models tell a VAE from a GAN, ask for what is not known, and show what was found?"""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import library
from core.files import write_json
from core.metrics.score import Score
from core.models import FlowConfig, GanConfig
from core.sampling import PriorConfig
from core.scores import Conditions, SampleScores, table
from core.tasks import InvertTask, LikelihoodTask, NearestTask, store
from core.tasks.execute import execute
from core.tasks.invert import written_down
from core.tasks.likelihood import open_likelihood
from tests.ui.conftest import BRIEF, ID, OWNER, come
from tests.ui.test_pages import texts
from tests.visitors import SOMEBODY

GAN = "3" * 32
UNDER = Conditions(features="features of a reader", n=200, real=100, seeds=2)


@pytest.fixture
def pair(shelf):
    """A VAE that has learned and a GAN that has hardly begun; the one a bit blurred, the other nearer to real ones."""
    import torch
    from safetensors.torch import save_file

    folder = shelf / "models" / GAN
    folder.mkdir()
    config = BRIEF.replace(model=GanConfig(latent_dim=3, filters=(4,), discriminator_filters=(4,)))
    (folder / "config.json").write_text(config.replace(classes=library.find(ID).config.classes).to_json())
    write_json(folder / "about.json", {"title": "A $rival$", "owner": OWNER.mark, "created": 1.8e9})
    torch.manual_seed(0)
    save_file(config.model.build().state_dict(), folder / "model.safetensors")
    rows = [{"epoch": i, "step": 400 * i, "seconds": 9.0 * i, "train": {"real": 0.8, "fake": 0.3},
             "validation": {"generator": 1.0 + i % 2, "diversity": 0.9}} for i in (1, 2, 3)]  # fmt: skip
    (folder / "history.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for id, greys in ((ID, 0.8), (GAN, 0.5)):
        table.merge(shelf / "models" / id, scores(greys, shelf / "models" / id))
    return shelf


def scores(greys: float, folder) -> SampleScores:
    rows = {"frechet": Score(value=100 * greys, unit="distance", spread=0.1)}
    rows |= {name: Score(value=v, unit="share", spread=0.01) for name, v in
             (("precision", 1 - greys), ("recall", greys), ("greys", greys), ("copied", 0.01))}  # fmt: skip
    weights = table.weights_of(folder)
    return SampleScores(source="strategy", sampler=PriorConfig(), conditions=UNDER, rows=rows, weights=weights)


def script(panel: str, ids: tuple[str, ...]) -> None:
    from importlib import import_module

    from core import library
    from ui.compare_models.view import VersusView

    import_module(f"ui.compare_models.{panel}").show(VersusView(tuple(library.find(id) for id in ids)))


def opened(panel: str, ids: tuple[str, ...] = (ID, GAN), **state) -> AppTest:
    at = AppTest.from_function(script, default_timeout=30, kwargs={"panel": panel, "ids": ids})
    come(at)
    for name, value in state.items():
        at.session_state[name.replace("_", "-")] = value
    at.run()
    assert not at.exception
    return at


def test_claims_are_checked_against_the_pair_with_its_own_losses(pair):
    text = texts(opened("claims"))
    assert "Holds for this pair" in text and "Does not hold for this pair" in text
    assert "80 % are half-grey in what the VAE draws" in text.replace("\u00a0", " ").replace(".0 %", " %")
    assert "\\mathcal{L}_D" in text and "for each of its 3 dimensions" in text
    assert r"A \$rival\$" in text, "what a user typed is no formula"


def test_a_claim_that_needs_a_score_offers_to_make_it(pair):
    (pair / "models" / GAN / table.FILE).unlink()
    at = opened("claims")
    assert any("rival" in button.label and button.label.startswith("Score") for button in at.button)


def test_two_of_a_kind_get_words_and_no_claims(pair):
    at = opened("claims", (ID, ID))
    assert "all of these are VAEs" in at.info[0].value and "Holds" not in texts(at)


def test_scores_stand_in_one_table_and_can_be_taken_away(pair):
    at = opened("scores")
    assert "Closest to real images" in texts(at)
    boards = [json.loads(part.proto.json) for part in at.get("bidi_component") if "scores" in part.proto.component_name]
    assert [[row["name"] for row in board["rows"]] for board in boards] == [
        ["A $rival$", "A *tiny* one – Standard prior"],
        ["A *tiny* one", "A $rival$"],
    ]
    assert any(button.label.endswith("Gaussian mixture") for button in at.button), "the VAE's density is not scored yet"
    assert at.get("download_button")


def test_nearest_images_are_asked_for_and_then_shown(pair):
    at = opened("nearest")
    assert [button.label for button in at.button] == ["Look for them"]
    for id in (ID, GAN):
        task = NearestTask(model=id)
        execute(store.create(task, task.key(), SOMEBODY).path)
    at = opened("nearest")
    assert not at.button and texts(at).count("Their nearest training images") == 2
    pictures = [part for part in at.get("bidi_component") if "ink_image" in part.proto.component_name]
    assert len(pictures) == 16


def test_a_digit_is_encoded_by_one_and_searched_for_by_both(pair):
    at = opened("abilities")
    assert not at.button and "Draw in the square" in texts(at)
    image = library.latents(library.find(ID)).thumbnails()[5]
    at = opened("abilities", abilities_source="A kept image", abilities_image=5)
    assert [button.label for button in at.button] == ["Let each model draw it"]
    for id in (ID, GAN):
        task = InvertTask(model=id, image=written_down(np.ascontiguousarray(image)))
        execute(store.create(task, task.key(), SOMEBODY).path)
    text = texts(opened("abilities", abilities_source="A kept image", abilities_image=5))
    assert text.count("**Encoded** in") == 1 and text.count("**Searched for** in") == 2
    assert "**No encoder:**" in text and "A GAN has no answer" in text and "came nearest" in text


def test_a_flow_goes_back_by_itself_and_is_asked_how_likely_the_drawing_is(pair, monkeypatch):
    import torch
    from safetensors.torch import save_model

    monkeypatch.setattr("core.scores.strangers.EACH", 2)
    flow, config = "5" * 32, FlowConfig(filters=(4, 8), dense=16, embedding=8, conditional=True)
    folder, classes = pair / "models" / flow, library.find(ID).config.classes
    folder.mkdir()
    (folder / "config.json").write_text(BRIEF.replace(model=config, classes=classes).to_json())
    write_json(folder / "about.json", {"title": "A flow", "owner": OWNER.mark, "created": 1.9e9})
    torch.manual_seed(0)
    save_model(config.build(classes), str(folder / "model.safetensors"))
    image = written_down(np.ascontiguousarray(library.latents(library.find(ID)).thumbnails()[5]))
    kept = {"abilities_source": "A kept image", "abilities_image": 5}
    for id in (ID, flow):
        task = InvertTask(model=id, image=image)
        execute(store.create(task, task.key(), SOMEBODY).path)
    at = opened("abilities", (ID, flow), **kept)
    assert "**Back to noise and forth** in" in texts(at) and "A GAN has no answer" not in texts(at)
    assert [button.label.partition(" (about ")[0] for button in at.button] == ["How likely is it?"]
    for task in (LikelihoodTask(model=flow, image=image, draws=16), LikelihoodTask(model=flow)):
        execute(store.create(task, task.key(), SOMEBODY).path)
    text = texts(opened("abilities", (ID, flow), **kept))
    cost = open_likelihood(LikelihoodTask(model=flow, image=image, draws=16)).of(0)[0]
    usual = open_likelihood(LikelihoodTask(model=flow)).of(0)
    assert f"**{cost:,.0f} ±" in text and f"more than {(usual < cost).sum()} of 2 unseen digits" in text


def test_a_z_is_called_unusual_only_where_hardly_a_draw_lies_farther_out_or_nearer():
    from ui.compare_models.abilities import length_told

    def told(times: float, d: int) -> str:
        return length_told(np.full(d, times))

    for times, d in ((1.6, 2), (0.5, 2), (1.0, 64), (1.3, 8)):
        assert "hardly ever" not in told(times, d)
    for times, d, side in ((1.6, 64, "farther out"), (0.5, 64, "nearer"), (0.5, 16, "nearer"), (2.6, 2, "farther")):
        assert "hardly ever" in told(times, d) and side in told(times, d)
    assert "1.5 times as long as usual; of the prior's draws, 11% lie farther out" in told(1.5, 2)


def test_the_share_of_draws_that_lie_nearer_is_what_chance_gives():
    from core.sampling.prior import nearer

    rng = np.random.default_rng(0)
    for d, length in ((2, 1.0), (8, 1.9), (64, 7.6)):
        drawn = np.linalg.norm(rng.standard_normal((20_000, d)), axis=1)
        assert nearer(length, d) == pytest.approx((drawn < length).mean(), abs=0.015)
