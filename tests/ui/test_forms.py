"""Does every config become widgets and come back the same, and does bad input give one sentence?"""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.config import ConfigError
from core.datasets import DATASETS
from core.models import MODELS
from core.training.recipes import RECIPES
from core.training.run import TrainingConfig
from ui import forms


def script(config, first):
    import streamlit as st

    from ui import forms

    st.session_state["made"] = forms.config_form(config, key="form", first=first)


def form(config, first=None) -> AppTest:
    at = AppTest.from_function(script, args=(config, first), default_timeout=20).run()
    assert not at.exception
    return at


def widgets(at) -> list:
    kinds = ("number_input", "text_input", "selectbox", "segmented_control", "toggle")
    return [widget for kind in kinds for widget in at.get(kind)]


CONFIGS = [
    *(kind() for kind in MODELS.values()),
    *(kind() for kind in DATASETS.values() if not any(field.is_required() for field in kind.model_fields.values())),
    TrainingConfig(),
    *(part for recipe in RECIPES.values() for part in (recipe.run.dataset, recipe.run.model, recipe.run.training)),
]


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: type(config).__name__)
def test_an_untouched_form_gives_the_same_config(config):
    at = form(config)
    assert at.session_state["made"] == config
    for widget in widgets(at):
        assert widget.help, f"{widget.label} has no help"


def test_first_fields_stand_outside_and_the_rest_under_more():
    at = form(TrainingConfig(), first=("epochs", "learning_rate"))
    inside = {widget.label for widget in widgets(at.expander[0])}
    assert inside == {widget.label for widget in widgets(at)} - {"Epochs", "Learning rate"}


def test_bounds_come_from_the_field():
    epochs = form(TrainingConfig()).number_input(key="form.epochs")
    assert (epochs.min, epochs.max) == (1, 5000)


def test_changes_arrive_with_their_types():
    at = form(MODELS["mlp vae"]())
    at.text_input(key="form.hidden").set_value("64; 32 16")
    at.number_input(key="form.beta").set_value(2.5)
    at.toggle(key="form.conditional").set_value(True)
    at.segmented_control(key="form.likelihood").set_value("gaussian")
    at.run()
    made = at.session_state["made"]
    assert (made.hidden, made.beta, made.conditional, made.likelihood) == ((64, 32, 16), 2.5, True, "gaussian")


def test_a_limit_can_be_given_and_taken_away():
    at = form(DATASETS["digits"]())
    at.number_input(key="form.limit").set_value(50).run()
    assert at.session_state["made"].limit == 50
    at.number_input(key="form.limit").set_value(None).run()
    assert at.session_state["made"].limit is None


@pytest.mark.parametrize(
    ("text", "says"), [("many", "whole numbers"), ("1,2,3,4,5", "at most 4"), ("0", "equal to 1"), ("9" * 30, "")]
)
def test_bad_numbers_give_one_sentence_and_no_config(text, says):
    at = form(MODELS["mlp vae"]())
    at.text_input(key="form.hidden").set_value(text).run()
    assert not at.exception
    assert len(at.error) == 1 and says in at.error[0].value
    assert at.session_state["made"] is None


def test_what_core_refuses_across_fields_is_said_too():
    at = form(MODELS["conv vae"]())
    at.number_input(key="form.image_size").set_value(30).run()
    assert "28, 32, 64 or 128" in at.error[0].value


def test_parse_numbers():
    assert forms.parse_numbers(" 512, 256 ", "hidden") == (512, 256)
    assert forms.parse_numbers("", "hidden") == ()
    with pytest.raises(ConfigError, match="Hidden layers must be whole numbers"):
        forms.parse_numbers("1.5", "hidden")


def test_an_errors_text_is_never_markup():
    said = forms.sentence(ValueError("bad <b>x</b> :red[y] $z$ *w* got `v`"))
    assert all(f"\\{mark}" in said for mark in "<$*`:[")
