"""Runs that are trained together are ordered at once, share a turn, and end, stop and fail each by itself."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import load

from core import jobs, library
from core.datasets.digits import DigitsConfig
from core.files import read_lines, write_json
from core.jobs import JobError, intake, order, run_state, worker
from core.jobs.dispatcher import Dispatcher
from core.jobs.settings import EngineSettings
from core.models import GanConfig, MlpVaeConfig
from core.training.run import RunConfig, TrainingConfig
from core.transfer import model_zip
from tests.core.jobs.conftest import small_run
from tests.visitors import ANNA, BEN, CARL

GAN = GanConfig(latent_dim=3, filters=(2, 4), discriminator_filters=(2, 4), conditional=True)
VAE = MlpVaeConfig(hidden=(16,))


def duel(epochs: int = 4, **training) -> list[RunConfig]:
    """Return a GAN and a VAE on the same few digits."""
    settings = {"epochs": epochs, "batch_size": 20, "device": "cpu", "snapshots": (1,)} | training
    data, training = DigitsConfig(limit=60), TrainingConfig(**settings)
    return [RunConfig(dataset=data, model=model, training=training) for model in (GAN, VAE)]


def events(folder: Path) -> list[str]:
    return [row["event"] for row in read_lines(folder / "events.jsonl")]


def told(folder: Path) -> list[tuple]:
    return [
        (row["epoch"], row["step"], row["train"], row["validation"]) for row in read_lines(folder / "history.jsonl")
    ]


def weights(folder: Path) -> torch.Tensor:
    tensors = load((folder / "model.safetensors").read_bytes())
    return torch.cat([tensors[name].flatten().double() for name in sorted(tensors)])


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")} - {"together.json"}


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """What the worker did, turn by turn: (id, share of the budget that is used up after it)."""
    taken, work = [], worker._work

    def watched(path: Path) -> Iterator[float]:
        for share in work(path):
            taken.append((path.name, share))
            yield share

    monkeypatch.setattr(worker, "_work", watched)
    return taken


def test_they_are_ordered_at_once_and_know_of_each_other(store: Path):
    ids = jobs.submit_together(duel(), ANNA, titles=["The forger", "The painter"])
    assert [library.find(id).title for id in ids] == ["The forger", "The painter"]
    assert [library.find(id).config.model.family for id in ids] == ["gan", "mlp vae"]
    assert [jobs.together(id) for id in ids] == [ids, ids]
    alone = jobs.submit(small_run(), ANNA)
    assert jobs.together(alone) == ()
    assert jobs.submit_together(duel(), ANNA) == ids, "two tabs that order the same"
    assert set(jobs.submit_together(duel(), BEN)).isdisjoint(ids)
    jobs.stop(ids[0], ANNA)
    assert set(jobs.submit_together(duel(), ANNA)).isdisjoint(ids)
    library.delete(ids[0], ANNA)
    assert jobs.together(ids[1]) == ()
    with pytest.raises(library.ModelError, match="There is no model"):
        jobs.together(ids[0])


def test_a_deleted_one_is_left_out(store: Path):
    ids = jobs.submit_together([small_run(seed=seed) for seed in range(3)], ANNA)
    jobs.stop(ids[1], ANNA)
    library.delete(ids[1], ANNA)
    assert jobs.together(ids[2]) == (ids[0], ids[2])


def test_a_team_starts_in_the_turn_of_its_first_and_costs_a_turn_for_each(store: Path):
    busy = jobs.submit(small_run(), BEN)
    ids = jobs.submit_together([small_run(seed=seed) for seed in range(3)], ANNA)
    later, newcomer = jobs.submit(small_run(seed=9), ANNA), jobs.submit(small_run(), CARL)
    others = [jobs.submit(small_run(seed=seed), CARL) for seed in (1, 2)]
    assert [jobs.status(id).position for id in (busy, *ids, newcomer, *others, later)] == [1, 2, 2, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("number", "titles"), [(0, ()), (1, ()), (5, ()), (2, ("one",))])
def test_what_makes_no_team_is_refused(store: Path, number: int, titles: tuple):
    with pytest.raises(JobError, match=r"2 to 4 runs can be trained together, got [015]|each of the 2 runs or none"):
        jobs.submit_together([small_run(seed=seed) for seed in range(number)], ANNA, titles=titles)
    assert not list(store.glob("[0-9a-f]*"))


def test_a_team_that_does_not_fit_is_not_taken_by_halves(store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LATENT_INK_MOST_RUNS", "2")
    jobs.submit(small_run(seed=5), ANNA)
    with pytest.raises(JobError, match="You have 1 runs waiting or running, order 2 more and may have 2"):
        jobs.submit_together(duel(), ANNA)
    with pytest.raises(library.ModelError, match="a title must have"):
        jobs.submit_together(duel(), BEN, titles=["fine", "x" * 81])
    monkeypatch.setattr(intake, "ROOM", 2**60)
    with pytest.raises(JobError, match="The disk is full"):
        jobs.submit_together(duel(), BEN)
    assert len(list(store.glob("[0-9a-f]*"))) == 1


def test_no_worker_takes_one_before_all_are_there(store: Path, monkeypatch: pytest.MonkeyPatch):
    seen, write = [], run_state.write_state

    def looked_at(folder: Path, state: str, reason: str = "") -> None:
        write(folder, state, reason)
        if state == "queued":
            seen.extend(worker.run(str(run.path)) for run in order.outstanding(store))

    with monkeypatch.context() as patch:
        patch.setattr(run_state, "write_state", looked_at)
        ids = jobs.submit_together(duel(), ANNA)
    assert seen == ["busy"] * 3 and len(order.teammates(store / ids[0])) == 1


@pytest.mark.long
def test_they_learn_in_step_and_each_leaves_what_a_run_by_itself_does(store: Path, turns: list):
    team = jobs.submit_together(duel(), ANNA)
    assert worker.run(str(store / team[0])) == "done"
    assert [jobs.status(id).state for id in team] == ["done", "done"]
    shares = dict.fromkeys(team, 0.0)
    for id, share in turns:
        assert shares[id] == min(shares.values()), "the turn is that of who has had less"
        shares[id] = share
    assert {id for id, _ in turns[:2]} == set(team)
    single = [jobs.submit(config, BEN) for config in duel()]
    for one, other in zip(team, single, strict=True):
        assert worker.run(str(store / other)) == "done"
        assert told(store / one) == told(store / other) and len(told(store / one)) == 4
        assert torch.equal(weights(store / one), weights(store / other))
        assert files(store / one) == files(store / other)
        assert events(store / one) == ["start", "done"]


def test_seconds_are_shared_out_evenly(store: Path):
    team = jobs.submit_together(duel(epochs=5000, seconds=0.4), ANNA)
    worker.run(str(store / team[1]))
    for id in team:
        assert jobs.status(id).state == "done" and 0.4 <= jobs.status(id).seconds < 1.6
    steps = {id: told(store / id)[-1][1] for id in team}
    assert steps[team[1]] > 1.5 * steps[team[0]], "the GAN's seconds are not the VAE's"


@pytest.mark.long
def test_one_that_is_stopped_ends_alone_and_goes_on_alone(store: Path, turns: list, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(worker, "STOP_LOOK", 0.0)
    forger, painter = jobs.submit_together(duel(epochs=6), ANNA)
    watched = worker._work

    def stopping(path: Path) -> Iterator[float]:
        for i, share in enumerate(watched(path)):
            if path.name == painter and i == 1:
                jobs.stop(forger, ANNA)
            if path.name == painter and i == 4:
                assert jobs.status(forger).state == "stopped"
                jobs.resume(forger, ANNA)
            yield share

    monkeypatch.setattr(worker, "_work", stopping)
    worker.run(str(store / forger))
    assert jobs.status(painter).state == "done"
    assert jobs.status(forger).state == "queued" and jobs.status(forger).position == 1
    assert order.team_of(store / forger) == "" and jobs.together(forger) == (forger, painter)
    assert len([id for id, _ in turns if id == forger]) <= 4
    assert worker.run(str(store / forger)) == "done"
    assert [row[0] for row in told(store / forger)] == list(range(1, 7))
    assert events(store / forger) == ["start", "stopped", "resume", "start", "done"]


def test_one_that_cannot_be_trained_fails_alone(store: Path):
    bad = small_run().replace(dataset=DigitsConfig(limit=1))
    ids = jobs.submit_together([bad, small_run(seed=1), small_run(seed=2), small_run(seed=3)], ANNA)
    (store / ids[1] / "config.json").write_text("{}")
    (store / ids[3] / "stop").touch()
    worker.run(str(store / ids[0]))
    assert [run_state.read_state(store / id) for id in ids] == ["failed", "failed", "done", "stopped"]
    assert "1 images" in jobs.status(ids[0]).reason


def test_out_of_memory_one_may_be_tried_by_itself(store: Path, monkeypatch: pytest.MonkeyPatch):
    def greedy(self, *args, **kwargs):
        raise MemoryError

    ids = jobs.submit_together(duel(), ANNA)
    with monkeypatch.context() as patch:
        patch.setattr("core.models.gan_network.Gan.train_step", greedy)
        worker.run(str(store / ids[0]))
    assert [jobs.status(id).state for id in ids] == ["failed", "done"]
    assert jobs.status(ids[0]).reason.endswith("a smaller batch, or train it by itself.")
    jobs.resume(ids[0], ANNA)
    assert worker.run(str(store / ids[0])) == "done"


@pytest.mark.long
def test_taken_away_both_come_back_and_stay_together(store: Path, monkeypatch: pytest.MonkeyPatch):
    def taken_away(self) -> bool:
        raise worker.Abandoned

    ids = jobs.submit_together(duel(), ANNA)
    with monkeypatch.context() as patch:
        patch.setattr(worker.StopSignal, "__call__", taken_away)
        assert worker.run(str(store / ids[0])) == "queued"
    assert [events(store / id) for id in ids] == [["start", "abandoned"]] * 2
    worker.run(str(store / ids[1]))
    assert [jobs.status(id).state for id in ids] == ["done", "done"]


def test_one_that_takes_workers_down_does_not_take_the_others_last_chance(store: Path):
    poison, innocent = jobs.submit_together(duel(), ANNA)
    for id in (poison, innocent):
        for _ in range(2):
            run_state.note(store / id, "start")
    run_state.note(store / poison, "start")
    assert worker.run(str(store / poison)) == "failed"
    assert jobs.status(innocent).state == "queued" and order.team_of(store / innocent) == ""
    assert worker.run(str(store / innocent)) == "done"


def test_a_mistake_in_one_is_not_taken_for_the_others(store: Path, monkeypatch: pytest.MonkeyPatch):
    def mistaken(self, *args, **kwargs):
        raise TypeError("a mistake")

    guilty, innocent = jobs.submit_together(duel(), ANNA)
    monkeypatch.setattr("core.models.gan_network.Gan.train_step", mistaken)
    dispatcher = Dispatcher(None, [store], EngineSettings())
    with pytest.raises(TypeError) as found:
        worker.run(str(store / innocent))
    came_back = SimpleNamespace(status="error", exception=lambda: found.value)  # as dask hands it over
    for id in (guilty, innocent):
        dispatcher._weigh(store / id, came_back)
    assert [jobs.status(id).state for id in (guilty, innocent)] == ["queued"] * 2
    assert worker.run(str(store / innocent)) == "done"
    with pytest.raises(TypeError):
        worker.run(str(store / guilty))
    dispatcher._weigh(store / guilty, came_back)
    assert (jobs.status(guilty).state, jobs.status(guilty).reason) == ("failed", "TypeError: a mistake")


def test_the_time_that_is_left_counts_the_turns_of_the_others(store: Path):
    ids = jobs.submit_together(duel(), ANNA)
    for id, seconds in zip(ids, (30.0, 10.0), strict=True):
        run_state.write_state(store / id, "running")
        write_json(store / id / "tick.json", {"fraction": 0.25, "seconds": seconds})
    assert [jobs.status(id).seconds_left for id in ids] == [120.0, 120.0]
    (store / ids[1] / "tick.json").unlink()
    assert jobs.status(ids[0]).seconds_left == 180.0, "as long as nobody knows, each takes as long"
    run_state.write_state(store / ids[1], "done")
    assert jobs.status(ids[0]).seconds_left == 90.0


def test_what_is_sent_does_not_tell_whom_it_was_trained_with(store: Path):
    ids = jobs.submit_together(duel(epochs=1), ANNA)
    worker.run(str(store / ids[0]))
    taken = model_zip.import_zip(model_zip.export_zip(ids[0]), BEN)
    assert jobs.together(taken) == () and not (store / taken / "together.json").exists()
