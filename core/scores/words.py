"""How are a strategy and its scores written, in a sentence and in a table to take away?"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence

from core.metrics import ROWS
from core.metrics.score import Score
from core.sampling import SamplerConfig
from core.scores.table import SampleScores, SampleTable
from core.words.text import harmless

SOURCES = {
    "floor": "Real training images",
    "limit": "Reconstructions",
}
UNITS = {"share": "%", "ratio": "", "distance": "", "nats": "nats", "seconds": "s", "bits a pixel": "bits a pixel"}
DECIMALS = {"share": 1, "ratio": 2, "nats": 2, "dims": 0}


def titled(scores: SampleScores) -> str:
    """Return what a source of images is called."""
    if scores.sampler is None:
        return SOURCES[scores.source]
    return named(scores.sampler, scores.temperature, scores.steps, scores.guidance)


def named(
    sampler: SamplerConfig, temperature: float = 1.0, steps: int | None = None, guidance: float | None = None
) -> str:
    """Return what a strategy is called: its title, and the settings that are not as usual.

    steps, guidance: of a model that draws in steps, None for its own.
    """
    told = [f"{name.replace('_', ' ')} {_text(value)}" for name, value in sampler.not_as_usual().items()]
    if temperature != 1:
        told.append(f"temperature {temperature:g}")
    if steps is not None:
        told.append(f"{steps} step{'' if steps == 1 else 's'}")
    if guidance is not None:
        told.append(f"guidance {guidance:g}")
    return sampler.title + (f" ({', '.join(told)})" if told else "")


def written(score: Score, *, spread: bool = True, unit: bool = True) -> str:
    """Return a score as text, such as "96.1 % ± 0.2" or "25.3 ± 0.4": with three digits that count, and its spread."""
    times = 100 if score.unit == "share" else 1
    places = _places(score.value, score.unit)
    if score.spread:  # a spread is never written as 0
        places = max(places, min(5, math.ceil(-math.log10(times * score.spread))))
    text = f"{times * score.value:,.{places}f}"
    if unit and UNITS.get(score.unit):
        text += f" {UNITS[score.unit]}"
    return text + (f" ± {times * score.spread:,.{places}f}" if spread and score.spread is not None else "")


def listed(words: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def csv_of(table: SampleTable) -> str:
    """Return a table of scores as CSV with a header line: one line for each source, mean and spread side by side."""
    names = [name for name in ROWS if any(name in scores.rows for scores in table.scored)]
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\n")
    columns = [column for name in names for column in (name, f"{name}_spread")]
    lines.writerow(("source", "strategy", "settings", "temperature", "steps", "guidance", "fitted_on", "fit_seconds",
                    "n", "real", "seeds", "class", "features", *columns))  # fmt: skip
    for scores in table.scored:
        under, sampler = scores.conditions, scores.sampler
        settings = "" if sampler is None else sampler.model_dump_json(exclude={"name"})
        lines.writerow((
            scores.source, sampler.name if sampler else "", settings, scores.temperature,
            _cell(scores.steps), _cell(scores.guidance), scores.points, _cell(scores.fit_seconds),
            under.n, under.real, under.seeds, _cell(under.label), harmless(under.features),
            *(cell for name in names for cell in _cells(scores.rows.get(name))),
        ))  # fmt: skip
    return stream.getvalue()


def _places(value: float, unit: str) -> int:
    if unit in DECIMALS:
        return DECIMALS[unit]
    return min(3, max(0, 2 - math.floor(math.log10(abs(value))))) if value else 1


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _cells(score: Score | None) -> tuple[object, object]:
    return ("", "") if score is None else (score.value, _cell(score.spread))


def _cell(value: object) -> object:
    return "" if value is None else value
