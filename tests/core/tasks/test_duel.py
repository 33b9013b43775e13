"""Are the half-steps those of the training, does longer go on from shorter, and does the run itself stay as it was?"""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from core import library, places
from core.config import ConfigError
from core.images import to_float
from core.jobs.execute import execute as train
from core.models import GanConfig
from core.tasks import DuelTask, TaskError
from core.tasks.duel import task as duel
from core.tasks.duel.half_steps import Bout, Seen
from core.tasks.duel.task import STATE, open_duel, starts_of
from tests.core.conftest import BRIEF, brief_run, keep
from tests.core.tasks.conftest import worked_off
from tests.visitors import ANNA, BEN

TINY = {"latent_dim": 3, "filters": (4, 8), "discriminator_filters": (4, 8), "embedding": 2}
CONSTANT = BRIEF.replace(schedule="constant")  # three steps an epoch, two epochs
SHORT = CONSTANT.replace(epoch_images=64, epochs=3)  # two steps an epoch: the rest of a shuffle is left
KINDS = {
    "conditional": GanConfig(**TINY, conditional=True),
    "patient": GanConfig(**TINY, loss="wasserstein-gp", discriminator_norm="none", discriminator_steps=2),
    "hinge": GanConfig(**TINY, loss="hinge", discriminator_norm="spectral", dropout=0.2, r1=1.0),
}


@pytest.fixture(scope="session")
def trained_gans(tmp_path_factory) -> dict[str, Path]:
    """Folders of trained GANs. Not to be changed."""
    folders = {}
    for kind, model in KINDS.items():
        folder = folders[kind] = tmp_path_factory.mktemp("gans") / kind
        folder.mkdir()
        training = SHORT if kind == "hinge" else CONSTANT
        (folder / "config.json").write_text(brief_run(model=model, training=training).to_json())
        assert train(folder) == "done", library.entry_at(folder).reason
    return folders


@pytest.fixture
def gan(store, trained_gans) -> library.Entry:
    return keep(trained_gans["conditional"], ANNA)


def taken(entry: library.Entry, moves: str, start: str = "untrained"):
    task = DuelTask(model=entry.id, start=start, moves=moves)
    status = worked_off(task)
    assert status.state == "done", status.reason
    return open_duel(task)


def state_of(entry: library.Entry, moves: str, start: str = "untrained") -> dict[str, torch.Tensor]:
    return load_file(places.tasks() / DuelTask(model=entry.id, start=start, moves=moves).key() / STATE)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("kind", "rounds"), [("conditional", 6), ("patient", 3), ("hinge", 6)])
def test_rounds_of_both_from_untrained_networks_are_the_steps_of_the_run_itself(store, trained_gans, kind, rounds):
    entry = keep(trained_gans[kind], ANNA)
    before = files_of(entry.path)
    trace = taken(entry, f"{rounds}B")
    assert trace.moves == "B" * rounds and len(trace.history) == rounds and np.isfinite(trace.history).all()
    mine, theirs = state_of(entry, f"{rounds}B"), load_file(entry.path / "model.safetensors")
    assert all(torch.equal(mine[f"model.{name}"], tensor) for name, tensor in theirs.items())
    assert files_of(entry.path) == before, "the run does not notice"


def test_a_stopped_run_is_gone_on_from_with_its_own_moments(store, trained_gans):
    entry = keep(trained_gans["conditional"], ANNA)
    for name in ("model.safetensors", "history.jsonl", "state.json"):
        (entry.path / name).unlink()
    asked = iter([False] * 4)
    assert train(entry.path, should_stop=lambda: next(asked, True)) == "stopped"
    entry = library.find(entry.id)
    assert starts_of(entry)[-1] == "newest"
    taken(entry, "2B", "newest")
    taken(entry, "6B")
    gone_on, whole = state_of(entry, "2B", "newest"), state_of(entry, "6B")
    assert int(gone_on["at"]) == int(whole["at"]) == 6
    assert all(torch.equal(gone_on[name], whole[name]) for name in whole if name != "history")


def test_only_the_side_that_is_to_learn_does(gan):
    taken(gan, "")
    first = {name: tensor for name, tensor in state_of(gan, "").items() if name.startswith("model.")}
    for move, other in (("D", "model.generator."), ("G", "model.discriminator.")):
        trace, now = taken(gan, move), state_of(gan, move)
        same = {name for name, tensor in first.items() if torch.equal(now[name], tensor)}
        learned = [name for name in first if name.endswith("weight") and not name.startswith(("model.decoder", other))]
        assert not same & set(learned)
        assert {name for name in first if name.startswith(other) and name.endswith("weight")} <= same
        assert np.array_equal(trace.scores[0], trace.scores[1]) == (move == "G")
        assert np.array_equal(trace.before, trace.after) == (move == "D") == (not trace.change.any())
        assert np.isnan(trace.history[0, 0]) == (move == "G")


def test_longer_goes_on_from_what_is_kept_and_comes_to_the_same_without(gan, monkeypatch):
    taken(gan, "3B")
    kept = places.tasks() / DuelTask(model=gan.id, moves="3B").key() / STATE
    marked = load_file(kept)
    marked["history"][0, 0] = 99.0
    save_file(marked, kept)
    assert taken(gan, "3B D").history[0, 0] == 99.0
    kept.unlink()
    again, straight = taken(gan, "3B G"), DuelTask(model=gan.id, moves="3B G")
    shutil.rmtree(places.tasks() / straight.key())
    monkeypatch.setattr(duel, "MOST_STATES", 0)
    anew = taken(gan, "3B G")
    assert anew.history[0, 0] != 99.0
    for name in ("scores", "before", "after", "push", "means"):
        assert np.array_equal(getattr(again, name), getattr(anew, name)), name
    assert len(list(places.tasks().glob(f"*/{STATE}"))) == 1, "room is made before the newest is kept"


def test_what_is_shown_belongs_together(gan):
    one, two = taken(gan, "B"), taken(gan, "2B")
    assert np.array_equal(one.z, two.z) and np.array_equal(one.labels, np.arange(8))
    assert np.array_equal(one.after, two.before), "the same noise"
    assert not np.array_equal(one.real, two.real) and set(one.real_labels) <= set(range(10))
    assert one.batch == 32 and one.scores.shape == (3, 2, 8) and one.push.shape == (8, 28, 28)
    # d/ds of softplus(-s) and softplus(s): what is called real by 90 % pulls by 10 %.
    chance = 1 / (1 + np.exp(-one.scores[0]))
    assert np.allclose(one.pulls, [1 - chance[0], -chance[1]], atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_pixels_that_follow_the_push_look_more_real(trained_gans, kind):
    entry = library.entry_at(trained_gans[kind])
    dataset = entry.config.dataset.load("train", image_size=28)
    torch.manual_seed(1)
    bout = Bout(entry.config.model.build(dataset.classes), entry.config, dataset, 0)
    bout.take("B")
    eye: Seen = bout.seen("")
    model, at = bout.model.eval(), torch.from_numpy(eye.arrays["push"])[:, None]
    drawn = torch.cat([to_float(torch.from_numpy(eye.arrays["after"])), eye.x[len(at) :]])
    moved = drawn.clone()
    moved[: len(at)] += 1e-2 * at / at.abs().max()
    with torch.no_grad():
        before, after = (model.duel.draw(model.discriminator(x, eye.told)[: len(at)]) for x in (drawn, moved))
    assert after < before


def test_where_nothing_can_begin_or_be_taken_a_sentence_says_so(gan, store, trained_vae):
    with pytest.raises(ConfigError, match="start must be untrained, newest or such as epoch 3"):
        DuelTask(model=gan.id, start="epoch 0")
    with pytest.raises(ConfigError, match="must be D, G or B"):
        DuelTask(model=gan.id, moves="3X")
    with pytest.raises(TaskError, match="start must be one of untrained, epoch 1, epoch 2, newest, got epoch 7"):
        DuelTask(model=gan.id, start="epoch 7").key()
    with pytest.raises(TaskError, match="is no GAN"):
        DuelTask(model=keep(trained_vae, BEN).id).key()
    (gan.path / "state.json").write_text('{"state": "running", "reason": ""}')
    with pytest.raises(TaskError, match="while the training goes on"):
        DuelTask(model=gan.id, start="newest").key()
    (gan.path / "state.json").write_text('{"state": "done", "reason": ""}')
    snapshot = gan.path / "snapshots" / "0002.safetensors"
    tensors = load_file(snapshot)
    tensors["model.discriminator.head.weight"].fill_(torch.nan)
    save_file(tensors, snapshot)
    status = worked_off(DuelTask(model=gan.id, start="epoch 2", moves="B"))
    assert status.state == "failed" and "not finite" in status.reason


def test_trained_networks_keep_their_shape_although_their_moments_are_not_known(gan):
    first, one = taken(gan, "", "epoch 2"), taken(gan, "D", "epoch 2")
    assert np.array_equal(first.before, one.before) and len(one.history) == 1
    assert np.abs(one.means[1] - first.means[0]).max() < 0.4
