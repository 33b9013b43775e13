"""How good are the images of the zoo's models by each strategy, and how long does a whole evaluation take?

Run: LATENT_INK_DATA=... python -m benchmarks.scores [--models mnist-vae-16d ...] [--samplers prior kde ...]
[-n 10000] [--seeds 3]

Every model by every strategy with its usual settings, between the floor (training images against test images) and the
reconstruction limit (the same, encoded and decoded). Numbers are means over the seeds, in brackets the standard
deviation; the features are those of zoo/mnist-classifier. "fit, s": the strategy on 10,000 latents. "all, s": one
evaluation from encoding the images to the last number, without the floor and the limit, which are worked out once.
"times": Fréchet distance of the prior over this one's. Writes results/scores.json and results/scores.md.
"""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks.report import RESULTS, report
from core.library.folder import Entry, find
from core.metrics import ROWS
from core.metrics.score import Score
from core.sampling import SAMPLERS
from core.scores import SampleScores, ScoringConfig
from core.scores.of_samples import floor, limit, score

MODELS = ["mnist-vae-2d", "mnist-vae-16d", "mnist-cvae"]
STRATEGIES = [name for name in SAMPLERS if name != "posterior"]  # that one draws around a single image


def cell(found: Score | None) -> str:
    """Return a score as text, with its spread."""
    if found is None:
        return ""
    return f"{found.value:.3g}" + (f" ({found.spread:.2g})" if found.spread is not None else "")


def row(model: str, scores: SampleScores, seconds: float | None, prior: float | None) -> dict:
    """Return one line of the table."""
    frechet = scores.rows["frechet"].value
    return {
        "model": model,
        "source": scores.sampler.title if scores.sampler else scores.source,
        **{ROWS[name].title: cell(scores.rows.get(name)) for name in ROWS},
        "times": f"{prior / frechet:.1f}" if prior and scores.sampler else "",
        "fit, s": "" if scores.fit_seconds is None else f"{scores.fit_seconds:.2f}",
        "all, s": "" if seconds is None else f"{seconds:.1f}",
    }


def rows_of(entry: Entry, names: list[str], n: int, seeds: int) -> list[dict]:
    """Score one model by every strategy, the prior first."""
    configs = [ScoringConfig(sampler=SAMPLERS[name](), n=n, seeds=seeds) for name in names]
    rows, prior = [row(entry.id, end(entry, configs[0]), None, None) for end in (floor, limit)], None
    for config in configs:
        began = time.perf_counter()
        found = score(entry, config)
        prior = found.rows["frechet"].value if config.sampler.name == "prior" else prior
        rows.append(row(entry.id, found, time.perf_counter() - began, prior))
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def markdown(rows: list[dict]) -> str:
    """Return rows as a Markdown table."""
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(one.values()) for one in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=MODELS, choices=MODELS)
    parser.add_argument("--samplers", nargs="+", default=STRATEGIES, choices=list(SAMPLERS))
    parser.add_argument("-n", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    names = sorted(arguments.samplers, key=lambda name: name != "prior")
    rows = [one for model in arguments.models for one in rows_of(find(model), names, arguments.n, arguments.seeds)]
    report("scores", rows)
    (RESULTS / "scores.md").write_text(markdown(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
