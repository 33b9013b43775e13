"""Does the hand that comes along tell writers apart, by thresholds that hold, and can it be learned anew?"""

import json

import numpy as np
import pytest
import torch

from core import library, places
from core.library.folder import find
from core.networks.browser import browser_graph, graph
from core.one_image import hand, hand_training, hand_trials, writers
from core.packed import unpack
from core.types import DataError


def test_it_is_small_has_a_card_and_is_no_model_of_the_library():
    size = sum(path.stat().st_size for path in places.hand().iterdir())
    assert size <= 300_000 and hand.here()
    assert "Not for" in (places.hand() / hand.CARD).read_text()
    assert not {"hand", "letters"} & {entry.id for entry in library.list_models()} and library.broken() == []


def test_points_lie_on_a_sphere_and_an_image_is_nearest_to_itself(sources):
    points = hand.embedded(sources)
    assert points.shape == (10, 60) and np.allclose(np.linalg.norm(points, axis=1), 1, atol=1e-5)
    assert np.allclose(hand.scored(points[2:3], points[2:3]), 1, atol=1e-5)
    near = hand.scored(points, points[[2, 3, 5]])
    assert near[2] == pytest.approx((1 + max(points[2] @ points[3], points[2] @ points[5])) / 2, abs=1e-5)
    with pytest.raises(DataError, match="1 to 5 images, got 6"):
        hand.scored(points, points[:6])


@pytest.mark.long
def test_strangers_pass_as_often_as_the_threshold_says(shown):
    images = shown.thumbnails()
    shares = []
    for digit in range(10):
        same = images[shown.labels == digit]
        known, cohort, others = same[:1], same[1:90], same[90:]
        verdict = hand.judged(others, known, cohort)
        assert (
            verdict.mine == (verdict.share > verdict.share[verdict.mine].min() - 1e-6)
        ).all() or not verdict.mine.any()
        shares.append(verdict.mine.mean())
    assert 0.03 < np.mean(shares) < 0.2


def test_moved_a_little_it_is_still_mine(sources):
    moved = np.stack([np.roll(sources[2], shift, (0, 1)) for shift in ((1, 1), (-1, 0))])
    verdict = hand.judged(moved, sources[2:3])
    assert verdict.mine.all() and (verdict.share > 0.5).all()
    assert not hand.judged(sources[[0, 1, 7]], sources[2:3]).mine.any()


def test_it_runs_in_the_browser():
    found = browser_graph(hand.browser_network())
    assert found["input"] == [1, 28, 28] and found["ops"][-1]["shape"] == [60]
    model = hand._opened(places.hand() / hand.WEIGHTS, hand._stamp())
    written, weights = (unpack(hand.browser_network())[name] for name in ("graph", "weights"))
    expected, numbers = graph(model, (1, 28, 28))
    assert json.loads(written) == expected
    assert np.allclose(*(np.frombuffer(block, np.float16) for block in (weights, numbers)), rtol=2e-3, atol=1e-6)


def test_the_loss_by_hand():
    points = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    expected = -np.log(np.exp(10) / (np.exp(10) + 2))
    same = torch.tensor([0, 0, 1, 1])
    assert hand_training.contrasted(points, same).item() == pytest.approx(expected, abs=1e-5)
    assert hand_training.contrasted(points, torch.tensor([0, 1, 0, 1])).item() > 9


def test_it_learns_the_same_by_the_same_seed(shown):
    images = shown.thumbnails()[:400]
    who = np.repeat(np.arange(4), 100)  # whoever wrote them: what is looked at is that it runs
    steps = hand_training.HandTraining(steps=2)
    first, second = (
        hand_training.learned(images, shown.labels[:400], who, steps, lambda doing, share: None).state_dict()
        for _ in range(2)
    )
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_trials_never_hold_a_known_image_among_the_others(sources):
    points = np.eye(24, 60, dtype=np.float32)
    labels, who = np.zeros(24, np.int64), np.repeat([0, 1], 12)
    made = list(hand_trials.trials(points, labels, who, {0: points}, 3))
    assert len(made) == 2 and all(len(one.own) == 9 and len(one.strangers) == 12 for one in made)
    assert all((one.own == 0).all() for one in made)  # no point but itself is like any other
    assert len(list(hand_trials.trials(points, labels, who, {0: points}, 1, every=True))) == 24


def test_without_writers_it_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    assert not writers.known()
    with pytest.raises(DataError, match=r"put writers/mnist-writers\.npz beside"):
        writers.writers("test")
    (tmp_path / "datasets" / "writers").mkdir(parents=True)
    (tmp_path / "datasets" / writers.FILE).write_bytes(b"no zip")
    with pytest.raises(DataError, match="is damaged"):
        writers.writers("test")


@pytest.mark.long
@pytest.mark.data
def test_it_is_worth_what_its_card_says(handwriting):
    if not writers.known():
        pytest.skip("the writers are not there")
    found = hand_trials.figures()
    assert found["auc 1"] >= 0.9 and found["turns"] >= 0.9 and found["auc 3"] >= 0.93
    assert 0.08 <= found["strangers 1"] <= 0.13
    assert f"| 1 | {found['auc 1']:.3f} |" in (places.hand() / hand.CARD).read_text()


def test_a_zoo_without_it_says_how_to_make_it(monkeypatch, tmp_path, sources):
    assert find("mnist-classifier").zoo
    monkeypatch.setattr(places, "zoo", lambda: tmp_path)
    assert not hand.here()
    with pytest.raises(hand.ModelError, match="python -m core zoo hand"):
        hand.embedded(sources)
