"""Does a visitor's secret come to the same owner as ever, and does nothing else pass for one?"""

from __future__ import annotations

import pytest

from core import library
from core.owner import Owner
from tests.core.conftest import brief_run

SECRET = "0123456789abcdef0123456789abcdef"
MARK = "3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9"


def test_old_models_belong_to_whom_they_always_did(store):
    assert Owner.of(SECRET).mark == MARK
    entry = library.create(brief_run(), Owner.of(SECRET))
    assert f'"owner": "{MARK}"' in (entry.path / "about.json").read_text()
    assert library.find(entry.id).owner == Owner.of(SECRET) != Owner.of(SECRET[::-1])


def test_no_text_passes_for_an_owner():
    assert Owner(MARK) == Owner.read(MARK) == Owner.of(SECRET)
    assert Owner(MARK) != MARK and not isinstance(Owner(MARK), str)


@pytest.mark.parametrize("mark", ["", SECRET, MARK.upper(), MARK + "\n", "../" + MARK[3:], MARK + "0"])
def test_what_is_no_mark_names_nobody(mark):
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        Owner(mark)
    assert Owner.read(mark) is None


def test_nobody_has_an_empty_secret():
    with pytest.raises(ValueError, match="must not be empty"):
        Owner.of("")
    assert Owner.read(None) is None and Owner.read(7) is None
