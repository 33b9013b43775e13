"""How many workers does the engine have, how large, and where?"""

from __future__ import annotations

import os

from pydantic import Field

from core.config import Config, ConfigError

MB = 2**20


class EngineSettings(Config):
    """Where the engine's work is done. 0 stands for a default that suits the machine."""

    scheduler: str = Field("", max_length=300, description="Address of a dask scheduler; empty for workers of our own.")
    tls_ca: str = Field("", max_length=4096, description="Certificate authority of that scheduler, a PEM file.")
    tls_cert: str = Field("", max_length=4096, description="Our certificate for that scheduler, a PEM file.")
    tls_key: str = Field("", max_length=4096, description="Our key for that scheduler, a PEM file.")
    slots: int = Field(0, ge=0, le=10_000, description="Runs handed to that scheduler at once; 0 for one a thread.")
    workers: int = Field(0, ge=0, le=256, description="Own worker processes, one run each; 0 for half the cores.")
    threads: int = Field(0, ge=0, le=256, description="Threads of a run; 0 for an equal share that spares one core.")
    memory: int = Field(0, ge=0, le=2**24, description="Megabytes a worker may take; 0 for a share of the machine's.")
    niceness: int = Field(10, ge=0, le=19, description="How far the own workers stand back for the web process.")

    @classmethod
    def from_environment(cls) -> EngineSettings:
        """Read LATENT_INK_SCHEDULER, LATENT_INK_WORKERS and so on. Raises ConfigError."""
        given = {}
        for name, field in cls.model_fields.items():
            text = os.environ.get(f"LATENT_INK_{name.upper()}", "")
            if text and field.annotation is int and not text.isdecimal():
                raise ConfigError(f"LATENT_INK_{name.upper()} must be a whole number, got {text[:60]!r}.")
            if text:
                given[name] = int(text) if field.annotation is int else text
        return cls(**given)

    def fitted(self, cores: int, memory: int) -> EngineSettings:
        """Fill in the defaults for a machine of `cores` cores and `memory` bytes.

        At most four workers by default: each keeps 350 MB warm. The threads of all workers together leave a core to
        the web process; and a training that shares its cores with others must not have more threads than it has
        cores to itself: torch's threads spin while they wait, two on one and a half cores took four times as long
        as one (67 steps a second against 13 to 26).
        """
        workers = self.workers or max(1, min(4, cores // 2))
        threads = self.threads or max(1, (cores - 1) // workers)
        share = self.memory or max(1024, min(8192, int(0.6 * memory / workers / MB)))
        return self.replace(workers=workers, threads=threads, memory=share)
