"""Does each claim hold, fail and stay open where it should, and say what it takes and who found it?

A contract: for every claim a made-up pair of which it holds, one of which it does not, and one of which it cannot be
told.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from core.datasets.mnist import MnistConfig
from core.metrics.score import Score, Scores
from core.models import ConvVaeConfig, GanConfig, MlpVaeConfig
from core.scores.claims_on_families import CLAIMS
from core.scores.claims_on_sampling import LESSONS, Scored
from core.scores.contest import Side, contest
from core.scores.costs import Facts
from core.scores.pair import Verdict, pair_of
from core.scores.table import SampleScores, SampleTable
from core.training.run import RunConfig
from tests.core.scores.tables import USUAL, scored

REAL = {"frechet": 2.0, "precision": 0.93, "recall": 0.94, "density": 0.94, "coverage": 0.95, "greys": 0.5,
        "unread": 0.01, "copied": 0.01}  # fmt: skip
UNITS = {"frechet": "distance", "density": "ratio"}
CALM = {"real": 0.8, "fake": 0.2}


def table(source: str, *, spread: float | None = 0.002, under=USUAL, **values: float) -> SampleScores:
    rows = {
        name: Score(value=value, unit=UNITS.get(name, "share"), spread=spread if spread is None else spread * value,
                    floor=0.01 if name == "copied" else None)
        for name, value in (REAL | values).items()
    }  # fmt: skip
    return scored(source, 0.0, under=under).replace(rows=rows)


def vae(prior=None, fitted=None, *, history=(), seconds=60.0, measured=None, model=None, **more) -> Side:
    there = [table("floor"), table("prior", **prior or {}), table("gaussian-mixture", **fitted or {})]
    scores = Scores(
        dataset="mnist", n=100, scores={n: Score(value=v, unit="nats") for n, v in (measured or {}).items()}
    )
    config = RunConfig(
        dataset=more.pop("data", MnistConfig()), model=model or MlpVaeConfig(), classes=tuple("0123456789")
    )
    return Side("my VAE", config, SampleTable(scored=tuple(there)), history, Facts(seconds, 60_000, 1000, 400), True,
                scores, **more)  # fmt: skip


def gan(prior=None, *, history=(), seconds=60.0, encodes=False) -> Side:
    config = RunConfig(dataset=MnistConfig(), model=GanConfig())
    return Side("my GAN", config, SampleTable(scored=(table("prior", **prior or {}),)), history,
                Facts(seconds, 60_000, 1000, 400), encodes)  # fmt: skip


def course(*diversities: float) -> list[dict]:
    return [{"step": 500 * (i + 1), "train": CALM, "validation": {"generator": 1.0 + i % 2, "diversity": d}}
            for i, d in enumerate(diversities)]  # fmt: skip


STEADY = [{"step": 500, "train": {}, "validation": {"loss": 100.0 - i}} for i in range(4)]
AWAY = [*STEADY, {"step": 900, "train": {}, "validation": {"loss": math.nan}}]
COLLAPSED, HEALTHY = course(0.9, 0.1, 0.1, 0.9), course(0.9, 0.8, 0.85, 0.9)
BLIND = replace(vae(), encodes=False)

# Of each claim: a pair of which it holds, one of which it does not, and a tie or one that tells nothing.
PAIRS: dict[str, tuple[tuple[Side, Side], ...]] = {
    "blur": (
        (vae({"greys": 0.76}), gan({"greys": 0.48})),
        (vae({"greys": 0.48}), gan({"greys": 0.76})),
        (vae({"greys": 0.500}), gan({"greys": 0.501})),
    ),
    "modes": (
        (vae({"precision": 0.8, "density": 0.6}), gan({"recall": 0.6, "coverage": 0.7})),
        (vae({"recall": 0.6, "coverage": 0.7}), gan({"precision": 0.8, "density": 0.6})),
        (vae(), gan()),
    ),
    "stability": (
        (vae(history=STEADY), gan(history=COLLAPSED)),
        (vae(history=STEADY), gan(history=HEALTHY)),
        (vae(history=AWAY), gan(history=COLLAPSED)),
    ),
    "encoder": ((vae(), gan()), (vae(), gan(encodes=True)), (BLIND, gan())),
    "density": (
        (vae(measured={"nll_k64": 91.3}), gan()),
        (vae(measured={"nll_k64": 600.0}), gan()),
        (vae(measured={"loss": 96.2}), gan()),
    ),
    "covered": (
        (vae({"frechet": 10.02}, {"frechet": 10.0}), gan()),
        (vae({"frechet": 18.4}, {"frechet": 10.2}), gan()),
        (vae({"frechet": 10.6}, {"frechet": 10.57}), gan()),
    ),
    "longer": (
        (vae({"frechet": 10.0}), gan({"frechet": 20.0})),
        (vae({"frechet": 20.0}), gan({"frechet": 10.0})),
        (vae({"frechet": 10.0}, seconds=30.0), gan({"frechet": 10.01}, seconds=900.0)),
    ),
    "copies": (
        (vae(), gan({"copied": 0.3})),
        (vae({"copied": 0.02}), gan({"copied": 0.0})),
        (vae({"copied": 0.05}), gan({"copied": 0.0})),
    ),
}  # fmt: skip


def check(name: str, *sides: Side) -> Verdict:
    return CLAIMS[name].check(pair_of(contest(sides)))


def wide(side: Side) -> Side:
    """The same with spreads of a tenth."""
    rows = [scores.replace(rows={name: score.replace(spread=0.1 * score.value) for name, score in scores.rows.items()})
            for scores in side.table.scored]  # fmt: skip
    return replace(side, table=SampleTable(scored=tuple(rows)))


PAIRS["covered"] = (*PAIRS["covered"][:2], tuple(map(wide, PAIRS["covered"][2])))


def test_every_claim_has_its_pairs():
    assert PAIRS.keys() == CLAIMS.keys()


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize(("number", "holds"), list(enumerate((True, False, None))), ids=["holds", "fails", "tie"])
def test_every_claim_has_three_outcomes(name, number, holds):
    told = check(name, *PAIRS[name][number])
    assert told.holds is holds, told.text
    assert told.text.endswith(".") and not told.missing


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_says_what_it_takes_and_who_found_it(name):
    claim = CLAIMS[name]
    assert claim.margin.endswith(".") and claim.why.endswith(".") and "arXiv:" in claim.source and claim.see


@pytest.mark.parametrize("name", ["blur", "modes", "covered", "longer"])
def test_one_seed_tells_nothing_of_chance(name):
    under = USUAL.replace(seeds=1)
    sides = [replace(side, table=SampleTable(scored=tuple(s.replace(conditions=under) for s in side.table.scored)))
             for side in PAIRS[name][0]]  # fmt: skip
    told = check(name, *sides)
    assert told.holds is None and "One seed" in told.text


@pytest.mark.parametrize("name", ["blur", "modes", "covered", "longer", "copies"])
def test_what_is_not_scored_is_asked_for(name):
    assert check(name, replace(vae(), table=SampleTable()), gan()).missing


def test_more_typical_images_than_real_ones_are_not_more_believable():
    smooth, plain = {"precision": 0.975, "density": 1.3}, {"precision": 0.90, "density": 0.90}
    fewer = {"recall": 0.6, "coverage": 0.7}
    assert check("modes", vae(smooth), gan(fewer)).holds is True, "the GAN's are as real images are"
    told = check("modes", vae(smooth), gan(plain | fewer))
    assert told.holds is True, "nearer to real images from below than the others from above"


def test_what_the_reader_does_not_know_is_not_believable():
    fewer = {"recall": 0.6, "coverage": 0.7}
    assert check("modes", vae({"unread": 0.2}), gan(fewer)).holds is True
    told = check("modes", vae({"unread": 0.001}), gan(fewer))
    assert told.holds is None, "to be read more often than real images are is no merit"
    assert check("modes", vae({"precision": 0.8}), gan({**fewer, "unread": 0.2})).holds is None, "they disagree"


def test_blurred_images_are_not_called_the_more_believable_ones():
    fewer = {"recall": 0.01, "coverage": 0.2}
    told = check("modes", vae({"greys": 0.97, **fewer}), gan({"unread": 0.02}))
    assert told.holds is False and "VAE misses more" in told.text, "as it does"
    assert "more believable cannot be told" in told.text and "97.0 % in the VAE's" in told.text
    crisp = check("modes", vae({"greys": 0.5, **fewer}), gan({"unread": 0.02}))
    assert "the VAE's images are the more believable" in crisp.text
    hard = check("modes", vae(), gan({"greys": 0.3, "recall": 0.6, "coverage": 0.7}))
    assert hard.holds is None, "less grey than real ink is no merit"


def test_a_prior_whose_images_the_reader_does_not_know_has_holes_however_close_it_is():
    told = check("covered", vae({"frechet": 10.0, "unread": 0.06}, {"frechet": 10.0}), gan())
    assert told.holds is False and "finds nothing that it knows in 6.0 %" in told.text


@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.02, 1.3, 3.0])
@pytest.mark.parametrize("spread", [0.002, 0.1])
def test_compare_models_and_sample_never_contradict_each_other(ratio, spread):
    model = vae({"frechet": 10 * ratio}, {"frechet": 10.0})
    model = wide(model) if spread == 0.1 else model
    holes = check("covered", model, gan())
    beaten = LESSONS["fitted"].of(Scored("the same", 16, model.table))
    assert (holes.holds is False) == (beaten.holds is True)
    assert ("small" in holes.text) == (holes.holds is False and ratio < 2)


def test_more_time_for_the_better_one_tells_nothing():
    told = check("longer", vae({"frechet": 20.0}), gan({"frechet": 10.0}, seconds=300.0))
    assert told.holds is None and "The GAN learned longer" in told.text and "Train a pair with the same" in told.text
    told = check("longer", vae({"frechet": 10.0}, seconds=300.0), gan({"frechet": 20.0}))
    assert told.holds is None and "The VAE learned longer" in told.text
    assert "nobody has measured" in check("longer", *PAIRS["longer"][2]).text


def test_the_history_of_a_duel_is_told_in_numbers():
    told = check("stability", *PAIRS["stability"][1])
    assert "2 of 3 times, the VAE by its own 0 of 3" in told.text and "never less than 85 %" in told.text
    assert "mode collapse" in check("stability", *PAIRS["stability"][0]).text
    assert check("stability", vae(), gan()).holds is None
    young = [row | {"step": 10} for row in HEALTHY]
    assert check("stability", vae(history=STEADY), gan(history=young)).holds is None
    odd = [{"step": 500, "train": {}, "validation": {"generator": [1.0], "diversity": [0.1], "loss": [2.0]}}] * 2
    assert "0 of 0 times" in check("stability", vae(history=odd), gan(history=odd)).text


def test_what_the_nats_are_of_is_said():
    told = check("density", vae(measured={"nll_k64": 91.32}, model=ConvVaeConfig(conditional=True)), gan())
    assert "As ink or paper" in told.text and "91.32 nats" in told.text and "log 10 = 2.3 nats more" in told.text
    assert f"{784 * math.log(2):.0f} nats" in told.text
    assert "class given" not in check("density", *PAIRS["density"][0]).text
    binary = vae(measured={"loss": 40.0}, data=MnistConfig(binarise_at=128))
    told = check("density", binary, gan())
    assert told.holds is True and "at most 40.00 nats" in told.text and "a bound" in told.text
    assert "cross-entropy is no likelihood" in check("density", *PAIRS["density"][2]).text
    assert check("density", vae(), gan()).holds is None
    grey = {"model": MlpVaeConfig(likelihood="gaussian", noise=0.1)}
    told = check("density", vae(measured={"loss": -514.0}, **grey), gan())
    assert told.holds is True and "a density, not a probability" in told.text
    assert check("density", vae(measured={"loss": 20.0}, **grey), gan()).holds is False
    free = {"model": MlpVaeConfig(likelihood="gaussian", noise=0.0)}
    assert "noise of 0 " not in check("density", vae(measured={"loss": -600.0}, **free), gan()).text
    told = check("density", vae(measured={"loss": -600.0, "noise": 0.08}, **free), gan())
    assert "a noise of 0.08, as it has learned, on every pixel" in told.text


def test_blur_is_judged_by_the_mean_of_the_likelihood_and_it_is_said():
    assert "specks instead of grey" in check("blur", *PAIRS["blur"][0]).text
    grey = vae({"greys": 0.76}, model=MlpVaeConfig(likelihood="gaussian", noise=0.1))
    assert "noise of 0.1 on every pixel" in check("blur", grey, gan()).text
    learned = vae({"greys": 0.76}, model=MlpVaeConfig(likelihood="gaussian", noise=0.0))
    assert "noise, as strong as it has learned, on every pixel" in check("blur", learned, gan()).text
    blurry = check("blur", vae({"greys": 0.76}, {"greys": 0.7}), gan({"greys": 0.48}))
    assert "the decoder blurs, not only the prior" in blurry.text
