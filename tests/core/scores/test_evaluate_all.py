"""Does the command score every strategy that a model can be sampled by, and say which it leaves out?"""

from __future__ import annotations

import shutil

import pytest

from core.cli.evaluate import evaluate_samples
from core.config import ConfigError
from core.sampling import MISSING, SAMPLERS
from core.scores.claims_on_sampling import LESSONS, Scored
from core.scores.table import SampleTable
from tests.core.scores.tables import scored


@pytest.mark.long
def test_all_strategies_of_a_model_without_an_encoder_are_those_that_need_no_images(trained_gan, store, capsys):
    folder = shutil.copytree(trained_gan, store / "gan")
    evaluate_samples(folder, ["all"], seeds=1, n=50, as_json=True)
    said = capsys.readouterr()
    made = SampleTable.from_json(said.out)
    assert {scores.sampler.name for scores in made.entries} == {n for n, kind in SAMPLERS.items() if not kind.needs}
    assert made.floor and made.limit is None
    left_out = [name for name, kind in SAMPLERS.items() if kind.needs and name != "posterior"]
    assert said.err.strip().splitlines()[-1] == f"Left out: {', '.join(left_out)}. {MISSING['latents']}"
    assert (folder / "sample_scores.json").is_file()


def test_a_strategy_that_a_model_cannot_offer_is_refused_by_name(trained_gan):
    with pytest.raises(ConfigError, match=r"cannot be sampled by kde\. Needs to know where real images lie"):
        evaluate_samples(trained_gan, ["prior", "kde"], seeds=1, n=50, as_json=True)


def test_the_lesson_of_the_limit_asks_for_no_score_where_there_is_none_to_be_had():
    prior = SampleTable(scored=(scored("prior", 17.0, 0.9, 0.8, 1.0, 0.9),))
    for table in (prior, SampleTable()):
        told = LESSONS["limit"].of(Scored("a GAN", 64, table, encodes=False))
        assert told.holds is None and told.missing == () and "no encoder" in told.text
    assert LESSONS["limit"].of(Scored("a VAE", 64, prior)).missing == ("prior",)
