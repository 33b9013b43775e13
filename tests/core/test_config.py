"""Does every setting refuse a bad value in one sentence, and travel as JSON unchanged?"""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from core.config import Config, ConfigError, bounds


class Pen(Config):
    """A made-up config with one field of each kind."""

    kind: Literal["quill", "ball"] = "quill"
    width: float = Field(1.0, ge=0.1, le=9.0)
    refills: int = Field(0, ge=0)
    colours: tuple[str, ...] = ("black",)


class Desk(Config):
    """A config that holds another."""

    pen: Pen


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"width": 0}, "width must be between 0.1 and 9, got 0."),
        ({"width": float("nan")}, "width must be between 0.1 and 9, got nan."),
        ({"refills": -1}, "refills must be at least 0, got -1."),
        ({"refills": 1.5}, "refills must be a valid integer, got 1.5."),
        ({"refills": "1"}, "refills must be a valid integer, got '1'."),
        ({"kind": "brush"}, "kind must be 'quill' or 'ball', got 'brush'."),
        ({"ink": 1}, "ink is not a setting of Pen."),
    ],
)
def test_a_bad_value_is_named_with_its_range(values, sentence):
    with pytest.raises(ConfigError) as caught:
        Pen(**values)
    assert str(caught.value) == sentence


def test_a_nested_value_is_named_by_its_path():
    with pytest.raises(ConfigError, match=r"^pen\.width must be between 0\.1 and 9, got 1000000000\.$"):
        Desk.from_json('{"pen": {"width": 1000000000}}')


@pytest.mark.parametrize("text", ["", "{", "[]", '{"width": NaN}', "[" * 100_000, '{"refills": 1' + "0" * 5000 + "}"])
def test_broken_json_is_refused(text):
    with pytest.raises(ConfigError):
        Pen.from_json(text)


def test_a_huge_text_is_refused_before_it_is_parsed():
    with pytest.raises(ConfigError, match="262144 bytes"):
        Pen.from_json("[" * 10_000_000)


@given(st.floats(0.1, 9.0), st.integers(0, 10**9), st.lists(st.text(max_size=5), max_size=4))
def test_any_config_survives_json(width, refills, colours):
    pen = Pen(width=width, refills=refills, colours=tuple(colours))
    assert Pen.from_json(pen.to_json()) == pen


def test_configs_are_frozen_and_replaced_with_validation():
    pen = Pen()
    with pytest.raises(ValueError, match="frozen"):
        pen.width = 2.0
    assert pen.replace(width=2.0).width == 2.0
    with pytest.raises(ConfigError, match="width"):
        pen.replace(width=99.0)


def test_bounds_are_read_from_the_field():
    assert bounds(Pen.model_fields["width"]) == (0.1, 9.0)
    assert bounds(Pen.model_fields["refills"]) == (0, None)
    assert bounds(Pen.model_fields["kind"]) == (None, None)
