"""How does the search for an image look as a chart?"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from ui import charts

Numbers = Sequence[float] | np.ndarray


def descents(title: str, curves: Mapping[str, tuple[Numbers, Numbers]], lines: Mapping[str, float]) -> go.Figure:
    """Draw errors against steps, by name, on a scale of powers of ten. lines: values across, by name."""
    traces = [
        {
            "type": "scatter",
            "x": [int(step) for step in steps],
            "y": [float(error) for error in errors],
            "mode": "lines",
            "name": name,
            "line": {"width": 2.5},
            "hovertemplate": f"{name}, step %{{x}}: %{{y:.4f}}<extra></extra>",
        }
        for name, (steps, errors) in curves.items()
    ]
    longest = max((int(steps[-1]) for steps, _ in curves.values()), default=1)
    traces += [
        {
            "type": "scatter",
            "x": [0, longest],
            "y": [value, value],
            "mode": "lines",
            "name": name,
            "line": {"dash": dash, "width": 1.5},
            "hovertemplate": f"{name}: {value:.4f}<extra></extra>",
        }
        for (name, value), dash in zip(lines.items(), itertools.cycle(("dot", "dash", "dashdot")), strict=False)
    ]
    figure = charts.distances(title, (), (), (), {})  # for the manner of all charts with names below
    return go.Figure({"data": traces, "layout": figure.layout}).update_layout(
        xaxis={"nticks": 6, "title": {"text": "step", "font": {"size": 12}}},
        yaxis={"type": "log", "dtick": 1, "tickvals": None, "ticktext": None, "range": None, "showgrid": True},
    )
