"""Are the curves of a training named as what they are, whatever weighs in its loss?"""

from __future__ import annotations

import json

import pytest

from core import library
from core.files import read_lines
from core.models import ClassifierConfig, GanConfig, MlpVaeConfig
from tests.ui.conftest import ID, open_page
from tests.ui.test_pages import texts
from tests.ui.test_terms import LINK
from ui import curves

PARTS = {"loss": 150.0, "reconstruction": 140.0, "kl": 10.0}
WEIGHED = MlpVaeConfig(beta=4.0)


def row(parts=PARTS) -> dict:
    return {"epoch": 1, "step": 400, "seconds": 3.0, "train": dict(parts), "validation": dict(parts)}


@pytest.mark.parametrize(
    "model", [MlpVaeConfig(), WEIGHED, MlpVaeConfig(free_bits=0.5), MlpVaeConfig(warmup_epochs=2.0)]
)
def test_names_before_and_after_the_first_epoch_are_the_same(model):
    later = curves.titles_of(curves.rows_of([row()], model), model)
    assert later == curves.titles_of([], model)
    assert ("negative_elbo" in later) == (model != MlpVaeConfig())
    assert ("negative ELBO" in later["loss"]) == (model == MlpVaeConfig())


def test_names_of_other_families():
    duel = dict.fromkeys(("discriminator", "generator", "real", "fake"), 0.5)
    rows = [{"epoch": 1, "train": duel, "validation": duel | {"diversity": 0.9}}]
    assert curves.titles_of(rows, GanConfig()) == curves.titles_of([], GanConfig())
    assert list(curves.titles_of([], ClassifierConfig())) == ["loss", "accuracy"]


def test_the_words_follow_what_weighs_in_the_loss():
    plain, weighed = curves.how_measured(MlpVaeConfig()), curves.how_measured(WEIGHED)
    assert "mean over the epoch" in plain and "4 times" not in plain and "learns by" not in plain
    assert "4 times the KL divergence" in weighed and "each counted once" in weighed
    warm = curves.how_measured(WEIGHED.replace(warmup_epochs=3.0))
    assert "with the whole weight of 4" in warm and "3 passes" in warm
    assert "KL" not in curves.how_measured(GanConfig())


def test_the_page_of_a_run_draws_both_sums_where_they_differ(shelf):
    assert not keys(open_page("pages/Train.py", run=ID)) & {"curve-negative_elbo"}
    at = weighed(shelf)
    assert not at.exception and keys(at) >= {"curve-loss", "curve-negative_elbo"}
    assert "4 times the KL divergence" in LINK.sub(r"\1", texts(at))


def weighed(shelf):
    """Open Train on the model as if it had been trained with beta 4, by older code that did not write the ELBO."""
    folder = shelf / "models" / ID
    config = library.find(ID).config
    (folder / "config.json").write_text(config.replace(model=config.model.replace(beta=4.0)).to_json())
    rows = read_lines(folder / "history.jsonl")
    for row in rows:
        for part in ("train", "validation"):
            row[part].pop("negative_elbo")
    (folder / "history.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return open_page("pages/Train.py", run=ID)


def keys(at) -> set[str]:
    return {"curve-" + chart.proto.id.rsplit("curve-")[-1] for chart in at.get("plotly_chart")}
