"""The workers share the machine: its cores, its memory, and a lane of their own for tasks where there is room."""

import pytest

from core.config import ConfigError
from core.jobs.settings import EngineSettings

GB = 2**30


@pytest.mark.parametrize(
    ("cores", "memory", "workers", "lanes", "threads"),
    [(2, 8, 1, 2, 1), (2, 3, 1, 1, 1), (4, 16, 2, 2, 1), (16, 64, 4, 2, 3), (1, 4, 1, 2, 1)],
)
def test_defaults_leave_a_core_and_memory_to_the_web_process(cores, memory, workers, lanes, threads):
    found = EngineSettings().fitted(cores, memory * GB)
    assert (found.workers, found.lanes, found.threads) == (workers, lanes, threads)
    assert found.processes == workers + lanes - 1
    assert found.memory == 1024 or found.processes * found.memory * 2**20 <= 0.6 * memory * GB
    assert threads == 1 or threads * found.processes < cores


def test_what_is_named_is_kept(monkeypatch):
    for name, value in {"WORKERS": "3", "LANES": "1", "MEMORY": "2000"}.items():
        monkeypatch.setenv(f"LATENT_INK_{name}", value)
    found = EngineSettings.from_environment().fitted(2, 4 * GB)
    assert (found.processes, found.lanes, found.memory) == (3, 1, 2000)
    monkeypatch.setenv("LATENT_INK_LANES", "2")
    assert EngineSettings.from_environment().fitted(2, 4 * GB).processes == 4
    monkeypatch.setenv("LATENT_INK_LANES", "3")
    with pytest.raises(ConfigError, match="lanes must be between 0 and 2"):
        EngineSettings.from_environment()


def test_workers_as_large_as_the_machine_get_no_further_one():
    assert EngineSettings(memory=4000).fitted(2, 8 * GB).lanes == 1
    assert EngineSettings(memory=2000).fitted(2, 8 * GB).lanes == 2
    assert EngineSettings(scheduler="tcp://elsewhere:8786").fitted(1, GB).lanes == 2, "its workers are there already"
