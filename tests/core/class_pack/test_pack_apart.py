"""Is the pack of the other process the same as that of this one, and is nothing left of one that nobody wants?"""

from __future__ import annotations

import io
import zipfile

import psutil
import pytest

from core.class_pack.apart import zipped_apart
from core.types import DataError

pytestmark = pytest.mark.long


class Unwanted(Exception):
    pass


def test_it_is_the_pack_and_says_how_far_it_is(pack):
    shares = []
    with zipfile.ZipFile(io.BytesIO(zipped_apart("", lambda what, share: shares.append(share)))) as archive:
        made = {name.removeprefix("class-pack/"): archive.read(name) for name in archive.namelist()}
    assert made == pack
    assert shares == sorted(shares) and len(shares) > 5 and shares[-1] <= 1


def test_a_refusal_is_a_sentence():
    with pytest.raises(DataError, match="must begin with https:// or http://"):
        zipped_apart("ftp://nobody", lambda what, share: None)


def test_a_pack_that_nobody_waits_for_ends():
    def told(what, share):
        raise Unwanted

    with pytest.raises(Unwanted):
        zipped_apart("", told)
    assert not [one for one in psutil.Process().children() if "core.class_pack.apart" in one.cmdline()]
