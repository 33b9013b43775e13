"""What does `python -m core export` do besides one model: the class pack, and pages that train?"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from core.config import ConfigError
from core.files import write_atomic
from core.library.folder import entry_at


def export(
    folder: Path | None,
    out: Path,
    to: str,
    *,
    trainer: bool = False,
    refiner: bool = False,
    models: Sequence[str] = (),
    lessons: Sequence[str] = (),
    server: str = "",
    as_json: bool = False,
) -> None:
    """Write what is asked for. Raises ConfigError where options do not go together, and as what writes it does."""
    if refiner and (to != "html" or trainer):
        raise ConfigError("--refiner goes with --to html, and not with --trainer.")
    if to == "pack":
        if folder is not None or trainer:
            raise ConfigError("a pack names its models by --models, and has the trainer anyway.")
        pack(out, models, lessons, server, as_json)
        return
    if models or lessons or server:
        raise ConfigError("--models, --lessons and --server go with --to pack.")
    if to == "html" and trainer:
        page_that_trains(folder, out)
        return
    if trainer:
        raise ConfigError("--trainer goes with --to html.")
    if folder is None:
        raise ConfigError(f"--to {to} needs a model folder.")
    from core.cli import show

    show.export(folder, out, to, refined=refiner)


def pack(out: Path, models: Sequence[str], lessons: Sequence[str], server: str, as_json: bool) -> None:
    """Write a class pack, with a bar on a terminal. lessons: all if none is named, none for "none"."""
    from rich.console import Console
    from rich.progress import Progress

    from core.class_pack.write import write_pack

    wanted = None if not lessons else [name for name in lessons if name != "none"]
    console = Console(file=sys.stderr)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("class pack", total=1.0)
        written = write_pack(
            out, models=models, lessons=wanted, server=server,
            told=lambda what, share: bar.update(task, completed=share, description=what),
        )  # fmt: skip
    told = {"folder": str(out), "pages": written.pages, "bytes": written.size}
    print(
        json.dumps(told)
        if as_json
        else f"{written.pages} pages, {written.size / 1e6:.1f} MB: open {out / 'index.html'}"
    )


def page_that_trains(folder: Path | None, out: Path) -> None:
    """Write the trainer as one HTML page, below the pad of a model where one is named."""
    from core.class_pack.stages.train import training_block
    from core.export.html import trainer_html

    if folder is None:
        write_atomic(out, trainer_html(training_block(), title="Train a VAE in this page"))
        return
    from core.export.model import bundle_of

    entry = entry_at(folder)
    write_atomic(out, trainer_html(training_block(), title=entry.title, pad=bundle_of(entry)))
