"""What was measured of the models that an exhibit shows, in single numbers?"""

from __future__ import annotations

import functools
import json
from typing import Any

import numpy as np

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


@functools.lru_cache(maxsize=1)
def _clouds(block: bytes) -> dict[float, dict[str, Any]]:
    parts = unpack(block)
    rows = json.loads(parts["about"])["models"]
    return {row["beta"]: row | {"gain": _gain(parts, at)} for at, row in enumerate(rows)}


def cloud(beta: float, what: str) -> float:
    """Return what the VAE of that beta among the clouds has: its `kl` in nats, or `gain`.

    gain: how many nats likelier draws for images held apart are under a density fitted to those for the others than
    under the prior, the mean, as the exhibit has it. Raises ModelError if one does not ship with this copy of the app.
    """
    found = _clouds(exhibits.prior_posterior_block())
    if beta not in found:
        raise ModelError(f"there is no cloud of beta {beta:g}.")
    return float(found[beta][what])


def _gain(parts: dict[str, bytes], at: int) -> float:
    """Return what a kernel density gains over the prior, its widths by Scott's rule, doi:10.1002/9780470316849."""
    mu, sigma = (np.frombuffer(parts[f"{name}{at}"], "<f2").reshape(-1, 2).astype(float) for name in ("mu", "sigma"))
    apart = np.frombuffer(parts[f"held_out{at}"], np.uint8).astype(bool)
    z = mu + sigma * np.random.default_rng(0).standard_normal(mu.shape)
    wide = z[~apart].std(0, ddof=1) * (~apart).sum() ** (-1 / 6)
    far = -0.5 * np.square((z[apart][:, None] - z[~apart]) / wide).sum(2)
    # Both have the constant of a bell in two dimensions, so that it falls out.
    fitted = np.logaddexp.reduce(far, axis=1) - np.log(wide.prod() * (~apart).sum())
    return float((fitted + 0.5 * np.square(z[apart]).sum(1)).mean())
