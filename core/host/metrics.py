"""What do the web processes of this server tell of themselves, and how is all of it read by a monitoring system?

Each process writes a small file of its own every few seconds; those of processes that have ended are passed over. The
text format: https://prometheus.io/docs/instrumenting/exposition_formats/.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator

from pydantic import Field

from core import places
from core.config import Config, ConfigError
from core.files import made, write_atomic
from core.host import admission, settled
from core.jobs import order
from core.limits import Limits

FRESH = 30.0  # seconds after which a process that wrote nothing is taken for one that has ended
LATEST = 200  # page runs of each page by which its times are told
MANY = 10**12


class Page(Config):
    """How long one page takes. runs: since the start; seconds: their sum; median, worst: of the latest 200."""

    runs: int = Field(0, ge=0, le=MANY)
    seconds: float = Field(0.0, ge=0.0, le=1e12)
    median: float = Field(0.0, ge=0.0, le=1e9)
    worst: float = Field(0.0, ge=0.0, le=1e9)


class Told(Config):
    """What one web process tells. tabs: that are open; rss: bytes of memory; refusals: by what was refused."""

    tabs: int = Field(0, ge=0, le=MANY)
    rss: int = Field(0, ge=0, le=2**60)
    pages: dict[str, Page] = Field(default_factory=dict)
    refusals: dict[str, int] = Field(default_factory=dict)


_latest: dict[str, deque[float]] = {}
_sums: dict[str, tuple[int, float]] = {}
_refused: Counter[str] = Counter()
_lock = threading.Lock()


def page_ran(title: str, seconds: float) -> None:
    """Note that a page of this process took so long."""
    with _lock:
        _latest.setdefault(title, deque(maxlen=LATEST)).append(seconds)
        runs, total = _sums.get(title, (0, 0.0))
        _sums[title] = runs + 1, total + seconds


def refused(what: str) -> None:
    """Note that this process refused something: an order, a password, a place."""
    with _lock:
        _refused[what] += 1


def told(tabs: int) -> Told:
    """Return what this process has noted. tabs: that are open."""
    with _lock:
        pages = {}
        for title, (runs, total) in _sums.items():
            latest = sorted(_latest[title])
            pages[title] = Page(runs=runs, seconds=total, median=latest[len(latest) // 2], worst=latest[-1])
        return Told(tabs=tabs, rss=_rss(), pages=pages, refusals=dict(_refused))


def write(tabs: int) -> None:
    """Write what this process has noted to where the others are read. Raises OSError."""
    made(places.host())
    path = places.host() / f"web-{os.getpid()}.json"
    write_atomic(path, told(tabs).to_json(), durable=False)


def processes() -> list[Told]:
    """Return what the web processes tell that run just now; remove what others left."""
    found = []
    for path in sorted(places.host().glob("web-*.json")):
        try:
            if time.time() - path.stat().st_mtime > FRESH:
                path.unlink(missing_ok=True)
            else:
                found.append(Told.from_json(path.read_bytes()))
        except (OSError, ConfigError):
            continue
    return found


def pages(of: Iterable[Told]) -> dict[str, Page]:
    """Return the pages of several processes together, the slowest in the middle first."""
    found: dict[str, Page] = {}
    for title, page in [pair for one in of for pair in one.pages.items()]:
        other = found.get(title, Page())
        worst, median = max(page.worst, other.worst), max(page.median, other.median)
        seconds = page.seconds + other.seconds
        found[title] = Page(runs=page.runs + other.runs, seconds=seconds, median=median, worst=worst)
    return dict(sorted(found.items(), key=lambda pair: -pair[1].median))


def prometheus() -> str:
    """Return all of it in Prometheus' text format."""
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    web = processes()
    home = next(path for path in (places.home(), *places.home().parents) if path.is_dir())
    yield from _one("web_processes", "gauge", "Web processes that run.", {"": len(web)})
    yield from _one("tabs", "gauge", "Tabs that are open.", {"": sum(one.tabs for one in web)})
    yield from _one("web_memory_bytes", "gauge", "Memory of all web processes.", {"": sum(one.rss for one in web)})
    yield from _one("disk_free_bytes", "gauge", "Free on the disk of the home.", {"": shutil.disk_usage(home).free})
    inside, waiting = admission.counts(Limits.from_environment())
    where = {'{where="in"}': inside, '{where="in line"}': waiting}
    yield from _one("visitors", "gauge", "Visitors in and in line, where their number is limited.", where)
    counts = Counter((kind, run.state) for kind in KINDS for run in order.outstanding(KINDS[kind]()))
    queue = {f'{{kind="{k}",state="{s}"}}': counts[k, s] for k in KINDS for s in ("queued", "running")}
    yield from _one("orders", "gauge", "Trainings and tasks that wait or run.", queue)
    yield from _one("queue_paused", "gauge", "1 while nothing new begins.", {"": int(settled.paused())})
    refusals = sum((Counter(one.refusals) for one in web), Counter())
    said = {f'{{what="{_quoted(what)}"}}': n for what, n in sorted(refusals.items())}
    yield from _one("refusals_total", "counter", "What was refused.", said)
    all_pages = pages(web)
    for name, what in (("runs", "Runs"), ("seconds", "Seconds of all runs")):
        values = {f'{{page="{_quoted(title)}"}}': getattr(page, name) for title, page in all_pages.items()}
        yield from _one(f"page_{name}_total", "counter", f"{what} of each page.", values)


KINDS = {"training": places.models, "task": places.tasks}


def _one(name: str, kind: str, help: str, values: dict[str, float]) -> Iterator[str]:
    yield f"# HELP latent_ink_{name} {help}"
    yield f"# TYPE latent_ink_{name} {kind}"
    for labels, value in values.items():
        yield f"latent_ink_{name}{labels} {value:.15g}"


def _quoted(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", " ")


def _rss() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
