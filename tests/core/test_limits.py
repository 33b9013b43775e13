"""Is each number of what a visitor may have the host's to set, and nonsense refused by its name?"""

from __future__ import annotations

import pytest

from core.config import ConfigError
from core.limits import Limits


def test_each_is_set_by_its_own_variable(monkeypatch):
    for n, name in enumerate(Limits.model_fields, 1):
        monkeypatch.setenv(f"LATENT_INK_{name.upper()}", str(n))
    assert list(Limits.from_environment().model_dump().values()) == list(range(1, len(Limits.model_fields) + 1))


@pytest.mark.parametrize("value", ["-1", "many", "1e3", "3.5", "9" * 30])
def test_nonsense_is_refused(monkeypatch, value):
    monkeypatch.setenv("LATENT_INK_MOST_MODELS", value)
    with pytest.raises(ConfigError, match=r"(?i)most_models"):
        Limits.from_environment()


def test_an_empty_variable_is_none(monkeypatch):
    monkeypatch.setenv("LATENT_INK_UNUSED_DAYS", "")
    assert Limits.from_environment() == Limits()
