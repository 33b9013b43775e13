"""Are models compared only where their numbers compare, and is each claim checked against the very pair?"""

from __future__ import annotations

import csv
import io

from core.datasets.digits import DigitsConfig
from core.datasets.mnist import MnistConfig
from core.files import shapes_of
from core.library.folder import entry_at
from core.models import GanConfig, MlpVaeConfig
from core.scores.claims_on_families import CLAIMS
from core.scores.contest import Side, contest, csv_of, findings
from core.scores.costs import Facts, facts_of
from core.scores.pair import pair_of
from core.scores.table import SampleTable
from core.training.run import RunConfig
from tests.core.scores.tables import USUAL, scored

FEW = USUAL.model_copy(update={"n": 500})


def side(kind: str, *tables, title: str = "", data=None, seconds: float = 60.0, history=(), **model) -> Side:
    config = GanConfig(**model) if kind == "GAN" else MlpVaeConfig(**model)
    facts = Facts(seconds, 60_000, 1000, 400)
    run = RunConfig(dataset=data or MnistConfig(), model=config)
    return Side(title or f"my {kind}", run, SampleTable(scored=tables), history, facts, kind == "VAE")


def prior(frechet: float, precision: float, recall: float, greys: float, **more):
    rows = {"greys": (greys, "share"), "copied": (more.pop("copied", 0.01), "share")}
    return scored("prior", frechet, precision, recall, 1.0, recall, rows=rows, **more)


def usual_pair(**gan) -> tuple[Side, Side]:
    floor = scored("floor", 2.0, 0.93, 0.94, rows={"greys": (0.5, "share")})
    fitted = scored("gaussian-mixture", 20.0, 0.95, 0.80, rows={"greys": (0.70, "share")})
    vae = side("VAE", floor, prior(60.0, 0.80, 0.85, 0.76), fitted)
    return vae, side("GAN", prior(**{"frechet": 15.0, "precision": 0.9, "recall": 0.7, "greys": 0.48} | gan))


def told(*sides: Side) -> dict[str, str]:
    return {one.question: one.text for one in findings(contest(sides))}


def verdicts(*sides: Side) -> dict:
    pair = pair_of(contest(sides))
    return {name: claim.check(pair) for name, claim in CLAIMS.items()}


def test_each_is_set_against_the_others_by_its_prior_and_its_best_density():
    found = contest(usual_pair())
    assert [one.name for one in found.contestants] == ["my VAE – Standard prior", "my VAE – Gaussian mixture", "my GAN"]
    assert found.missing == () and found.left_out == () and found.floor.source == "floor"
    text = told(*usual_pair())
    assert text["Closest to real images"] == (
        "By Fréchet distance: my GAN (15.0 ± 0.4), next my VAE – Gaussian mixture (20.0 ± 0.4), last my VAE – Standard "
        "prior (60.0 ± 0.4)."
    )
    assert text["Crispest"].startswith(
        "Of the inked pixels of real images 50.0 % are half-grey. Nearest first: my GAN 48"
    )
    rows = list(csv.DictReader(io.StringIO(csv_of(found))))
    assert [row["strategy"] for row in rows][-1] == "Real training images" and rows[2]["frechet"] == "15.0"
    assert rows[0]["parameters_that_draw"] == "400"


def test_scores_of_other_data_are_not_compared_and_it_is_said():
    vae, gan = usual_pair()
    other = side("GAN", prior(1.0, 1, 1, 0.5), title="a stranger", data=DigitsConfig())
    found = contest((vae, gan, other))
    assert {one.side for one in found.contestants} == {0, 1}
    assert found.left_out == (
        f"a stranger is not compared: it learned from {DigitsConfig.title}, not from {MnistConfig.title}, so that its "
        "numbers mean something else.",
    )
    assert "with other settings" in contest((vae, side("GAN", data=MnistConfig(limit=500)))).left_out[0]
    assert "64 px images" in contest((vae, side("GAN", image_size=64))).left_out[0]
    same = contest((vae, side("GAN", data=MnistConfig(without=("0" * 16,)))))
    assert same.left_out == (), "what was left out of the training is in the test part all the same"
    one = verdicts(vae, side("GAN", data=DigitsConfig()))["blur"]
    assert one.holds is None and "do not compare" in one.text and one.missing == ()


def test_scores_under_other_conditions_are_asked_for_anew():
    vae, _ = usual_pair()
    gan = side("GAN", prior(1.0, 0.9, 0.9, 0.5, under=FEW))
    found = contest((vae, gan))
    assert found.conditions == USUAL and found.missing == ((1, "prior"),)
    assert told(vae, gan)["Nothing to compare yet"].startswith("Only my VAE – Standard prior was scored")
    assert contest((side("VAE"), gan)).missing == ((0, "prior"), (0, "gaussian-mixture"))
    assert contest((side("VAE"), side("GAN"))).missing == ((0, "prior"), (0, "gaussian-mixture"), (1, "prior"))
    assert verdicts(vae, gan)["modes"].missing == ((1, "prior"),)


def test_two_models_of_one_title_are_told_apart():
    found = contest((side("GAN", prior(9, 1, 1, 0.5), title="g"), side("GAN", prior(8, 1, 1, 0.5), title="g")))
    assert [one.name for one in found.contestants] == ["g [1]", "g [2]"]


def test_two_of_a_kind_are_no_pair():
    assert pair_of(contest((side("VAE"), side("VAE")))) is None


def test_what_was_learned_is_counted_from_the_weights_themselves(trained_gan, trained_vae):
    from core.library.folder import history, open_model

    for folder, parts in ((trained_gan, ("generator", "discriminator")), (trained_vae, ("trunk", "head", "decoder"))):
        entry, model = entry_at(folder), open_model(entry_at(folder))
        learned = sum(p.numel() for part in parts for p in getattr(model, part).parameters())
        drawing = sum(p.numel() for p in model.decoder.parameters())
        found = facts_of(entry)
        assert (found.parameters, found.drawing) == (learned, drawing)
        assert found.images == history(entry)[-1]["step"] * 80 / 3, "32, 32 and 16 images a pass"
        assert found.seconds > 0
    assert shapes_of(trained_gan / "config.json") == {} == shapes_of(trained_gan / "nothing")
