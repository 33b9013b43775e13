"""Are the maps that are bet on what the command lays out, and is the noise the same numbers without their order?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core import library, places
from core.blocks.exhibits import bet_block
from core.cli import bet as bets
from core.lessons import of_exhibits
from core.packed import unpack
from core.projection import PcaConfig
from core.types import ModelError


def test_what_ships_is_whole_and_small():
    block = bet_block()
    parts = unpack(block)
    about = json.loads(parts["about"])
    assert len(block) <= bets.MOST_BYTES and [row["name"] for row in about["settings"]] == list(bets.SETTINGS)
    assert about["n"] == bets.POINTS and len(parts["labels"]) == bets.POINTS
    for at in range(len(bets.SETTINGS)):
        for twin in ("images", "noise"):
            xy = np.frombuffer(parts[f"{twin}{at}"], "<i2").reshape(-1, 2)
            assert xy.shape == (bets.POINTS, 2) and np.abs(xy).max() == 32_000


def test_the_flat_plane_that_ships_is_that_of_the_model():
    z = library.latents(library.find(bets.MODEL)).mu[: bets.POINTS].astype(np.float32)
    shipped = np.frombuffer(unpack(bet_block())["images0"], "<i2").reshape(-1, 2)
    made = bets.squeezed(PcaConfig().fit(z).xy)
    assert np.abs(made.astype(int) - shipped).max() <= 2
    assert of_exhibits.bet("flat", "images kept") == pytest.approx(bets.counted(z, PcaConfig().fit(z).xy)["kept"])


def test_shuffled_numbers_are_the_same_along_each_dimension_and_are_no_images():
    rng = np.random.default_rng(1)
    z = (rng.standard_normal((400, 1)) + 0.1 * rng.standard_normal((400, 3))).astype(np.float32)
    noise = bets.shuffled(z)
    assert np.array_equal(np.sort(noise, 0), np.sort(z, 0))
    assert np.abs(np.corrcoef(z.T)[0, 1:]).min() > 0.9 and np.abs(np.corrcoef(noise.T)[0, 1:]).max() < 0.2


def test_orders_of_widths_and_distances_are_read_off_as_they_are():
    rng = np.random.default_rng(2)
    labels = np.repeat(np.arange(5), 40)
    z = rng.standard_normal((200, 4)) * (1 + labels)[:, None] + 30 * (labels**2)[:, None]
    same = bets.read_off(z, z[:, :2], labels)
    assert same["distances"] > 0.9 and same["widths"] > 0.9
    assert bets.ranked_alike(np.arange(5.0), -np.arange(5.0)) == pytest.approx(-1)


def test_it_is_laid_out_anew_into_one_file(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "bet", lambda: tmp_path / "bet")
    monkeypatch.setattr(bets, "SETTINGS", {"flat": PcaConfig()})
    with pytest.raises(ModelError, match="zoo bet"):
        bet_block()
    path = bets.bet(points=300)
    assert [p.name for p in path.parent.iterdir()] == ["bet.bin"]
    (row,) = json.loads(unpack(bet_block())["about"])["settings"]
    assert row["images"]["kept"] > row["noise"]["kept"] > 0
