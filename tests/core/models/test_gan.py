"""Does a GAN draw, judge and learn as its settings say, go on exactly where it stopped, and refuse what cannot work?"""

import numpy as np
import pytest
import torch
from safetensors.torch import load, save
from torch.nn.utils import parametrize

from core.config import ConfigError
from core.files import write_atomic
from core.jobs.execute import execute
from core.library.folder import entry_at, history, open_model
from core.models import GanConfig, MlpGanConfig
from core.models.discriminator import MinibatchDeviation
from core.networks.browser import graph, multiply_adds
from core.training.loop import fit
from core.training.recipes import RECIPES
from core.training.run import RunConfig, TrainingConfig
from core.types import Encoder, ImageDataset, LatentModel, ModelError
from tests.visitors import SOMEBODY

CLASSES = ("row", "column")
TINY = {"latent_dim": 3, "filters": (4, 8), "discriminator_filters": (4, 8), "embedding": 2}
CPU = {"device": "cpu", "validation": 0.2, "batch_size": 16, "schedule": "linear"}
# Everything that changes how a step is taken, each at least once.
KINDS = {
    "plain": GanConfig(**TINY),
    "conditional": GanConfig(**TINY, conditional=True, discriminator_steps=2, discriminator_rate=0.5),
    "smoothed": GanConfig(**TINY, discriminator_norm="none", dropout=0.3, label_smoothing=0.1, average=0.0),
    "hinge": GanConfig(**TINY, loss="hinge", discriminator_norm="spectral", conditional=True, r1=1.0),
    "wasserstein": GanConfig(**TINY, loss="wasserstein-gp", discriminator_norm="none", discriminator_steps=3),
    "dense": MlpGanConfig(latent_dim=3, hidden=(8, 6), discriminator_hidden=(8,), conditional=True, r1=0.5),
    "sorted": GanConfig(
        **TINY,
        kinds=5,
        minibatch_deviation=True,
        r1=1.0,
        r1_every=2,
        discriminator_norm="none",
        discriminator_weights="scaled",
    ),
    "both": GanConfig(**TINY, kinds=5, conditional=True, minibatch_deviation=True),
    "layered": GanConfig(**TINY, loss="wasserstein-gp", conditional=True, told_by="image"),
    "numbered": GanConfig(**TINY, discriminator_norm="layer", r1=0.5, first_norm="numbers", output="tanh"),
    "classic": RECIPES["gan-basic"].run.model.replace(
        latent_dim=4, filters=(4, 6), volume=8, discriminator_filters=(4, 8)
    ),
}
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def strokes() -> ImageDataset:
    """80 tiny images: a bright row or a bright column each."""
    images, labels = np.zeros((80, 28, 28), np.uint8), np.arange(80) % 2
    for i, label in enumerate(labels):
        at = 4 + i % 20
        images[i, at : at + 3, 4:24] = 255
        images[i] = images[i].T if label else images[i]
    return ImageDataset("strokes", images, labels.astype(np.int64), CLASSES)


def built(config: GanConfig, classes=CLASSES, seed: int = 0):
    torch.manual_seed(seed)
    return config.build(classes)


def weights(model) -> torch.Tensor:
    return torch.cat([tensor.detach().flatten().double() for tensor in model.state_dict().values()])


def batch(n: int = 8, size: int = 28) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.rand(n, 1, size, size), torch.eye(2)[torch.arange(n) % 2]


@each_kind
def test_it_draws_and_has_no_encoder(kind):
    model = built(KINDS[kind]).eval()
    assert isinstance(model, LatentModel) and not isinstance(model, Encoder)
    _, y = batch()
    x = model.decode(torch.randn(8, model.latent_dim), y if model.classes else None)
    assert x.shape == (8, 1, 28, 28) and x.min() >= 0 and x.max() <= 1
    assert model.discriminator(x, y).shape == (8,)
    assert type(model.config).from_json(model.config.to_json()) == model.config


@pytest.mark.parametrize("size", [28, 32, 64, 128])
@pytest.mark.parametrize("kernel", [4, 5])
def test_every_size_and_depth_comes_out_as_it_should(size, kernel):
    for filters in ((4,), (4, 6, 8), (4, 4, 4, 4)):
        model = built(
            GanConfig(image_size=size, filters=filters, discriminator_filters=filters, kernel=kernel, volume=5)
        )
        x = model.decode(torch.zeros(2, 64))
        assert x.shape == (2, 1, size, size)
        assert torch.isfinite(model.discriminator(x)).all()


@each_kind
def test_a_step_moves_both_sides_and_the_one_that_draws_after_them(kind):
    model, (x, y) = built(KINDS[kind]).train(), batch()
    optimisers, rng = model.optimisers(1e-3), torch.Generator().manual_seed(0)
    decoder, generator, discriminator = (
        weights(part) for part in (model.decoder, model.generator, model.discriminator)
    )
    for step in range(1, model.config.discriminator_steps + 1):
        losses = model.train_step(x, y, optimisers=optimisers, rng=rng, epoch=0.0)
        assert losses.keys() == {"discriminator", "generator", "real", "fake"}
        assert all(torch.isfinite(value) and not value.requires_grad for value in losses.values())
        turn = step == model.config.discriminator_steps
        assert torch.equal(decoder, weights(model.decoder)) != turn
    assert not torch.equal(discriminator, weights(model.discriminator))
    assert not torch.equal(generator, weights(model.generator))
    assert all(parameter.requires_grad for parameter in model.discriminator.parameters())
    assert not any(parameter.requires_grad for parameter in model.decoder.parameters())
    assert not model.decoder.training and model.generator.training
    seen = model.eval().evaluate_step(x, y, rng=rng)
    assert seen.keys() == losses.keys() | {"diversity"} and all(torch.isfinite(value) for value in seen.values())


def test_without_averaging_what_draws_is_what_learns():
    model, (x, y) = built(KINDS["smoothed"]).train(), batch()
    rng = torch.Generator().manual_seed(0)
    model.train_step(x, y, optimisers=model.optimisers(1e-3), rng=rng, epoch=0.0)
    for mine, other in zip(model.decoder.state_dict().values(), model.generator.state_dict().values(), strict=True):
        torch.testing.assert_close(mine, other)


def test_the_discriminator_learns_at_a_rate_of_its_own():
    generator, discriminator = built(KINDS["conditional"]).optimisers(1e-3)
    assert (generator.param_groups[0]["lr"], discriminator.param_groups[0]["lr"]) == (1e-3, 5e-4)


def test_spectral_norm_bounds_the_gain_of_every_layer():
    model = built(KINDS["hinge"]).train()
    x, y = batch()
    for _ in range(30):  # each pass is one more step of the power iteration
        model.discriminator(x, y)
    for layer in model.discriminator.modules():
        if parametrize.is_parametrized(layer):
            assert torch.linalg.matrix_norm(layer.weight.flatten(1), 2).item() == pytest.approx(1, abs=0.05)


def test_the_noise_is_sorted_into_kinds_that_pass_into_each_other():
    model = built(KINDS["sorted"].replace(latent_dim=64, kinds=16), ()).eval()
    sorting = model.decoder[0].branches[1]
    shares = sorting[:3](torch.randn(2000, 64, generator=torch.Generator().manual_seed(0)))
    assert shares.shape == (2000, 16)
    torch.testing.assert_close(shares.sum(1), torch.ones(2000))
    assert shares.amax(1).mean() > 0.6  # mostly one kind
    assert shares.mean(0).min() > 0.01  # and each of them now and then
    z = torch.randn(2, 64, generator=torch.Generator().manual_seed(1))
    steps = torch.stack([z[0] + (z[1] - z[0]) * i / 1000 for i in range(1001)])
    assert (sorting[:3](steps).diff(dim=0).abs() < 0.05).all()


def test_the_deviation_of_a_minibatch_is_that_of_each_group_of_four():
    layer, x = MinibatchDeviation(), torch.rand(8, 3, 2, 2, generator=torch.Generator().manual_seed(0))
    found = layer(x)
    assert torch.equal(found[:, :3], x) and found.shape == (8, 4, 2, 2)
    for first in (0, 1):  # images 0, 2, 4, 6 are one group, the others the second
        expected = x[first::2].std(0, correction=0).mean()
        torch.testing.assert_close(found[first::2, 3], expected.expand(4, 2, 2), rtol=1e-4, atol=1e-4)
    alike = x[:1].repeat(7, 1, 1, 1).requires_grad_()
    layer(alike)[:, 3].sum().backward()
    assert layer(alike)[:, 3].max() <= 1.1e-4 and torch.isfinite(alike.grad).all()


def test_scaled_weights_keep_the_size_of_a_score_where_small_ones_lose_it():
    x, spreads = torch.rand(64, 1, 28, 28, generator=torch.Generator().manual_seed(0)), {}
    for weights in ("small", "scaled"):
        settings = {"discriminator_filters": (16, 32, 64), "discriminator_norm": "none"}
        model = built(GanConfig(discriminator_weights=weights, **settings))
        spreads[weights] = model.discriminator(x).abs().mean().item()
    assert spreads["small"] < 0.01 and 0.1 < spreads["scaled"] < 10


def test_a_penalty_at_every_second_step_weighs_twice_as_much_there():
    seen = []
    for every in (1, 2):
        model, (x, y) = built(KINDS["sorted"].replace(r1_every=every, r1=2.0 / every)).train(), batch()
        steps, rng = [], torch.Generator().manual_seed(0)
        optimisers = model.optimisers(1e-9)
        for _ in range(2):
            model.train_step(x, y, optimisers=optimisers, rng=rng, epoch=0.0)
            steps.append(torch.cat([p.grad.flatten() for p in model.discriminator.parameters() if p.grad is not None]))
        seen.append(steps)
    assert seen[0][0].shape == seen[1][0].shape
    assert not torch.allclose(seen[0][0], seen[1][0], atol=1e-6)  # without the penalty
    torch.testing.assert_close(seen[0][1], seen[1][1], rtol=1e-3, atol=1e-5)  # with it: 2 x half of the weight


@each_kind
def test_the_same_seed_trains_the_same_and_going_on_gives_the_same_as_never_having_stopped(kind, strokes):
    training = TrainingConfig(epochs=2, learning_rate=2e-3, **CPU)
    whole, again = built(KINDS[kind]), built(KINDS[kind])
    expected = list(fit(whole, strokes, training, seed=7))[-1]
    left = iter(range(99))
    stopped = list(fit(again, strokes, training, seed=7, should_stop=lambda: next(left) >= 5))[-1]
    assert (stopped.ended, stopped.step) == ("stopped", 5)
    kept = load(save(stopped.checkpoint()))  # as a file has them
    second = built(KINDS[kind], seed=1)
    last = list(fit(second, strokes, training, seed=7, resume=kept))[-1]
    assert torch.equal(weights(whole), weights(second))
    assert last.train == expected.train and last.validation == expected.validation
    assert np.array_equal(last.samples, expected.samples)
    assert last.mu is None and last.reconstructions is None
    assert not torch.equal(weights(whole), weights(built(KINDS[kind])))


def test_a_judge_of_strokes_learns_to_tell_them_from_what_is_drawn(strokes):
    training = TrainingConfig(epochs=6, learning_rate=2e-3, **CPU)
    rows = [p for p in fit(built(KINDS["plain"]), strokes, training) if p.epoch_end]
    first, last = rows[0].train, rows[-1].train
    assert last["discriminator"] < first["discriminator"]
    assert last["real"] > 0.5 > last["fake"]


@pytest.mark.parametrize("config", [KINDS["conditional"], KINDS["plain"]], ids=["conditional", "plain"])
@pytest.mark.parametrize("n", [10, 4])
def test_one_class_and_a_handful_of_images_train(config, n, strokes):
    rows = np.arange(0, 2 * n, 2)
    same = ImageDataset("one", strokes.images[rows], np.zeros(n, np.int64), ("row",))
    last = list(fit(built(config, ("row",)), same, TrainingConfig(epochs=2, learning_rate=2e-3, **CPU)))[-1]
    assert last.ended == "done"
    assert all(np.isfinite(value) for value in (last.train | last.validation).values())


def test_unlabelled_images_train_and_cannot_be_asked_for_by_class(strokes):
    bare = ImageDataset("bare", strokes.images)
    training = TrainingConfig(epochs=1, **CPU)
    assert list(fit(built(KINDS["plain"], ()), bare, training))[-1].ended == "done"
    with pytest.raises(ValueError, match="no labels"):
        built(KINDS["conditional"], ())


def test_a_rate_of_ten_is_refused_and_a_rate_of_one_leaves_finite_weights(strokes):
    with pytest.raises(ConfigError, match=r"learning_rate must be between 1e-06 and 1, got 10"):
        TrainingConfig(learning_rate=10.0)
    model = built(KINDS["plain"])
    list(fit(model, strokes, TrainingConfig(epochs=2, learning_rate=1.0, **CPU)))
    assert torch.isfinite(weights(model)).all()


@pytest.mark.parametrize("y", [[[0.5, 0.9]], [[float("nan"), 1.0]], [[1.0]], None])
def test_class_weights_must_be_a_point_on_the_simplex(y):
    model = built(KINDS["conditional"]).eval()
    with pytest.raises(ValueError, match=r"sum to 1|shape \(1, 2\)"):
        model.decode(torch.zeros(1, 3), None if y is None else torch.tensor(y))
    mixed = model.decode(torch.zeros(1, 3), torch.tensor([[0.5, 0.5]]))
    assert torch.isfinite(mixed).all()
    with pytest.raises(ValueError, match=r"z must have shape \(n, 3\)"):
        model.decode(torch.zeros(1, 4), torch.tensor([[0.5, 0.5]]))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"latent_dim": 10**9}, "latent_dim"),
        ({"image_size": 14}, "28, 32, 64 or 128"),
        ({"filters": ()}, "filters"),
        ({"kernel": 3}, "kernel"),
        ({"loss": "wasserstein-gp", "discriminator_norm": "batch"}, "one image at a time"),
        ({"label_smoothing": 0.5}, "label_smoothing"),
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(settings, says):
    with pytest.raises(ConfigError, match=says):
        GanConfig(**settings)


def test_the_wasserstein_loss_brings_what_its_paper_uses_and_takes_it_along_again():
    config = GanConfig(loss="wasserstein-gp")
    assert (config.discriminator_norm, config.discriminator_steps) == ("layer", 5)
    assert all(optimiser.betas == (0.0, 0.9) for optimiser in built(config).optimisers(1e-3))
    assert GanConfig().changed(loss="wasserstein-gp", latent_dim=5) == config.replace(latent_dim=5)
    assert config.changed(loss="hinge") == GanConfig(loss="hinge")
    assert config.changed(discriminator_steps=2).discriminator_steps == 2
    own = config.replace(discriminator_norm="spectral")
    assert own.changed(loss="hinge").discriminator_norm == "spectral"


def test_settings_that_an_older_version_wrote_keep_their_meaning():
    text = '{"loss": "wasserstein-gp", "discriminator_norm": "none", "discriminator_steps": 1, "filters": [4, 8]}'
    config = GanConfig.from_json(text)
    assert (config.discriminator_norm, config.discriminator_steps) == ("none", 1)
    assert built(config).optimisers(1e-3)[0].betas == (0.0, 0.9)
    assert built(GanConfig.from_json('{"loss": "hinge"}')).optimisers(1e-3)[0].betas == (0.5, 0.999)


def test_a_penalty_on_the_slope_beside_batch_norm_is_warned_about():
    assert "each image by itself" in GanConfig(r1=0.5).caution
    assert GanConfig().caution == GanConfig(r1=0.5, discriminator_norm="layer").caution == ""


def test_layer_norm_judges_each_image_by_itself_and_batch_norm_does_not():
    x = batch()[0]
    alone = {}
    for norm in ("batch", "layer"):
        judge = built(GanConfig(**TINY, discriminator_norm=norm)).train().discriminator
        alone[norm] = torch.allclose(judge(x)[:3], judge(x[:3]), atol=1e-6)
    assert alone == {"batch": False, "layer": True}


def test_the_small_recipes_decode_within_the_browsers_budget():
    for name in ("mnist-gan", "mnist-cgan"):
        config = RECIPES[name].run.model
        model = config.build(tuple("0123456789"))
        network, _ = graph(model.decoder, (model.latent_dim + len(model.classes),))
        assert multiply_adds(network) <= 2_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of a conditional GAN, trained for three epochs on the built-in digits."""
    from core.datasets.digits import DigitsConfig

    training = TrainingConfig(
        epochs=3, batch_size=32, validation=40, learning_rate=2e-3, device="cpu", schedule="linear"
    )
    config = RunConfig(dataset=DigitsConfig(limit=200), model=KINDS["conditional"], training=training)
    path = tmp_path_factory.mktemp("runs") / "gan"
    path.mkdir()
    write_atomic(path / "config.json", config.to_json())
    assert execute(path) == "done", entry_at(path).reason
    return path


def test_a_run_leaves_a_whole_model_folder_without_latents(folder):
    entry = entry_at(folder)
    assert (entry.state, entry.config.classes) == ("done", tuple("0123456789"))
    assert [row["epoch"] for row in history(entry)] == [1, 2, 3]
    assert history(entry)[-1]["validation"].keys() >= {"discriminator", "generator", "real", "fake", "diversity"}
    for name in ("browser.bin", "preview.png", "README.md", "tick.json", "snapshots/0003.safetensors"):
        assert (folder / name).exists(), name
    for name in ("latents.safetensors", "encoder.bin", "resume.safetensors"):
        assert not (folder / name).exists(), name
    assert load((folder / "snapshots/0003.safetensors").read_bytes())["samples"].shape == (20, 28, 28)
    assert "adversarial" in (folder / "README.md").read_text()
    x = open_model(entry).decode(torch.randn(10, 3), torch.eye(10))
    assert x.shape == (10, 1, 28, 28) and torch.isfinite(x).all()


def test_it_is_scored_sent_and_taken_in_like_any_other(folder, tmp_path, monkeypatch):
    from core import library
    from core.scores.of_model import measure
    from core.transfer import archive, model_zip

    entry = entry_at(folder)
    assert measure(open_model(entry), entry.config.dataset.load("test", image_size=28)).scores == {}
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    taken = library.find(model_zip.import_zip(archive.pack(folder, title="duel"), SOMEBODY))
    assert torch.equal(weights(open_model(taken)), weights(open_model(entry)))
    assert (taken.path / "browser.bin").exists()


def test_weights_that_are_not_numbers_are_refused(folder, tmp_path):
    tensors = load((folder / "model.safetensors").read_bytes())
    tensors["decoder.1.weight"][0, 0] = float("nan")
    write_atomic(tmp_path / "config.json", (folder / "config.json").read_bytes())
    write_atomic(tmp_path / "model.safetensors", save(tensors))
    with pytest.raises(ModelError, match=r"not finite, in 'decoder\.1\.weight'"):
        open_model(entry_at(tmp_path))
