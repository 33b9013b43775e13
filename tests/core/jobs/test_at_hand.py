"""Are only those workers counted that take work at this moment?"""

from __future__ import annotations

from distributed import Client, LocalCluster
from distributed.core import Status

from core.jobs.dispatcher import at_hand
from tests.core.jobs.conftest import until


def test_a_worker_that_takes_nothing_yet_is_not_counted():
    """One that has come but not begun is told of as one that pauses: it is there, and what is sent goes elsewhere."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):

        def counted() -> int:
            return at_hand(client.scheduler_info()["workers"].values())

        first = cluster.workers[0].address
        until(lambda: counted() == 2, 20)
        client.run(lambda dask_worker: setattr(dask_worker, "status", Status.paused), workers=[first])
        until(lambda: counted() == 1, 20)
        assert client.scheduler_info()["total_threads"] == 2
        client.run(lambda dask_worker: setattr(dask_worker, "status", Status.running), workers=[first])
        until(lambda: counted() == 2, 20)
