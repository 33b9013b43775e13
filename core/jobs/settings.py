"""How many workers does the engine have, how large, and where?"""

from __future__ import annotations

from pydantic import Field

from core.config import Config, from_environment

MB = 2**20
LEAST_MB = 1024  # that a worker needs to do anything


class EngineSettings(Config):
    """Where the engine's work is done. 0 stands for a default that suits the machine."""

    scheduler: str = Field("", max_length=300, description="Address of a dask scheduler; empty for workers of our own.")
    tls_ca: str = Field("", max_length=4096, description="Certificate authority of that scheduler, a PEM file.")
    tls_cert: str = Field("", max_length=4096, description="Our certificate for that scheduler, a PEM file.")
    tls_key: str = Field("", max_length=4096, description="Our key for that scheduler, a PEM file.")
    slots: int = Field(0, ge=0, le=10_000, description="Runs handed to that scheduler at once; 0 for one a thread.")
    workers: int = Field(0, ge=0, le=256, description="Own worker processes, one run each; 0 for half the cores.")
    threads: int = Field(0, ge=0, le=256, description="Threads of a run; 0 for an equal share that spares one core.")
    lanes: int = Field(
        0,
        ge=0,
        le=2,
        description="2: one worker more, so that trainings and tasks never wait for each other; 1: they share the "
        "workers; 0 for 2 where there is memory for it.",
    )
    memory: int = Field(0, ge=0, le=2**24, description="Megabytes a worker may take; 0 for a share of the machine's.")
    niceness: int = Field(10, ge=0, le=19, description="How far the own workers stand back for the web process.")

    @classmethod
    def from_environment(cls) -> EngineSettings:
        """Read LATENT_INK_SCHEDULER, LATENT_INK_WORKERS and so on. Raises ConfigError."""
        return from_environment(cls)

    @property
    def processes(self) -> int:
        """How many own workers there are in all."""
        return self.workers + (self.lanes == 2)

    def fitted(self, cores: int, memory: int) -> EngineSettings:
        """Fill in the defaults for a machine of `cores` cores and `memory` bytes.

        At most four workers by default, and the one that a second lane takes: each keeps 350 MB warm, and all together
        may take 60 % of the memory. The threads of all workers together leave a core to the web process; and a
        training that shares its cores with others must not have more threads than it has cores to itself: torch's
        threads spin while they wait, two on one and a half cores took four times as long as one (67 steps a second
        against 13 to 26).
        """
        workers = self.workers or max(1, min(4, cores // 2))
        room = 0.6 * memory / MB
        # A distant scheduler's workers are there already: a second lane only shares them out.
        lanes = self.lanes or (2 if self.scheduler or (workers + 1) * (self.memory or LEAST_MB) <= room else 1)
        told = self.replace(workers=workers, lanes=lanes)
        threads = self.threads or max(1, (cores - 1) // told.processes)
        share = self.memory or max(LEAST_MB, min(8192, int(room / told.processes)))
        return told.replace(threads=threads, memory=share)
