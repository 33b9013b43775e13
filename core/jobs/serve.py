"""What is the engine? `python -m core.jobs.serve`: the one process that moves this store's runs and tasks to workers.

It lives as long as its stdin; a line on it means "look now". Of several engines on one store, one works and the others
wait for its end. It keeps nothing to itself: kill it, and the next one goes on.
"""

from __future__ import annotations

import fcntl
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core import library, places
from core.config import ConfigError
from core.files import made, opened
from core.jobs import order, run_state
from core.jobs.settings import EngineSettings
from core.tasks import store as tasks

OLD = 3600.0  # seconds after which a temporary file of a finished model has surely lost its writer
FAREWELL = 2.0  # seconds the workers have to put their runs back into the queue when stdin has ended
RETRY = 1.0  # seconds before a lost cluster is looked for again


def main() -> int:
    """Serve this store until stdin ends; return the exit status."""
    try:
        settings = EngineSettings.from_environment()
    except ConfigError as error:
        print(f"The engine cannot start: {error}", file=sys.stderr)
        return 2
    engine = _Engine(places.stores(), settings)
    threading.Thread(target=engine.listen, name="stdin", daemon=True).start()
    try:
        with _only_one(places.models()):
            tidy(engine.stores)
            engine.work()
    except OSError as error:
        print(f"The engine cannot work in {places.home()}: {error.strerror or error}.", file=sys.stderr)
        return 1
    return 0


class _Engine:
    def __init__(self, stores: Sequence[Path], settings: EngineSettings) -> None:
        self.stores, self.settings = stores, settings
        self._nudge: Callable[[], None] = lambda: None
        self._at_work, self._ending, self._ended = False, threading.Event(), threading.Event()

    def listen(self) -> None:
        """Pass nudges on; when stdin ends, so does this process, and with it the workers."""
        while os.read(sys.stdin.fileno(), 4096):
            self._nudge()
        if self._at_work:
            self._ending.set()
            self._nudge()
            self._ended.wait(2 * FAREWELL)
            for run in order.outstanding(*self.stores):
                if run.state == "running":  # about to lose its worker through no fault of its own
                    run_state.note(run.path, "abandoned")
        os._exit(0)  # the workers notice, and go, too

    def work(self) -> None:
        """Dispatch, with a new cluster whenever the last one is lost."""
        # It ends without putting things away, and what multiprocessing's janitor then says helps nobody.
        sys.warnoptions.append("ignore:resource_tracker:UserWarning")
        # Here and not above: an engine that waits for another one's end holds 46 MB, with these it would be 85.
        from core.jobs.cluster import connected, fitted
        from core.jobs.dispatcher import Dispatcher

        settings = fitted(self.settings)
        while not self._ending.is_set():
            try:
                with connected(settings) as client:
                    dispatcher = Dispatcher(client, self.stores, settings)
                    self._nudge, self._at_work = dispatcher.nudged.set, True
                    dispatcher.serve(self._ending)
                    if self._ending.is_set():
                        dispatcher.hand_back(FAREWELL)
                        self._ended.set()
                        threading.Event().wait()  # for the end, which is near: closing a cluster takes seconds
            except OSError as error:
                print(f"The engine has no cluster: {error}", file=sys.stderr)
            self._ending.wait(RETRY)
        self._ended.set()


def tidy(stores: Sequence[Path]) -> None:
    """Remove what killed writers left, and the results of tasks that nothing leads to any more."""
    library.sweep()
    tasks.sweep()
    tasks.make_room()
    for run in order.outstanding(*stores):
        with run_state.claim(run.path) as mine:
            if mine:
                run_state.sweep(run.path)
    for path in [path for store in stores if store.is_dir() for path in store.iterdir()]:
        if path.is_dir() and not path.name.startswith("."):
            run_state.sweep(path, older_than=OLD)


@contextmanager
def _only_one(models: Path) -> Iterator[None]:
    with opened(made(models) / ".engine", "ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
