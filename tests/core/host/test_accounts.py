"""Is an account the same visitor wherever it logs in, and nobody else's?"""

from __future__ import annotations

import pytest

from core.config import ConfigError
from core.host import login, secret
from core.owner import Owner

ANNA = {"iss": "https://school.example", "sub": "17", "name": "Anna"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))


@pytest.mark.parametrize(("said", "provider"), [("auth", "default"), ("auth.school", "school"), (" auth ", "default")])
def test_the_setting_names_a_provider(monkeypatch, said, provider):
    monkeypatch.setenv(login.VARIABLE, said)
    assert login.asked() and login.provider() == provider


@pytest.mark.parametrize("said", ["1", "auth.", "auth.a_b", "school", "auth.x.y", "x" * 500])
def test_nonsense_closes_the_door_and_is_named(monkeypatch, said):
    monkeypatch.setenv(login.VARIABLE, said)
    assert login.asked()
    with pytest.raises(ConfigError, match="LATENT_INK_LOGIN must be auth"):
        login.provider()


def test_an_account_is_one_visitor_by_issuer_and_number_alone(tmp_path, monkeypatch):
    mine = login.secret_of(ANNA)
    assert login.secret_of(ANNA | {"name": "Anna B.", "email": "a@school.example"}) == mine
    others = [{"sub": "18"}, {"iss": "https://other.example"}, {"iss": "https://school.exampl", "sub": "e 17"}]
    assert len({mine, *(login.secret_of(ANNA | other) for other in others)}) == 4
    assert Owner.of(mine).mark != mine
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "another"))
    assert login.secret_of(ANNA) != mine, "nobody who knows the number alone can tell whose it is"


@pytest.mark.parametrize("claims", [{}, {"iss": "x"}, {"sub": "x"}, {"iss": "", "sub": "x"}, {"iss": 1, "sub": 2}])
def test_claims_without_a_name_are_nobodys(claims):
    assert login.secret_of(claims) == ""


def test_it_is_the_same_after_a_restart():
    before = login.secret_of(ANNA)
    secret._of.cache_clear()
    assert login.secret_of(ANNA) == before
