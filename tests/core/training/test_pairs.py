"""Are trainings that are compared given the same data, the same seed and the same budget?"""

import pytest

from core.config import ConfigError
from core.datasets import DATASETS
from core.training.loop import fit
from core.training.pairs import MOST, OPPONENTS, Budget, pair
from core.training.steps import epochs_of

MODELS = [(opponent.model, opponent.training) for opponent in OPPONENTS.values()]


def test_every_two_opponents_share_data_seed_and_budget():
    dataset = DATASETS["mnist"]()
    runs = pair(MODELS[:4], dataset, Budget(kind="images", images=300_000), 60_000, seed=7)
    assert {run.dataset for run in runs} == {dataset} and {run.seed for run in runs} == {7}
    assert len({(run.training.epochs, run.training.epoch_images, run.training.seconds) for run in runs}) == 1
    assert runs[0].training.epochs * runs[0].training.epoch_images == pytest.approx(300_000, rel=0.01)
    assert [run.model for run in runs] == [model for model, _ in MODELS[:4]]
    timed = pair(MODELS[-2:], dataset, Budget(seconds=45), 60_000)
    assert {run.training.seconds for run in timed} == {45.0} and timed[0].training.epochs > 1000


def test_a_budget_of_images_is_what_is_learned_from():
    dataset = DATASETS["digits"]()
    budget = Budget(kind="images", images=4000)
    data = dataset.load("train", image_size=28)
    (run, _) = pair([(OPPONENTS["dense-vae"].model, OPPONENTS["dense-vae"].training)] * 2, dataset, budget, len(data))
    rows = [p for p in fit(run.model.build(), data, run.training) if p.epoch_end]
    assert rows[-1].step * run.training.batch_size == pytest.approx(4000, rel=0.1)
    assert len(rows) >= 20  # a curve, however little it learns from


def test_a_gan_is_held_back_where_images_are_few():
    for opponent in OPPONENTS.values():
        few = opponent.suited(1500)
        assert opponent.suited(60_000) is opponent
        assert getattr(few.model, "r1", 0.5) >= 0.5 and few.training.batch_size <= 64
        assert few.model.latent_dim == opponent.model.latent_dim


def test_large_batches_get_the_same_budget_of_images_as_small_ones():
    models = [(OPPONENTS["gan"].model, OPPONENTS["gan"].training.replace(batch_size=size)) for size in (64, 512, 4096)]
    for run in pair(models, DATASETS["mnist"](), Budget(kind="images", images=240_000), 60_000):
        steps, _ = epochs_of(59_000, run.training)
        assert steps * run.training.epochs * run.training.batch_size == pytest.approx(240_000, rel=0.015)


@pytest.mark.parametrize("count", [0, 1, MOST + 1])
def test_one_model_or_five_are_no_comparison(count):
    with pytest.raises(ConfigError, match="2 to 4"):
        pair(MODELS[:count] if count <= 4 else [*MODELS, MODELS[0]][:count], DATASETS["digits"](), Budget(), 1000)
