"""What does `python -m core evaluate --sampler NAME` do? It scores what a model draws, and keeps and prints a table."""

from __future__ import annotations

import sys
from pathlib import Path

from core.config import ConfigError
from core.library.folder import Entry, entry_at
from core.metrics import ROWS
from core.metrics.score import Score
from core.sampling import SAMPLERS, available
from core.scores import SampleScores, SampleTable, ScoringConfig
from core.scores.words import titled, written


def evaluate_samples(folder: Path, names: list[str], seeds: int, n: int, as_json: bool) -> None:
    """Score strategies with their usual settings, merge the scores into the folder's table, print what was scored.

    names: keys of SAMPLERS, or "all" for every strategy that stands for the whole model and that the model can be
    sampled by; those that are left out are named. Raises ConfigError for settings that do not exist or do not fit, or
    a strategy that the model cannot offer; ModelError, DataError, ValueError from the strategy, OSError.
    """
    from core.cli.show import spare_a_core
    from core.scores.of_samples import table
    from core.scores.table import merge

    entry = entry_at(folder)
    configs = [ScoringConfig(sampler=SAMPLERS[name](), n=n, seeds=seeds) for name in _known(names, entry)]
    spare_a_core()
    found: dict[str, SampleScores] = {}
    for config in configs:
        made = table(entry, config, on_progress=_Said(config.sampler.title))
        merge(folder, *made.scored)
        found |= {titled(scores): scores for scores in made.scored}
    print(SampleTable(scored=tuple(found.values())).model_dump_json() if as_json else as_text(list(found.values())))


def as_text(scored: list[SampleScores]) -> str:
    """Return a table with a column a source and a line a number, and what they were measured under."""
    names = [name for name in ROWS if any(name in scores.rows for scores in scored)]
    lines = [["", *map(titled, scored)]]
    lines += [[ROWS[name].title, *(_cell(scores.rows.get(name)) for scores in scored)] for name in names]
    lines.append(["Seconds to fit", *("-" if s.fit_seconds is None else f"{s.fit_seconds:.2f}" for s in scored)])
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    conditions = scored[0].conditions
    seeds = f"{conditions.seeds} seed{'s, ± the spread over them' if conditions.seeds > 1 else ''}"
    text.append(f"{conditions.n:,} images drawn against {conditions.real:,} test images, {seeds}.")
    text.append(f"Features: {conditions.features}.")
    return "\n".join(text)


def _known(names: list[str], entry: Entry) -> list[str]:
    """Return the strategies asked for, each once; say on stderr what "all" leaves out. Raises ConfigError."""
    unknown = next((name for name in names if name != "all" and name not in SAMPLERS), None)
    if unknown is not None:
        raise ConfigError(f"there is no strategy {unknown!r}; there are {', '.join(SAMPLERS)}, or all.")
    away = _not_offered(entry)
    refused = next((name for name in names if away.get(name)), None)
    if refused is not None:
        raise ConfigError(f"{entry.named} cannot be sampled by {refused}. {away[refused]}")
    usual = [name for name, sampler in SAMPLERS.items() if not sampler.of_one]
    left_out = [name for name in usual if away[name]] if "all" in names else []
    if left_out:
        print(f"Left out: {', '.join(left_out)}. {away[left_out[0]]}", file=sys.stderr)
    offered = [name for name in usual if not away[name]]
    return list(dict.fromkeys(one for name in names for one in (offered if name == "all" else [name])))


def _not_offered(entry: Entry) -> dict[str, str]:
    from core.library.folder import open_model
    from core.types import Encoder

    # Whatever is kept with it: a model that can encode is shown images of the data.
    encodes = isinstance(open_model(entry), Encoder)
    conditional = entry.config.model.conditional
    return available(
        has_latents=encodes, has_posterior=encodes, labels=bool(entry.config.classes), conditional=conditional
    )


def _cell(score: Score | None) -> str:
    return "-" if score is None else written(score)


class _Said:
    """Says how far the scoring is, on one line written over on a terminal, else not at all."""

    def __init__(self, title: str) -> None:
        self.title = title

    def __call__(self, doing: str, fraction: float) -> None:
        if sys.stderr.isatty():
            print(f"\033[K{self.title}: {doing} {fraction:.0%}", end="\r", file=sys.stderr, flush=True)
