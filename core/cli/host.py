"""What does `python -m core host` see and settle on this server?"""

from __future__ import annotations

import shutil
import time
from typing import Annotated

import typer

from core.cli import show as shown

app = typer.Typer(no_args_is_help=True, help="This server: who waits, what runs, what is kept, and what grew too old.")

Id = Annotated[str, typer.Argument(help="Of a model: 32 hex digits.", metavar="ID")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of text.")]
SHORT = 12  # digits of a visitor's mark: enough to tell them apart


@app.command()
def status(as_json: AsJson = False) -> None:
    """List what trains and waits, in its order, and what each visitor keeps here."""
    from core import places
    from core.holdings import held
    from core.host.visitors import visitors
    from core.jobs import order

    runs = order.outstanding(*places.stores())
    rows = [
        {
            "what": "training" if run.path.parent == places.models() else "task",
            "id": run.id,
            "state": run.state,
            "minutes": round((time.time() - run.submitted) / 60, 1),
            "visitor": run.owner.mark[:SHORT] if run.owner else "-",
        }
        for run in [*(run for run in runs if run.state == "running"), *order.in_turn(runs)]
    ]
    if rows:
        shown.table(rows, as_json)
    kept = [(owner, held(owner)) for owner in visitors()]
    if kept:
        counts = [
            {
                "visitor": who.mark[:SHORT],
                "models": h.models,
                "sets": h.sets,
                "hands": h.hands,
                "MB": round(h.bytes / 1e6, 1),
            }
            for who, h in sorted(kept, key=lambda one: -one[1].bytes)
        ]
        shown.table(counts, as_json)
    usage = shutil.disk_usage(places.home() if places.home().is_dir() else places.home().parent)
    total = sum(h.bytes for _, h in kept) / 1e6
    row = {"visitors": len(kept), "outstanding": len(rows), "MB kept": round(total, 1), "MB free": usage.free // 10**6}
    shown.table([row], as_json)


@app.command()
def sweep(
    days: Annotated[float, typer.Option(min=1, help="Unused for so many days.")] = 30,
    look: Annotated[bool, typer.Option("--look", help="Say what would go, and leave it.")] = False,
) -> None:
    """Remove models, images, hands and notes that nobody has used for long."""
    from core.host.age import sweep as swept

    found = swept(days, only_look=look)
    print(f"Would go: {found.says()}" if look and found.counts else found.says())


@app.command()
def stop(id: Id) -> None:
    """End a training, whoever ordered it; what it learned is kept."""
    from core import library
    from core.jobs import client
    from core.types import ModelError

    entry = library.find(id)
    if entry.owner is None:
        raise ModelError("Nobody has ordered this: there is nothing to stop.")
    client.stop(id, entry.owner)
    print(f"{entry.title}: told to stop.")


@app.command()
def delete(id: Id) -> None:
    """Remove a visitor's model, its maps and its notes for good."""
    from core import library
    from core.library import models
    from core.types import ModelError

    path = library.path_of(id)
    if path not in models.visitors_folders():
        raise ModelError(f"{id} comes along with the app and stays.")
    if library.find(id).active:
        raise ModelError("It trains or waits: stop it first.")
    models.remove(path)
    print("Gone.")


@app.command()
def health(
    address: Annotated[
        str, typer.Option(help="Of the app; empty: do not ask it.", metavar="URL")
    ] = "http://127.0.0.1:8501",
) -> None:
    """Say what is not well: pages, the disk, what works off the queue; the exit code is 0 only if all is."""
    from core.host.health import ills

    found = ills(address)
    for ill in found:
        print(ill)
    if found:
        raise typer.Exit(1)
    print("All is well.")


@app.command()
def pause() -> None:
    """Have nothing new begin of what is ordered; what is at work goes on."""
    from core.host import settled

    settled.pause(on=True)
    print("Paused: nothing new begins until `host resume`.")


@app.command()
def resume() -> None:
    """Let what is ordered begin again."""
    from core.host import settled

    settled.pause(on=False)
    print("What waits begins in its turn.")


@app.command()
def banner(text: Annotated[str, typer.Argument(help="To say on every page; empty: nothing any more.")] = "") -> None:
    """Say something to all visitors, on every page that they open from now on."""
    from core.config import ConfigError
    from core.host import settled

    try:
        settled.say(text)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    print(f"Said on every page: {settled.banner()}" if settled.banner() else "Nothing is said any more.")


@app.command()
def metrics() -> None:
    """Print what a monitoring system reads, in Prometheus' text format."""
    from core.host.metrics import prometheus

    print(prometheus(), end="")
