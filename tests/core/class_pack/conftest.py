"""A class pack as it usually is, made once for all of its tests."""

from __future__ import annotations

import pytest

from core.class_pack.write import pack_files


@pytest.fixture(scope="session")
def pack() -> dict[str, bytes]:
    return pack_files()
