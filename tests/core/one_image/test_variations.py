"""Are variations of one image many, the same again by the same seed, told of in what was done, and still readable?"""

import numpy as np
import pytest

from core.config import ConfigError
from core.one_image.presets import PRESETS, CommonlyConfig, WithinConfig
from core.one_image.reading import read_as, reader_of
from core.one_image.variations import variations
from core.types import DataError


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_gives_as_many_as_asked_each_another(name, sources):
    config = PRESETS[name].variation
    made = variations(sources[2:3], config, n=60, seed=4)
    assert made.images.shape == (60, 28, 28) and made.images.dtype == np.uint8
    assert len({image.tobytes() for image in made.images}) > 50
    again, other = variations(sources[2:3], config, n=60, seed=4), variations(sources[2:3], config, n=60, seed=5)
    assert (made.images == again.images).all() and (made.images != other.images).any()
    assert made.steps and all(values.shape == (60,) and np.isfinite(values).all() for values in made.steps.values())
    assert type(config).from_json(config.to_json()) == config and PRESETS[name].about.endswith(".")


def test_steps_tell_what_was_done(sources):
    made = variations(sources[7:8], WithinConfig(), n=200)
    assert set(made.steps) == {"turn", "across", "down", "thickness", "ink", "blur"}  # nothing is leaned or stretched
    assert 9 < np.abs(made.steps["turn"]).max() <= 10 and made.steps["ink"].min() >= 0.8
    ink = made.images.sum((1, 2)) / made.steps["ink"]
    assert np.corrcoef(ink, made.steps["thickness"])[0, 1] > 0.9
    common = variations(sources[7:8], CommonlyConfig(), n=200)
    assert set(common.steps["morphology"]) == {-1.0, 0.0, 1.0}


def test_several_images_are_varied_in_turn(sources):
    made = variations(sources[:3], WithinConfig(), n=7)
    assert made.source.tolist() == [0, 1, 2, 0, 1, 2, 0]


def test_at_0_the_image_is_repeated(sources):
    still = WithinConfig(turn=0, shift=0, thicken=0, thin=0, pale=0, blur=0)
    made = variations(sources[4:5], still, n=5)
    assert still.ways() == () and made.steps == {} and (made.images == sources[4]).all()


def test_the_usual_variations_stay_readable_and_the_common_ones_do_not(sources):
    reader = reader_of("2")
    read = {}
    for name, preset in PRESETS.items():
        made = [variations(sources[digit : digit + 1], preset.variation).images for digit in range(10)]
        read[name] = np.mean([read_as(images, str(digit), reader) for digit, images in enumerate(made)])
    assert read["gentler"] >= 0.97 and read["mild"] >= 0.95
    assert read["as commonly written"] < 0.75 < read["strong"] < read["gentler"]


def test_a_character_that_nobody_reads_has_no_reader():
    assert reader_of("2").id == "mnist-classifier" and reader_of("ß") is None


def test_nothing_to_vary_and_settings_out_of_range_are_refused(sources):
    with pytest.raises(DataError, match="no image to vary"):
        variations(sources[:0], WithinConfig())
    with pytest.raises(ValueError, match="n must be between 1 and 10,000"):
        variations(sources[:1], WithinConfig(), n=0)
    with pytest.raises(ConfigError, match="turn must be between 0 and 20"):
        WithinConfig(turn=90.0)
