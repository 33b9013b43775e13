"""What was measured of the models that an exhibit shows, in single numbers?"""

from __future__ import annotations

import functools
import json
from typing import Any

from core.blocks import exhibits
from core.packed import unpack
from core.types import ModelError


@functools.lru_cache(maxsize=1)
def _settings(block: bytes) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in json.loads(unpack(block)["about"])["settings"]}


def bet(setting: str, what: str) -> float:
    """Return what was counted on the maps that are bet on, such as `noise groups`, `images kept`, `same`, `distances`.

    Raises ModelError if the maps do not ship with this copy of the app.
    """
    row = _settings(exhibits.bet_block())[setting]
    twin, _, counted = what.partition(" ")
    return float(row[twin][counted] if counted else row[twin])


@functools.lru_cache(maxsize=1)
def _rungs(block: bytes) -> list[dict[str, Any]]:
    return json.loads(unpack(block)["about"])["rungs"]


def rung(beta: float, what: str) -> float:
    """Return what the ladder's VAE of that beta has, without free bits: its `kl` in nats, or `active`, how many.

    Raises ModelError if the ladder does not ship with this copy of the app, or has no such rung.
    """
    found = next((one for one in _rungs(exhibits.ladder_block()) if (one["beta"], one["free_bits"]) == (beta, 0)), None)
    if found is None:
        raise ModelError(f"the ladder has no rung of beta {beta:g}.")
    return float(sum(found["active"]) if what == "active" else found[what])
