"""Does training fall, stop, go on exactly, and say what is wrong?"""

import numpy as np
import pytest
import torch

from core.augmentation import GENTLE
from core.models import ClassifierConfig, ConvVaeConfig, MlpVaeConfig
from core.training.loop import fit, shown
from core.training.run import TrainingConfig
from core.training.schedules import SCHEDULES
from core.types import DataError, Diverged, ImageDataset

CPU = {"device": "cpu", "validation": 0.2}


@pytest.fixture(scope="module")
def strokes() -> ImageDataset:
    """64 tiny images: a bright row or a bright column each."""
    images, labels = np.zeros((64, 28, 28), np.uint8), np.arange(64) % 2
    for i, label in enumerate(labels):
        at = 4 + i % 20
        images[i, at : at + 3, 4:24] = 255
        images[i] = images[i].T if label else images[i]
    return ImageDataset("strokes", images, labels.astype(np.int64), ("row", "column"))


def model_of(config, dataset):
    torch.manual_seed(0)
    return config.build(dataset.classes)


def weights(model):
    return torch.cat([p.detach().flatten() for p in model.state_dict().values()])


@pytest.mark.parametrize(
    "config",
    [
        MlpVaeConfig(hidden=(64,)),
        MlpVaeConfig(hidden=(64,), conditional=True, likelihood="gaussian"),
        ConvVaeConfig(filters=(4, 8), dense=16, batch_norm=True, warmup_epochs=2.0),
        ClassifierConfig(filters=(4, 8), features=16),
    ],
    ids=lambda config: config.family,
)
def test_the_loss_falls_in_twenty_steps(config, strokes):
    training = TrainingConfig(epochs=5, batch_size=16, learning_rate=5e-3, **CPU)
    rows = [p for p in fit(model_of(config, strokes), strokes, training) if p.epoch_end]
    assert [p.epoch for p in rows] == [1, 2, 3, 4, 5]
    assert rows[-1].step == rows[-1].steps == 20
    assert rows[-1].train["loss"] < rows[0].train["loss"]
    assert rows[-1].validation.keys() >= rows[-1].train.keys()
    assert rows[-1].ended == "done"
    assert rows[-1].images_per_second > 0


def test_the_kl_per_dimension_sums_to_the_kl(strokes):
    training = TrainingConfig(epochs=1, batch_size=16, **CPU)
    last = list(fit(model_of(MlpVaeConfig(hidden=(16,), latent_dim=3), strokes), strokes, training))[-1]
    assert sum(last.validation["kl_per_dim"]) == pytest.approx(last.validation["kl"], abs=1e-4)
    assert last.validation["loss"] == pytest.approx(last.validation["reconstruction"] + last.validation["kl"], abs=1e-3)
    assert last.mu.shape == (64, 3)
    assert last.reconstructions.shape == (2, 20, 28, 28)
    assert last.samples.shape == (20, 28, 28)


def test_a_warm_up_is_as_long_however_few_images_are_measured_as_an_epoch(strokes):
    config, made = MlpVaeConfig(hidden=(32,), beta=20.0, warmup_epochs=2.0), []
    for epochs, images in ((3, 0), (12, 16)):  # twelve steps, either way
        made.append(model_of(config, strokes))
        training = TrainingConfig(epochs=epochs, epoch_images=images, batch_size=16, **CPU)
        assert list(fit(made[-1], strokes, training))[-1].step == 12
    assert torch.equal(*map(weights, made))


@pytest.mark.parametrize("steps", [1, 4, 6, 9])
def test_going_on_gives_the_same_weights_as_never_having_stopped(strokes, steps):
    config = MlpVaeConfig(hidden=(32,), warmup_epochs=2.0)
    training = TrainingConfig(epochs=3, batch_size=16, dynamic_binarisation=steps > 4, **CPU)  # 4 steps an epoch
    whole = model_of(config, strokes)
    expected = list(fit(whole, strokes, training, seed=7))[-1]

    first, seen = model_of(config, strokes), [0]

    def after() -> bool:
        seen[0] += 1
        return seen[0] > steps

    stopped = list(fit(first, strokes, training, seed=7, should_stop=after))[-1]
    assert stopped.ended == "stopped"
    assert stopped.step == steps
    second = config.build(strokes.classes)  # other initial weights: everything comes from the checkpoint
    last = list(fit(second, strokes, training, seed=7, resume=stopped.checkpoint()))[-1]
    assert torch.equal(weights(whole), weights(second))
    assert last.train == expected.train
    assert last.validation == expected.validation


def test_a_checkpoint_of_the_last_epoch_only_reports_it_again(strokes):
    config, training = MlpVaeConfig(hidden=(8,)), TrainingConfig(epochs=2, batch_size=16, **CPU)
    model = model_of(config, strokes)
    last = list(fit(model, strokes, training))[-1]
    again = list(fit(config.build(), strokes, training, resume=last.checkpoint()))
    assert [p.ended for p in again] == ["done"]
    assert again[0].row() | {"images_per_second": 0} == last.row() | {"images_per_second": 0}


def test_another_models_checkpoint_is_refused(strokes):
    training = TrainingConfig(epochs=1, batch_size=16, **CPU)
    last = list(fit(model_of(MlpVaeConfig(hidden=(8,)), strokes), strokes, training))[-1]
    with pytest.raises(ValueError, match="another model"):
        next(fit(MlpVaeConfig(hidden=(9,)).build(), strokes, training, resume=last.checkpoint()))


def test_a_limit_in_seconds_ends_the_run_and_measures_the_cut_epoch(strokes):
    training = TrainingConfig(epochs=5000, seconds=0.5, batch_size=16, **CPU)
    rows = list(fit(model_of(MlpVaeConfig(hidden=(64,)), strokes), strokes, training))
    assert rows[-1].ended == "done"
    assert 0.5 <= rows[-1].seconds < 5
    assert rows[-1].validation["loss"] > 0


def test_a_loss_that_stops_being_finite_keeps_the_last_good_weights(strokes):
    config = MlpVaeConfig(hidden=(8,))
    training = TrainingConfig(epochs=4, batch_size=16, **CPU)
    model = model_of(config, strokes)
    seen = []
    with pytest.raises(Diverged, match=r"step 5.*learning rate below 0\.002"):
        for progress in fit(model, strokes, training):
            if progress.epoch_end:
                seen.append(weights(model).clone())
                with torch.no_grad():
                    model.head.bias.fill_(float("nan"))
    assert len(seen) == 1
    assert torch.equal(weights(model), seen[0])


class Watched(torch.nn.Module):
    """Learns nothing and remembers what it was shown."""

    def __init__(self):
        super().__init__()
        self.weight, self.trained, self.measured = torch.nn.Parameter(torch.zeros(1)), [], []

    def optimisers(self, learning_rate):
        return (torch.optim.SGD(self.parameters(), lr=learning_rate),)

    def train_step(self, x, y, *, optimisers, rng, epoch):
        self.trained.append(x)
        return {"loss": self.weight.detach().sum()}

    def evaluate_step(self, x, y, *, rng):
        self.measured.append(x)
        return {"loss": self.weight.detach().sum()}


def test_short_epochs_share_a_pass_over_the_data(strokes):
    tints = np.broadcast_to(np.arange(80, dtype=np.uint8)[:, None, None], (80, 28, 28))
    training = TrainingConfig(epochs=8, batch_size=8, epoch_images=16, **CPU)
    model = Watched()
    rows = [p for p in fit(model, ImageDataset("tints", tints.copy()), training) if p.epoch_end]
    assert [p.step for p in rows] == [2, 4, 6, 8, 10, 12, 14, 16]
    seen = (torch.stack(model.trained)[:, :, 0, 0, 0] * 255).round().int().reshape(2, 64)
    first, second = (set(one_pass.tolist()) for one_pass in seen)
    assert len(first) == 64 and first == second  # every image once a pass
    assert seen[0].tolist() != seen[1].tolist()


def test_long_epochs_see_every_image_several_times(strokes):
    tints = np.broadcast_to(np.arange(80, dtype=np.uint8)[:, None, None], (80, 28, 28))
    training = TrainingConfig(epochs=2, batch_size=24, epoch_images=160, **CPU)  # 64 to learn from: 24, 24 and 16
    model = Watched()
    rows = [p for p in fit(model, ImageDataset("tints", tints.copy()), training) if p.epoch_end]
    assert [(p.step, p.images) for p in rows] == [(6, 128), (12, 256)]
    seen = (torch.cat(model.trained)[:, 0, 0, 0] * 255).round().int().reshape(4, 64).tolist()
    assert all(len(set(one_pass)) == 64 for one_pass in seen)
    assert len({tuple(one_pass) for one_pass in seen}) == 4  # shuffled anew, in the midst of an epoch too


@pytest.mark.parametrize("steps", [1, 4, 6, 9])
@pytest.mark.parametrize("inked", [False, True])
def test_varied_images_are_the_same_after_a_stop(strokes, steps, inked):
    training = TrainingConfig(
        epochs=2, batch_size=16, epoch_images=96, augmentation=GENTLE, dynamic_binarisation=inked, **CPU
    )
    whole, first, second = Watched(), Watched(), Watched()
    list(fit(whole, strokes, training, seed=7))
    stopped = list(fit(first, strokes, training, seed=7, should_stop=lambda: len(first.trained) >= steps))[-1]
    assert stopped.ended == "stopped"
    list(fit(second, strokes, training, seed=7, resume=stopped.checkpoint()))
    assert torch.equal(torch.cat(first.trained + second.trained), torch.cat(whole.trained))
    plain = Watched()
    list(fit(plain, strokes, training.replace(augmentation=()), seed=7))
    assert not torch.equal(torch.cat(plain.trained), torch.cat(whole.trained))
    assert torch.equal(torch.cat(plain.measured), torch.cat(whole.measured))  # held-out images are never varied


def test_ink_is_drawn_anew_at_every_step_and_once_and_for_all_to_measure(strokes):
    grey = ImageDataset("grey", np.full((40, 28, 28), 51, np.uint8))  # a fifth of the ink
    training = TrainingConfig(epochs=2, batch_size=32, dynamic_binarisation=True, **CPU)
    one, other = Watched(), Watched()
    for model in (one, other):
        list(fit(model, grey, training, seed=4))
    drawn = torch.stack(one.trained)  # (2, 32, 1, 28, 28)
    assert set(drawn.unique().tolist()) == {0.0, 1.0}
    assert drawn.mean().item() == pytest.approx(0.2, abs=0.006)  # three standard errors
    assert not torch.equal(one.trained[0], one.trained[1])
    assert torch.equal(one.measured[0], one.measured[1]) and set(one.measured[0].unique().tolist()) == {0.0, 1.0}
    assert torch.equal(torch.stack(other.trained), drawn)


def test_one_image_or_a_wrong_size_is_refused_before_training(strokes):
    training, model = TrainingConfig(**CPU), MlpVaeConfig(hidden=(8,)).build()
    with pytest.raises(DataError, match="1 images"):
        next(fit(model, strokes.subset(np.array([0])), training))
    with pytest.raises(DataError, match="28 px"):
        next(fit(model, strokes.resized(14), training))
    with pytest.raises(DataError, match="at least 2"):
        next(fit(model, strokes.subset(np.array([0, 1])), training))


def test_one_class_trains_and_unlabelled_data_trains_too(strokes):
    training = TrainingConfig(epochs=1, batch_size=16, **CPU)
    same = ImageDataset("one", strokes.images[::2].copy(), np.zeros(32, np.int64), ("row",))
    bare = ImageDataset("bare", strokes.images)
    for dataset in (same, bare):
        assert list(fit(MlpVaeConfig(hidden=(8,)).build(), dataset, training))[-1].ended == "done"


def test_the_shown_images_are_held_out_ones_first_and_do_not_change(strokes):
    training = TrainingConfig(**CPU)
    _, held_out = strokes.split(0.2, seed=3)
    a, b = shown(strokes, training, seed=3), shown(strokes, training, seed=3)
    assert a.fingerprint == b.fingerprint
    assert np.array_equal(a.images[: len(held_out)], held_out.images)


@pytest.mark.parametrize("name", SCHEDULES)
def test_rates_stay_between_nothing_and_the_peak(name):
    rates = [SCHEDULES[name](i / 100) for i in range(101)]
    assert max(rates) == pytest.approx(1.0)
    assert min(rates) > 0
