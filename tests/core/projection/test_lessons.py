"""Do the lessons show what they say, on points whose truth is known?"""

from __future__ import annotations

import numpy as np
import pytest

from core.projection import PROJECTIONS, IdentityConfig, PcaConfig, TsneConfig, UmapConfig, examples
from core.projection.lessons import CONTROLS, LESSONS, turned_text

SHORT = {"pca": PcaConfig(), "tsne": TsneConfig(early_iterations=30, iterations=120), "umap": UmapConfig(epochs=60)}


@pytest.mark.parametrize("name", LESSONS)
def test_the_true_picture_is_what_the_sentence_says(name):
    lesson = LESSONS[name]
    example = lesson.make(360, np.random.default_rng(0))
    assert example.latents.dtype == np.float32 and example.latents.shape[0] == len(example.groups) == 360
    assert example.flat.shape == (360, 2)
    truth = lesson.measure(example, example.latents)
    expected = {"sizes": (9, 11), "distances": (4.9, 5.1), "order": (1, 1), "noise": (1, 1), "metric": (0.99, 1)}
    low, high = expected.get(name, (0.0, np.inf))
    assert low <= truth <= high


def test_every_control_and_method_has_its_lesson():
    assert set(CONTROLS.values()) | {name for method in PROJECTIONS.values() for name in method.tempts} == set(LESSONS)
    fields = {name for kind in PROJECTIONS.values() for name in kind.model_fields} - {"name"}
    assert fields == CONTROLS.keys()


@pytest.mark.parametrize("control", CONTROLS)
def test_the_setting_beside_which_a_lesson_stands_is_the_one_that_is_turned(control):
    lesson = LESSONS[CONTROLS[control]]
    for kind in (TsneConfig, UmapConfig):
        if control not in kind.model_fields or not lesson.turns:
            continue
        turned = lesson.turned(kind())
        again = lesson.turned(turned)
        assert turned != kind() and again != turned
        assert 1 <= len([n for n in kind.model_fields if getattr(turned, n) != getattr(kind(), n)]) <= 2
        assert turned_text(kind(), turned)


def test_min_dist_never_exceeds_spread():
    narrow = UmapConfig(min_dist=0.2, spread=0.25)
    assert LESSONS["min_dist"].turned(narrow).min_dist == 0.25
    assert LESSONS["min_dist"].turned(narrow.replace(min_dist=0.25)).min_dist == 0  # it cannot be turned up any more
    assert LESSONS["spread"].turned(UmapConfig(spread=3.0, min_dist=0.9)).min_dist == 0.3


def test_there_are_points_enough_for_the_settings():
    assert len(LESSONS["sizes"].example(TsneConfig(perplexity=500)).latents) >= 1501
    assert len(LESSONS["noise"].example(UmapConfig(neighbours=200)).latents) == 360


@pytest.mark.parametrize("name", PcaConfig.tempts)
def test_a_plane_hides_shrinks_and_is_never_said_to_tell_the_truth_or_to_have_forces(name):
    lesson = LESSONS[name]
    assert not any(word in lesson.misreading + lesson.why for word in ("force", "densit", "both methods", "t-SNE"))
    for seed in range(3):
        example = lesson.make(360, np.random.default_rng(seed))
        mine = PcaConfig().fit(example.latents).xy
        assert "tells the truth" not in lesson.tells(example, mine, None, "")
        assert lesson.measure(example, mine) < 0.6 * lesson.measure(example, example.latents)


def test_the_true_pictures_of_a_plane_show_what_it_hides():
    for name, least in (("flat_sizes", 1.2), ("flat_distances", 0.5)):
        example = LESSONS[name].example(PcaConfig())
        assert LESSONS[name].measure(example, example.flat) > least


def test_tsne_and_umap_do_what_the_lessons_warn_of():
    """Measured with few steps, so that it takes seconds: the misreadings are there all the same."""
    for projection in (SHORT["tsne"], SHORT["umap"]):
        unequal = LESSONS["sizes"].example(projection)
        assert examples.widths(unequal, projection.fit(unequal.latents).xy) < 2.5
        apart = LESSONS["distances"].example(projection)
        assert examples.distances(apart, projection.fit(apart.latents).xy) < 2.5
        noise = LESSONS["noise"].example(projection)
        few = LESSONS["noise"].turned(projection)
        assert examples.clumps(noise, few.fit(noise.latents).xy) > 5


def test_labels_drawn_by_lot_become_groups_when_they_are_told():
    lesson, told = LESSONS["supervised"], UmapConfig(epochs=100)
    example = lesson.example(told)
    plain, pulled = (p.fit(example.latents, example.groups).xy for p in (told, lesson.turned(told)))
    assert examples.same_group(example, plain) < 0.35
    assert examples.same_group(example, pulled) > 0.6


def test_a_map_of_the_truth_measures_as_the_truth():
    for lesson in LESSONS.values():
        example = lesson.make(360, np.random.default_rng(1))
        if example.latents.shape[1] == 2:
            turned = example.flat @ np.array([[0, 3], [-3, 0]]) + 5  # turned, moved and made larger
            assert lesson.measure(example, turned) == pytest.approx(lesson.measure(example, example.flat), rel=1e-3)


def test_a_map_needs_no_lesson_where_nothing_is_projected():
    assert IdentityConfig.tempts == ()
