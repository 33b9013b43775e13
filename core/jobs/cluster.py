"""Where do the workers come from: processes of our own on this machine, or somebody's dask cluster?"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import dask.config
from dask.system import CPU_COUNT
from distributed import Client, LocalCluster, Security
from distributed.system import MEMORY_LIMIT

from core import places
from core.jobs.settings import MB, EngineSettings
from core.jobs.worker import Standby

PATIENCE = 20.0  # seconds to wait for a scheduler


@contextmanager
def connected(settings: EngineSettings) -> Iterator[Client]:
    """Give a client of the cluster that the settings name, with workers that warm themselves up.

    Raises OSError if the scheduler cannot be reached or the workers do not start.
    """
    with _distant(settings) if settings.scheduler else _own(settings) as client:
        client.register_plugin(standby(settings))
        yield client


def standby(settings: EngineSettings) -> Standby:
    """Return the plugin that warms workers up; it sets no number of threads on workers that are not ours."""
    return Standby(0, 0) if settings.scheduler else Standby(settings.threads, settings.niceness)


@contextmanager
def _distant(settings: EngineSettings) -> Iterator[Client]:
    security = None
    if settings.tls_ca:
        security = Security(
            tls_ca_file=settings.tls_ca,
            tls_client_cert=settings.tls_cert or None,
            tls_client_key=settings.tls_key or None,
            require_encryption=True,
        )
    with Client(settings.scheduler, security=security, timeout=PATIENCE, set_as_default=False) as client:
        yield client


@contextmanager
def _own(settings: EngineSettings) -> Iterator[Client]:
    scratch = places.home() / ".scratch"  # a killed engine cleans nothing up; the next one does
    shutil.rmtree(scratch, ignore_errors=True)
    # TLS and not TCP, though only this machine can connect: a scheduler runs whatever code it is sent, by any user.
    security = Security.temporary()
    with (
        dask.config.set(QUIET),
        LocalCluster(
            n_workers=settings.workers,  # and one more later, see core.jobs.dispatcher
            threads_per_worker=1,
            host="127.0.0.1",
            protocol="tls://",
            security=security,
            dashboard_address="127.0.0.1:0",  # None would open port 8787
            memory_limit=settings.memory * MB,
            local_directory=str(scratch),
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, timeout=PATIENCE, set_as_default=False) as client,
    ):
        yield client


def fitted(settings: EngineSettings) -> EngineSettings:
    """Fill in what depends on this machine's cores and memory, within the limits of its container."""
    return settings.fitted(CPU_COUNT, int(MEMORY_LIMIT))


QUIET = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # What lost its worker comes back to the dispatcher, who sends it when a worker is free. Left to itself, dask puts
    # it behind whatever runs on one that is left, a map behind an hour of training. Who is guilty, run_state counts.
    "distributed.scheduler.allowed-failures": 0,
    # A lost worker is replaced by its nanny. By default the cluster looks 15 seconds later whether there is one of that
    # name, and where its successor has just been lost, too, takes the nanny away; and nothing brings another.
    "distributed.deploy.lost-worker-timeout": "365 days",
    "distributed.scheduler.worker-ttl": None,  # a suspended laptop is no dead worker; a dead one, its nanny sees
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": False,  # runs return a word: there is nothing to spill
    "distributed.worker.memory.spill": False,
    # What dask watches for dashboards and data that nobody has here costs an idle laptop more than all the rest.
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.client.scheduler-info-interval": "60s",
}
