"""Do the words about a step of a duel say what its numbers say, and does its block hold what a browser needs?"""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.blocks.duel import DuelTrace, axis_of, duel_block, phases_of
from core.packed import unpack


def trace_of(moves: str = "DB", loss: str = "non-saturating", **changes) -> DuelTrace:
    """A step on eight images of 6 x 6 pixels; D learns from 60 % and 40 % to 80 % and 20 %, then G gets to 30 %."""
    rng, shape = np.random.default_rng(4), (8, 6, 6)
    pictures = {name: rng.integers(0, 256, shape).astype(np.uint8) for name in ("real", "before", "after")}
    maps = {name: rng.normal(size=shape).astype(np.float32) for name in ("push", "change")}
    trace = DuelTrace(
        id="a step", moves=moves, loss=loss, batch=32, z=rng.normal(size=(8, 5)).astype(np.float32), **pictures, **maps,
        scores=rng.normal(size=(3, 2, 8)).astype(np.float32), pulls=rng.normal(size=(2, 8)).astype(np.float32),
        means=np.array([[0.6, 0.4], [0.8, 0.2], [0.8, 0.3]], np.float32),
        losses=np.array([[1.5, 1.2], [0.9, 1.7], [1.1, 1.4]], np.float32),
        history=np.full((len(moves), 4), np.nan, np.float32), real_labels=np.arange(8), labels=np.arange(8),
        classes=tuple("0123456789"),
    )  # fmt: skip
    return replace(trace, **changes)


def words(trace: DuelTrace) -> dict[str, str]:
    return {phase.name: phase.words for phase in phases_of(trace)}


@pytest.mark.parametrize(
    ("moves", "names"),
    [("", 3), ("D", 5), ("G", 5), ("GB", 7)],
)
def test_a_step_has_the_parts_of_who_learns(moves, names):
    phases = phases_of(trace_of(moves))
    assert len(phases) == names and [phase.name for phase in phases[:3]] == ["noise", "draw", "judge"]
    learning = {phase.active for phase in phases if phase.learns}
    assert learning == {"": set(), "B": {"D", "G"}}.get(moves[-1:], {moves[-1:]})
    assert all(phase.words.endswith(".") and phase.words.count(". ") < 3 for phase in phases)
    assert names < 7 or 8 <= sum(phase.seconds for phase in phases) <= 10


def test_the_words_say_the_numbers_and_whether_the_step_helped():
    said = words(trace_of())
    assert "60 % for real ones, 40 % for drawn ones" in said["judge"] and "and the class to draw" in said["noise"]
    assert "Its loss: 1.50 nats" in said["pull"]
    assert "real 80 %, drawn 20 %. It tells them apart better." in said["learn"]
    assert "20 % before, 30 % now." in said["anew"] and "did not help" not in said["anew"]
    worse = trace_of(losses=np.array([[0.9, 1.2], [1.5, 1.4], [1.1, 1.7]], np.float32))
    assert "overshot: its loss is now 1.50 nats" in words(worse)["learn"] and "did not help" in words(worse)["anew"]
    sure = trace_of(means=np.array([[1.0, 0.0], [0.997, 0.003], [0.997, 0.5]], np.float32))
    assert "real over 99 %, drawn under 1 %" in words(sure)["learn"], "never is another matter"
    assert "and nothing else" in words(trace_of(classes=()))["noise"]


def test_real_images_are_said_to_pull_down_where_labels_are_smoothed_and_they_do():
    pulls = np.array([[0.4] * 7 + [-0.05], [-0.3] * 8], np.float32)
    assert "real ones that it is too sure of pull down" in words(trace_of(pulls=pulls))["pull"]
    assert "too sure" not in words(trace_of(pulls=np.abs(pulls)))["pull"]


@pytest.mark.parametrize("loss", ["hinge", "wasserstein-gp"])
def test_scores_that_are_no_probabilities_are_not_called_so(loss):
    trace = trace_of(loss=loss)
    about = json.loads(unpack(duel_block(trace))["about"])
    assert not about["probability"] and about["unit"] == ""
    assert "%" not in json.dumps(about["phases"]) and "nats" not in json.dumps(about["phases"])
    axis = axis_of(trace)
    assert axis["low"] < trace.scores.min() and axis["high"] > trace.scores.max()
    assert all(axis["low"] <= value <= axis["high"] for value, _ in axis["ticks"])


def test_the_axis_of_probabilities_has_them_at_their_log_odds():
    ticks = dict((text, value) for value, text in axis_of(trace_of())["ticks"])
    assert ticks["50 %"] == 0 and ticks["90 %"] == pytest.approx(np.log(9), abs=1e-4) == -ticks["10 %"]


def test_the_block_holds_every_picture_and_the_signs_of_the_maps():
    trace = trace_of()
    sections = unpack(duel_block(trace, pace="quick", follow=True))
    about = json.loads(sections["about"])
    assert (about["id"], about["move"], about["pace"], about["follow"]) == ("a step", "B", "quick", True)
    for name in ("real", "before", "after"):
        assert np.array_equal(np.frombuffer(sections[name], np.uint8), getattr(trace, name).ravel())
    for name in ("push", "change"):
        packed, whole = np.frombuffer(sections[name], np.int8), getattr(trace, name).ravel()
        assert np.abs(packed).max() == 127 and (np.sign(packed) * np.sign(whole) >= 0).all()
        assert np.corrcoef(packed, whole)[0, 1] > 0.99
    still = trace_of(change=np.zeros((8, 6, 6), np.float32))
    assert not np.frombuffer(unpack(duel_block(still))["change"], np.int8).any()
    assert np.isnan(np.frombuffer(sections["history"], "<f4")).all()
    assert duel_block(trace) == duel_block(trace)
    with pytest.raises(ValueError, match="pace must be one of slow, quick, still"):
        duel_block(trace, pace="fast")


def test_it_says_what_is_judged_together():
    alone = json.loads(unpack(duel_block(trace_of()))["about"])["note"]
    assert "32 real images" in alone and "together" not in alone
    together = json.loads(unpack(duel_block(trace_of(together=True)))["about"])["note"]
    assert "judges the images of a batch together" in together
