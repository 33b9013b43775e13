"""Does Sample show scores as they were measured, say who wins, have more scored, and learn from them honestly?"""

from __future__ import annotations

import json
import shutil

import pytest

from core import library
from core.metrics import ROWS
from core.metrics.score import Score, Scores
from core.scores import SampleTable
from core.scores import table as kept
from core.scores.claims_on_sampling import LESSONS
from core.tasks import store
from tests.core.scores.tables import USUAL, deep, flat, scored
from tests.ui.conftest import ID
from tests.ui.sample_panels import opened
from tests.ui.test_pages import texts, unescaped
from ui.sample.board import unbroken


@pytest.fixture
def measured(shelf):
    """A model whose samples were scored: as a model of many dimensions might be."""
    kept.merge(library.find(ID).path, *with_weights(deep()).scored)
    return shelf


def with_weights(table: SampleTable) -> SampleTable:
    weights = kept.weights_of(library.find(ID).path)
    return SampleTable(scored=tuple(s if s.source == "floor" else s.replace(weights=weights) for s in table.scored))


def words(at) -> str:
    return unescaped(texts(at)).replace("\u00a0", " ")


def board(at) -> dict:
    (found,) = [part.proto for part in at.get("bidi_component") if part.proto.component_name == "latent_ink_scores"]
    return json.loads(found.json)


def rows(at) -> dict[str, dict[str, dict]]:
    """Return the cells of the table by the names of row and column."""
    titles = [column["title"] for column in board(at)["columns"]]
    return {row["name"]: dict(zip(titles, row["cells"], strict=True)) for row in board(at)["rows"]}


def test_the_table_has_floor_and_limit_first_and_the_best_in_bold(measured):
    found = rows(opened("scores"))
    assert list(found)[:2] == ["Real training images", "Reconstructions"]
    assert list(found)[2:] == ["Gaussian mixture", "Kernel density", "k-means", "Standard prior"]
    assert found["Gaussian mixture"]["Fréchet distance"] == {"text": "25.3", "spread": "0.4", "best": True}
    assert found["Kernel density"]["Recall"] == {"text": "88.2", "spread": "0.4", "best": True}
    assert not found["Real training images"]["Recall"]["best"]  # no contender
    assert found["Gaussian mixture"]["Fit"]["text"] == "2.4"


def test_every_heading_says_its_unit_direction_meaning_and_source(measured):
    columns = {column["title"]: column for column in board(opened("scores"))["columns"]}
    assert columns["Precision"]["unit"] == "%" and columns["Precision"]["arrow"] == "→ real"
    assert "Best is what real images get" in columns["Precision"]["about"]
    assert "5th nearest" in columns["Precision"]["about"]
    assert columns["Fréchet distance"]["arrow"] == "↓"
    about = columns["Fréchet distance"]["about"]
    assert ROWS["frechet"].about in about and "Lower is better" in about and "arXiv:1706.08500" in about


def test_the_words_say_who_wins_and_under_which_conditions(measured):
    said = words(opened("scores"))
    assert "Closest to real images.** By Fréchet distance: Gaussian mixture (25.3 ± 0.4)" in said
    assert "n = 10,000 images drawn a seed, 3 seeds, held against 10,000 test images" in said
    assert "features of a digit classifier" in said and "differ by more than" in said


def test_a_class_is_compared_with_itself(measured):
    under = USUAL.replace(label=7, n=500)
    table = SampleTable(scored=(scored("kde", 9.0, under=under), scored("prior", 11.0, under=under)))
    kept.merge(library.find(ID).path, *with_weights(table).scored)
    assert set(rows(opened("scores", label=7))) == {"Kernel density", "Standard prior"}
    at = opened("scores")
    assert len(rows(at)) == 6
    at.selectbox[0].select_index(1).run()
    assert set(rows(at)) == {"Kernel density", "Standard prior"}


def test_a_class_without_scores_can_be_scored_beside_all_classes(measured):
    at = opened("scores", label=7)
    assert "Class 7 alone" in words(at)
    next(button for button in at.button if button.label == "Score Kernel density").click().run()
    assert not at.exception
    (entry,) = [entry for entry in store.entries(ID) if entry.task.kind == "scores"]
    assert entry.task.scoring.label == 7 and entry.task.scoring.n == 10_000


def test_no_number_is_parted_from_its_unit_or_its_spread():
    text = unbroken("k-means 0.013 s ± 0.001, 98.7 % ± 0.1, 5 nats, 3 seeds")
    assert text.replace("\u00a0", "_") == "k-means 0.013_s_±_0.001, 98.7_%_±_0.1, 5_nats, 3 seeds"


def test_what_has_no_scores_can_be_ordered_under_the_same_conditions(measured):
    at = opened("scores", strategies=("truncated-prior", "kde", "posterior"))
    labels = [button.label for button in at.button]
    assert "Score Truncated prior" in labels and "Score Neighbour mixing" in labels
    assert "Score Kernel density" not in labels and "Score More like this one" not in labels
    next(button for button in at.button if button.label == "Score Truncated prior").click().run()
    assert not at.exception
    (entry,) = [entry for entry in store.entries(ID) if entry.task.kind == "scores"]
    scoring = entry.task.scoring
    assert (scoring.sampler.name, scoring.n, scoring.seeds) == ("truncated-prior", 10_000, 3)
    assert "Next in the queue" in " ".join(part.proto.text for part in at.get("progress"))


def test_a_model_without_scores_says_what_it_takes(shelf):
    of_the_model = {"loss": Score(value=96.14, unit="nats"), "active_dims": Score(value=3.0, unit="dims")}
    (library.find(ID).path / "scores.json").write_text(Scores(dataset="Digits", n=9, scores=of_the_model).to_json())
    at = opened("scores")
    assert "Nobody has scored what this model draws" in words(at)
    assert "Score Gaussian mixture" in [button.label for button in at.button]
    assert {metric.label: metric.value for metric in at.metric} == {"Negative ELBO": "96.14 nats", "Active units": "3"}
    assert "arXiv:1312.6114" in at.metric[0].help


def test_unreadable_scores_are_said_in_a_sentence(shelf):
    (library.find(ID).path / kept.FILE).write_text("{")
    at = opened("scores")
    assert len(at.warning) == 1 and not at.exception
    opened("lessons")


def test_a_lesson_speaks_of_this_model_and_then_of_others(measured):
    zoo = measured / "zoo" / "flat"
    shutil.copytree(library.find(ID).path, zoo)
    (zoo / kept.FILE).write_text(with_weights(flat()).to_json())
    said = words(opened("lessons"))
    assert all(lesson.claim in said for lesson in LESSONS.values())
    assert "By recall Kernel density is nearer to real images (94.8 % ± 0.4): 88.2 % ± 0.4 against 72.0 %" in said
    assert "the prior gets 150.7 ± 0.4, 6.0 times as much" in said
    assert "the prior gets 425" in said


def test_a_lesson_that_cannot_be_told_asks_for_what_is_missing(shelf):
    at = opened("lessons")
    assert words(at).count("Not known yet") >= 3
    labels = {button.label for button in at.button}
    assert {"Score Standard prior", "Score Kernel density", "Score Gaussian mixture"} <= labels
    at.button[0].click().run()
    assert not at.exception
    assert [entry.task.kind for entry in store.entries(ID)] == ["scores"]


def test_a_claim_that_fails_on_this_model_is_said_to_fail(shelf):
    worse = SampleTable(scored=(scored("limit", 9.0), scored("prior", 10.0), scored("gaussian-mixture", 30.0)))
    kept.merge(library.find(ID).path, *with_weights(worse).scored)
    said = words(opened("lessons"))
    assert "Does not hold for this model" in said and "the prior is better" in said
