"""How do the numbers of one image's run become figures?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.one_image.outcome import Outcome
from core.one_image.table import Difference, spread
from core.one_image.verification import BINS
from ui import charts

SHARES = {"generator": ("Own generator", "circle-open"), "own": ("Own real images", "diamond"),
          "strangers": ("Strangers that pass", "x")}  # fmt: skip
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
LINE = 26  # pixels that a line of a chart takes


def latents(xy: np.ndarray, groups: Mapping[str, np.ndarray], title: str) -> go.Figure:
    """Draw a map (n, 2), a sign and a colour for each group of images. groups: places of its images, by its name."""
    traces = [
        {
            "type": "scatter",
            "x": xy[places, 0].tolist(),
            "y": xy[places, 1].tolist(),
            "mode": "markers",
            "name": name,
            "marker": {"symbol": charts.SIGNS[2 + i], "size": 9, "opacity": 0.85},
            "hovertemplate": f"{name}<extra></extra>",
        }
        for i, (name, places) in enumerate(groups.items())
    ]
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False, "ticks": ""}
    square = charts.axis(**bare, scaleanchor="x", scaleratio=1)
    return charts.figure(traces, title, xaxis=bare, yaxis=square, **charts.TALL | {"height": 380})


def worth(lines: Sequence[tuple[str, Sequence[Outcome]]]) -> go.Figure:
    """Draw for each line of the table what its own generator promises, and what real images say."""
    traces = []
    for number, (title, symbol) in SHARES.items():
        found = [(i, name, told) for i, (name, outcomes) in enumerate(lines) if (told := spread(outcomes, number))]
        traces.append(
            {
                "type": "scatter",
                "x": [told[0] for _, _, told in found],
                "y": [i for i, _, _ in found],
                "error_x": {"type": "data", "array": [told[1] for _, _, told in found], "thickness": 1},
                "mode": "markers",
                "marker": {"symbol": symbol, "size": 11, "line": {"width": 2}},
                "name": title,
                "customdata": [name for _, name, _ in found],
                "hovertemplate": f"%{{customdata}}<br>{title}: %{{x:.1%}}<extra></extra>",
            }
        )
    shares = {"range": [-0.04, 1.04], "tickformat": ".0%", "nticks": 6}
    return charts.figure(
        traces, "Taken for mine", xaxis=shares, yaxis=_names([name for name, _ in lines]), **_of_lines(len(lines))
    )


def curves(lines: Sequence[tuple[str, Sequence[Outcome]]]) -> go.Figure:
    """Draw how many of one's own are accepted for so many strangers, a curve each, the mean over seeds.

    Source of the mean: Fawcett 2006, "An introduction to ROC analysis", section 8.1, vertical averaging.
    """
    at = np.linspace(0, 1, 101)
    traces: list[dict[str, Any]] = []
    for i, (name, outcomes) in enumerate(lines):
        known = [one.curve for one in outcomes if one.curve is not None]
        if known:
            mean = np.mean([np.interp(at, curve.strangers, curve.own) for curve in known], axis=0)
            traces.append(
                {
                    "type": "scatter",
                    "x": at.tolist(),
                    "y": mean.tolist(),
                    "mode": "lines",
                    "line": {"dash": DASHES[i % len(DASHES)], "width": 2.5},
                    "name": name,
                    "hovertemplate": f"{name}: %{{y:.0%}} of mine where %{{x:.0%}} of strangers pass<extra></extra>",
                }
            )
    chance = {"type": "scatter", "x": [0, 1], "y": [0, 1], "mode": "lines", "name": "Chance", "hoverinfo": "skip"}
    traces.append(chance | {"line": {"width": 1, "dash": "dot", "color": "gray"}})
    shares = {"range": [-0.02, 1.02], "tickformat": ".0%"}
    across = shares | {"title": {"text": "Strangers that pass", "font": {"size": 12}, "standoff": 4}, "nticks": 6}
    more = charts.TALL | {"height": charts.HEIGHT + 60 + 22 * len(traces)}
    return charts.figure(traces, "Mine that are accepted: ROC", xaxis=across, yaxis=charts.axis(**shares), **more)


def reliability(lines: Sequence[tuple[str, Sequence[Outcome]]]) -> go.Figure:
    """Draw how often the bars of each set are right, by what they say, over all seeds: on the diagonal as often."""
    traces: list[dict[str, Any]] = []
    for i, (name, outcomes) in enumerate(lines):
        bins = np.array([each for one in outcomes for each in one.bins])
        if not len(bins):
            continue
        which = np.minimum((bins[:, 0] * BINS).astype(int), BINS - 1)
        points = [np.average(bins[which == b, :2], axis=0, weights=bins[which == b, 2]) for b in np.unique(which)]
        traces.append(
            {
                "type": "scatter",
                "x": [float(said) for said, _ in points],
                "y": [float(right) for _, right in points],
                "mode": "lines+markers",
                "line": {"dash": DASHES[i % len(DASHES)], "width": 2},
                "name": name,
                "hovertemplate": f"{name} says %{{x:.0%}}, and is right in %{{y:.0%}}<extra></extra>",
            }
        )
    honest = {"type": "scatter", "x": [0, 1], "y": [0, 1], "mode": "lines", "name": "Honest", "hoverinfo": "skip"}
    traces.append(honest | {"line": {"width": 1, "dash": "dot", "color": "gray"}})
    shares = {"tickformat": ".0%", "range": [-0.02, 1.02]}
    across = shares | {"title": {"text": "What the bars say", "font": {"size": 12}, "standoff": 4}, "nticks": 6}
    more = charts.TALL | {"height": charts.HEIGHT + 60 + 22 * len(traces)}
    return charts.figure(traces, "How often that is right", xaxis=across, yaxis=charts.axis(**shares), **more)


def by_number(lines: Mapping[str, Sequence[tuple[int, Sequence[Outcome]]]], number: str, title: str) -> go.Figure:
    """Draw a number over how many images are known, a line for each name."""
    traces = []
    for (name, steps), dash in zip(lines.items(), DASHES, strict=False):
        found = [(k, told) for k, outcomes in steps if (told := spread(outcomes, number))]
        traces.append(
            {
                "type": "scatter",
                "x": [k for k, _ in found],
                "y": [told[0] for _, told in found],
                "error_y": {"type": "data", "array": [told[1] for _, told in found], "thickness": 1},
                "mode": "lines+markers",
                "line": {"dash": dash, "width": 2.5},
                "name": name,
                "hovertemplate": f"{name}, %{{x}} known: %{{y:.3f}}<extra></extra>",
            }
        )
    known = sorted({k for steps in lines.values() for k, _ in steps})
    across = {"tickvals": known, "title": {"text": "Images that are known", "font": {"size": 12}, "standoff": 4}}
    return charts.figure(traces, title, xaxis=across, **charts.TALL | {"height": charts.HEIGHT + 90})


def differences(found: Sequence[tuple[str, Difference]], title: str) -> go.Figure:
    """Draw paired differences with their intervals, a line each by its name, beside the line of no difference."""
    dots = {
        "type": "scatter",
        "x": [one.mean for _, one in found],
        "y": list(range(len(found))),
        "error_x": {
            "type": "data", "symmetric": False, "array": [one.high - one.mean for _, one in found],
            "arrayminus": [one.mean - one.low for _, one in found], "thickness": 2,
        },
        "mode": "markers",
        "marker": {"size": 10, "symbol": "square"},
        "showlegend": False,
        "customdata": [[name, one.low, one.high] for name, one in found],
        "hovertemplate": "%{customdata[0]}<br>%{x:+.3f}, %{customdata[1]:+.3f} to %{customdata[2]:+.3f}<extra></extra>",
    }  # fmt: skip
    none = {
        "type": "scatter",
        "x": [0, 0],
        "y": [-0.5, len(found) - 0.5],
        "mode": "lines",
        "line": {"dash": "dot", "width": 2},
        "name": "No difference",
        "hoverinfo": "skip",
    }
    return charts.figure(
        [dots, none], title, xaxis={"nticks": 6}, yaxis=_names([name for name, _ in found]), **_of_lines(len(found))
    )


def _names(names: Sequence[str]) -> dict[str, Any]:
    named = {
        "tickvals": list(range(len(names))),
        "ticktext": [_broken(name) for name in names],
        "range": [len(names) - 0.5, -0.5],
    }
    return charts.axis(**named, zeroline=False)


def _broken(name: str) -> str:
    """Return a name in lines that leave room for the chart on a phone."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) > 16:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def _of_lines(n: int) -> dict[str, Any]:
    return charts.TALL | {"height": 120 + LINE * max(3, n) + 12 * n}
