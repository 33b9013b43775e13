"""Is what ships of VAEs that differ in beta alone what a training gives, and does it say what is claimed of it?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core import places
from core.blocks.exhibits import ladder_block
from core.cli.ladder import BETAS, MOST_BYTES, RUNGS, ladder
from core.packed import unpack
from core.types import ModelError


def rungs_of(block: bytes) -> list[dict]:
    return json.loads(unpack(block)["about"])["rungs"]


def test_what_ships_is_small_and_its_rungs_are_those_of_the_command():
    block = ladder_block()
    assert len(block) <= MOST_BYTES
    assert [(row["beta"], row["free_bits"]) for row in rungs_of(block)] == [(c.beta, c.free_bits) for c in RUNGS]
    parts, about = unpack(block), json.loads(unpack(block)["about"])
    assert len(parts["images"]) == 20 * 28 * 28 and about["labels"] == sorted(2 * list(range(10)))
    assert {f"again{i}" for i in range(len(RUNGS))} <= set(parts) and about["epochs"] == 10


def test_the_dearer_a_nat_the_fewer_are_spent_and_free_bits_bring_them_back():
    *ladder_, cure = rungs_of(ladder_block())
    kl, rec, alive = ([row[name] for row in ladder_] for name in ("kl", "reconstruction", "active"))
    assert kl == sorted(kl, reverse=True) and rec == sorted(rec)
    counts = [sum(row) for row in alive]
    assert counts == sorted(counts, reverse=True) and counts[0] == 16 and counts[-1] == 0
    same = ladder_[BETAS.index(cure["beta"])]
    assert sum(cure["active"]) > sum(same["active"]) and cure["reconstruction"] < same["reconstruction"]
    for row in (*ladder_, cure):
        assert abs(sum(row["kl_per_dim"]) - row["kl"]) < 0.01
        assert row["kl_per_dim"] == sorted(row["kl_per_dim"], reverse=True)


def test_it_is_trained_anew_into_one_file(handwriting, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "zoo", lambda: tmp_path)
    monkeypatch.setattr("core.cli.ladder.RUNGS", RUNGS[2:3])
    monkeypatch.setattr("core.cli.ladder.LEARNED", 600)
    with pytest.raises(ModelError, match="zoo ladder"):
        ladder_block()
    path = ladder(epochs=1)
    assert path.parent.parent == tmp_path and [p.name for p in path.parent.iterdir()] == ["ladder.bin"]
    (row,) = rungs_of(ladder_block())
    assert row["beta"] == 1 and 100 < row["reconstruction"] < 784 * np.log(2) + 50 and np.isfinite(row["kl"])
