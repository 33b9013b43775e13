"""Does every strategy keep the contract: shapes, seeds, classes, temperature, files, and sentences for bad input?"""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest
from heaps import ALL, FITTED_TO_DATA, SMALL, draws, fit, heaps, name_of
from pydantic import TypeAdapter, ValidationError

from core.config import ConfigError
from core.sampling import (
    SAMPLERS,
    AnySamplerConfig,
    FittedSampler,
    KdeConfig,
    Mixture,
    SamplingError,
    available,
    naming,
)

Z, LABELS, LOGVAR = heaps()


@pytest.fixture(params=ALL, ids=name_of, scope="module")
def fitted(request) -> FittedSampler:
    return fit(request.param, Z, LABELS, logvar=LOGVAR)


def test_draws_have_the_shapes_and_types_that_are_promised(fitted):
    drawn = draws(fitted, 50)
    for table in (drawn.centre, drawn.offset, drawn.z, drawn.at(0.5)):
        assert table.shape == (50, 4) and table.dtype == np.float32 and np.isfinite(table).all()
    for table in (drawn.source, drawn.component, drawn.labels):
        assert table.shape == (50,) and table.dtype == np.int64 and table.min() >= -1
    assert drawn.component.min() >= 0 and drawn.component.max() < len(fitted.law.weights)
    assert len(drawn) == 50 and fitted.dim == 4


def test_the_same_seed_gives_the_same_draws_and_another_does_not(fitted):
    assert (draws(fitted, seed=1).z == draws(fitted, seed=1).z).all()
    assert not (draws(fitted, seed=1).z == draws(fitted, seed=2).z).all()
    again = fit(fitted.config, Z, LABELS, logvar=LOGVAR)
    assert all((again.tensors()[key] == table).all() for key, table in fitted.tensors().items())


def test_asking_for_more_keeps_the_first(fitted):
    few, many = draws(fitted, 9), draws(fitted, 400)
    assert np.allclose(few.z, many.z[:9], atol=1e-6) and (few.component == many.component[:9]).all()


def test_temperature_scales_the_offset_alone(fitted):
    drawn = draws(fitted, temperature=0.5)
    assert (drawn.at(0) == drawn.centre).all()
    assert (drawn.z == drawn.centre + np.float32(0.5) * drawn.offset).all()
    assert (drawn.offset == draws(fitted, temperature=3).offset).all()
    sampled = fitted.sample(50, rng=np.random.default_rng(0), temperature=0.5)
    assert (sampled == drawn.z).all()


def test_a_class_gives_draws_of_that_class_only(fitted):
    for label in fitted.knows:
        drawn = draws(fitted, 40, label=label)
        assert (drawn.labels == label).all()
        known = drawn.source >= 0
        assert (LABELS[drawn.source[known]] == label).all()
    if fitted.config.name in ("kde", "gaussian-mixture", "neighbour-mixing") and len(fitted.knows) == 3:
        # The heap of class 4 lies far from the others: what is drawn for it must, too.
        assert (draws(fitted, 40, label=4).z.mean(1) > 2).mean() > 0.9


def test_classes_come_as_often_as_among_the_images(fitted):
    if len(fitted.knows) == 3:
        share = np.bincount(draws(fitted, 4000).labels, minlength=5) / 4000
        assert np.allclose(share, np.bincount(LABELS, minlength=5) / len(LABELS), atol=0.03)


def test_an_unknown_class_is_refused_in_a_sentence(fitted):
    with pytest.raises(SamplingError, match=r"no images of class 3|does not tell classes apart"):
        draws(fitted, label=3)
    with pytest.raises(SamplingError, match="class 3"):
        fitted.log_density(Z, label=3)


def test_a_file_of_it_draws_and_measures_the_same_also_in_half_precision(fitted):
    tensors = fitted.tensors()
    again = FittedSampler.load(fitted.config, tensors)
    assert (draws(again).z == draws(fitted).z).all() and again.knows == fitted.knows and again.cutoff == fitted.cutoff
    halves = {key: t.astype(np.float16) if t.dtype.kind == "f" else t for key, t in tensors.items()}
    half = FittedSampler.load(fitted.config, halves)
    assert np.abs(draws(half).z - draws(fitted).z).mean() < 0.02
    if fitted.mixture:
        z = draws(fitted).z
        assert np.allclose(again.log_density(z), fitted.log_density(z))
        assert np.abs(half.log_density(z) - fitted.log_density(z)).mean() < 0.2


def test_a_broken_file_is_refused(fitted):
    tensors = fitted.tensors()
    for key in tensors:
        if key != "cutoff":
            with pytest.raises(SamplingError):
                FittedSampler.load(fitted.config, {k: v for k, v in tensors.items() if k != key})
        with pytest.raises(SamplingError):
            FittedSampler.load(fitted.config, tensors | {key: np.full_like(tensors[key], -2)} | {"means": Z[:, :3]})
    with pytest.raises(SamplingError, match="finite"):
        FittedSampler.load(fitted.config, tensors | {"means": np.full_like(tensors["means"], np.nan)})
    with pytest.raises(SamplingError):
        FittedSampler.load(fitted.config, tensors | {"weights": -tensors["weights"]})
    if fitted.mixture:
        for cutoff in (0.0, -1.0, np.nan):
            with pytest.raises(SamplingError):
                FittedSampler.load(fitted.config, tensors | {"cutoff": np.array([cutoff])})


@pytest.mark.parametrize("n", [0, -1, 10**7])
def test_a_number_of_draws_out_of_range_is_refused(fitted, n):
    with pytest.raises(SamplingError, match=r"n must be between 1 and 100,000, got"):
        draws(fitted, n)


@pytest.mark.parametrize("temperature", [-0.1, 3.1, float("nan"), float("inf")])
def test_a_temperature_out_of_range_is_refused(fitted, temperature):
    for ask in (lambda: draws(fitted, temperature=temperature), lambda: draws(fitted).at(temperature)):
        with pytest.raises(SamplingError, match="temperature must be between 0 and 3"):
            ask()


def test_log_density_refuses_other_shapes(fitted):
    for z in (Z[0], Z[:, :3], np.full((2, 4), np.nan)):
        if fitted.mixture:
            with pytest.raises(SamplingError):
                fitted.log_density(z)
    if fitted.mixture:
        assert fitted.log_density(Z[:0]).shape == (0,)
    else:
        assert fitted.log_density(Z) is None


@pytest.mark.parametrize("config", ALL, ids=name_of)
def test_settings_survive_json_and_say_what_they_do(config):
    union = TypeAdapter(AnySamplerConfig)
    assert union.validate_json(config.to_json()) == config
    assert config.title and config.about.count(".") >= 1 and config.needs <= {"latents", "posterior", "labels"}
    fields = {key: field for key, field in type(config).model_fields.items() if key != "name"}
    assert all(field.description for field in fields.values())


def test_settings_that_do_not_exist_are_refused():
    with pytest.raises(ConfigError, match="wdith is not a setting"):
        KdeConfig(wdith=0.3)
    with pytest.raises(ConfigError, match=r"width must be between 0\.01 and 2, got 0"):
        KdeConfig(bandwidth="by hand", width=0.0)
    for link in ('{"name": "magic"}', '{"name": "kde", "bandwidth": "guess"}', '{"name": "k-means", "clusters": 1e9}'):
        with pytest.raises(ValidationError):
            TypeAdapter(AnySamplerConfig).validate_json(link)


BAD = {
    "not finite": (np.where(Z > 1, np.nan, Z), "must be finite"),
    "no table": (Z[:, 0], r"must have shape \(n, d\)"),
    "no dimension": (Z[:, :0], r"must have shape \(n, d\)"),
}


@pytest.mark.parametrize("config", ALL, ids=name_of)
@pytest.mark.parametrize("latents, sentence", BAD.values(), ids=BAD)
def test_bad_latents_are_refused(config, latents, sentence):
    with pytest.raises(SamplingError, match=sentence):
        fit(config, latents)


@pytest.mark.parametrize("config", FITTED_TO_DATA, ids=name_of)
def test_too_few_latents_are_refused_in_a_sentence(config):
    with pytest.raises(SamplingError, match=r"at least|at most|between 0 and"):
        fit(config, Z[:0])
    if not config.of_one:
        with pytest.raises(SamplingError, match=r"at least 2 images"):
            fit(config, Z[:1])
        if config.law is None:  # between images that are alike lies nothing else
            with pytest.raises(SamplingError, match=r"all 30 latents are equal|clusters must be"):
                fit(config, np.ones((30, 4), np.float32))


@pytest.mark.parametrize("config", ALL, ids=name_of)
def test_bad_labels_are_refused(config):
    for labels in (LABELS[:-1], LABELS.astype(float), LABELS - 3):
        with pytest.raises(SamplingError, match="labels must be"):
            fit(config, Z, labels)


@pytest.mark.parametrize("config", FITTED_TO_DATA, ids=name_of)
def test_unlabelled_images_count_but_belong_to_no_class(config):
    labels = np.where(LABELS == 1, -1, LABELS)
    fitted = fit(config, Z, labels)
    assert -1 not in fitted.knows and 1 not in fitted.knows
    assert fit(config, Z).knows == ()


@pytest.mark.parametrize("config", FITTED_TO_DATA, ids=name_of)
def test_dimensions_that_the_model_does_not_use_do_no_harm(config):
    z = Z.copy()
    z[:, 1], z[:, 2] = 0.25, 2 * z[:, 3]  # one without spread, one that another determines
    fitted = fit(config, z, LABELS)
    drawn = draws(fitted, 200)
    assert np.isfinite(drawn.z).all()
    if not config.of_one:
        assert np.abs(drawn.z[:, 1] - 0.25).max() < 0.1
    if fitted.mixture:
        assert np.isfinite(fitted.log_density(z)).all()


@pytest.mark.parametrize("config", [config for config in ALL if not config.needs], ids=name_of)
def test_priors_need_no_images_and_know_the_classes_of_a_conditional_model(config):
    nothing = np.empty((0, 7), np.float32)
    assert draws(fit(config, nothing)).z.shape == (50, 7) and fit(config, nothing).knows == ()
    conditional = fit(config, nothing, classes=10)
    assert conditional.knows == tuple(range(10)) and (draws(conditional, label=3).labels == 3).all()
    shares = np.bincount(draws(fit(config, Z, LABELS, classes=5), 4000).labels, minlength=5) / 4000
    assert np.allclose(shares, np.bincount(LABELS, minlength=5) / len(LABELS), atol=0.03)
    assert np.allclose(conditional.log_density(np.ones((1, 7))), fit(config, nothing).log_density(np.ones((1, 7))))
    with pytest.raises(SamplingError, match="labels must be less than 3"):
        fit(config, Z, LABELS, classes=3)


@pytest.mark.parametrize(
    "name, settings, sentence",
    [
        ("k-means", {"clusters": 241}, "clusters must be at most the number of images, 240, got 241"),
        ("k-means", {"clusters": 2}, "clusters must be at least 3, one for each class, got 2"),
        ("k-means", {"clusters": 200}, "clusters must be at most the number of images, 100, got 200"),
        ("gaussian-mixture", {"components": 2}, "components must be at least 3, one for each class, got 2"),
        ("posterior", {"index": 240}, "index must be between 0 and 239"),
        ("neighbour-mixing", {"index": 240}, "index must be between 0 and 239"),
        ("neighbour-mixing", {"neighbours": 60}, "class 1 has only 60 images"),
    ],
)
def test_settings_that_do_not_fit_the_images_are_refused(name, settings, sentence):
    n = 100 if "100" in sentence else 240
    with pytest.raises(SamplingError, match=re.escape(sentence)):
        fit(SAMPLERS[name](**settings), Z[:n], LABELS[:n])


COUNTS = {
    "two": [2],
    "one a class": [1] * 10,
    "one and many": [1, 50],
    "pairs": [2] * 26,
    "62": [1] * 62,
    "150": [1] * 150,
    "eleven": [4, 4, 3],
    "none": None,
}


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("dims", [1, 4, 64])
def test_what_is_usual_fits_few_images(name, counts, dims):
    counts = COUNTS[counts]
    labels = None if counts is None else np.repeat(np.arange(len(counts)), counts)
    n = 3 if counts is None else len(labels)
    z = np.random.default_rng(n).normal(size=(n, dims)).astype(np.float32)
    usual = SAMPLERS[name](**SMALL[name] if name == "latent-flow" else {})  # that one would learn as long on few
    fitted = usual.fit(z, labels, logvar=z * 0 - 2, classes=0, rng=np.random.default_rng(0))
    drawn = fitted.draw(300, rng=np.random.default_rng(0))
    assert drawn.z.shape == (300, dims) and np.isfinite(drawn.z).all()


def test_neighbours_are_equally_likely_where_a_class_has_fewer_than_usual():
    z = np.array([[0.0], [1.0], [2.0], [3.0], *([i / 10] for i in range(100, 130)), [99.0]])
    labels = np.array([0] * 4 + [1] * 30 + [2])
    drawn = (
        SAMPLERS["neighbour-mixing"]()
        .fit(z, labels, rng=np.random.default_rng(0))
        .draw(40_000, rng=np.random.default_rng(1))
    )
    alone = drawn.z[drawn.labels == 2]
    assert len(alone) and (alone == 99.0).all()
    first = drawn.z[drawn.labels == 0][:, 0]

    expected = np.mean([(a + b) / 2 for a in range(4) for b in range(4) if a != b])
    assert first.mean() == pytest.approx(expected, abs=0.05) and first.min() >= 0 and first.max() <= 3
    ways = np.histogram(first, [0, 1, 2, 3])[0] / len(first)
    by_hand = np.zeros(3)
    for a in range(4):
        for b in range(a + 1, 4):
            by_hand[a:b] += 1 / (b - a) / 6
    assert np.allclose(ways, by_hand, atol=0.02)


def test_a_model_without_an_encoder_offers_the_priors_and_says_why():
    every = available(has_latents=True, has_posterior=True, labels=True, conditional=True)
    assert list(every) == list(SAMPLERS) and not any(every.values())
    gan = available(has_latents=False, has_posterior=False, labels=False, conditional=True)
    offered = [name for name, why in gan.items() if not why]
    assert offered == [name for name, sampler in SAMPLERS.items() if not sampler.needs] and "prior" in offered
    assert all("encoder" in why and why.endswith(".") for why in gan.values() if why)
    assert available(has_latents=True, has_posterior=False, labels=True, conditional=False)["posterior"]
    assert available(has_latents=True, has_posterior=True, labels=False, conditional=True)["kde"]
    assert not available(has_latents=True, has_posterior=True, labels=False, conditional=False)["kde"]


def test_what_pages_fit_at_once_takes_neither_scikit_learn_nor_scipy():
    code = (
        "import sys, numpy as np\nfrom core.sampling import SAMPLERS\n"
        "z = np.random.default_rng(0).normal(size=(50, 3))\n"
        "for sampler in SAMPLERS.values():\n"
        "    config = sampler()\n"
        "    if config.quick:\n"
        "        fitted = config.fit(z, logvar=z, rng=np.random.default_rng(0))\n"
        "        fitted.log_density(fitted.sample(9, rng=np.random.default_rng(0)))\n"
        "heavy = {'torch', 'sklearn', 'scipy'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_quick_is_said_of_what_is():
    slow = {config.name for config in ALL if not config.quick}
    assert {"kde", "k-means", "gaussian-mixture"} <= slow and KdeConfig().quick
    assert not {"prior", "truncated-prior", "posterior", "neighbour-mixing"} & slow
    assert isinstance(fit(KdeConfig(), Z).mixture, Mixture)


def test_what_is_refused_speaks_of_classes_by_name_where_they_are_known():
    z, labels = np.random.default_rng(0).normal(size=(12, 3)), np.arange(12) % 2
    with pytest.raises(SamplingError, match="class 0 has only 6 images"):
        SAMPLERS["neighbour-mixing"](neighbours=8).fit(z, labels, rng=np.random.default_rng(0))
    with pytest.raises(SamplingError, match="class two has only 6 images"), naming(("two", "7")):
        SAMPLERS["neighbour-mixing"](neighbours=8).fit(z, labels, rng=np.random.default_rng(0))
    known = SAMPLERS["neighbour-mixing"](neighbours=2).fit(z, labels, rng=np.random.default_rng(0))
    with (
        pytest.raises(SamplingError, match="no images of class x to go by; choose one of a, b"),
        naming(("a", "b", "x")),
    ):
        known.draw(3, label=2, rng=np.random.default_rng(0))
