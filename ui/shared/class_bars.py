"""How many images are there of each class, before and after?"""

from __future__ import annotations

import html
from collections.abc import Mapping

import plotly.graph_objects as go

from ui import charts

APART = 30  # times as many as the smallest class: then the axis is logarithmic, or small classes could not be seen


def class_bars(before: Mapping[str, int], after: Mapping[str, int]) -> go.Figure:
    """Draw two bars a class, hatched what there was, filled what there would be. Classes of `before`, in its order."""
    names = [html.escape(name) for name in before]  # Plotly takes names for markup
    wide = max(before.values()) > APART * max(1, min(before.values()))
    traces = [
        {
            "type": "bar",
            "x": names,
            "y": [counts.get(name, 0) for name in before],
            "name": title,
            "marker": {"line": {"width": 1}} | ({"pattern": {"shape": "/", "size": 4}} if title == "now" else {}),
            "hovertemplate": f"%{{x}}: %{{y:,}} {title}<extra></extra>",
        }
        for title, counts in (("now", before), ("balanced", after))
    ]
    scale = {"type": "log", "dtick": 1, "range": [-0.3, None]} if wide else {"rangemode": "tozero"}
    more = charts.TALL | {"height": charts.HEIGHT + 60, "barmode": "group", "bargap": 0.25, "bargroupgap": 0}
    title = "Images of each class" + (", logarithmic" if wide else "")
    return charts.figure(
        traces, title, xaxis={"type": "category", "tickangle": 0}, yaxis=charts.axis(**scale), **more
    )  # fmt: skip
