"""How do arrays become figures? Colours come from the theme, so nothing here names one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from core.latents import surely_dead

HEIGHT = 220  # pixels, the same with one epoch and with a hundred: the page must not jump
# No mode bar, and no zoom by wheel or drag: a finger that scrolls the page must not be caught by a chart.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "staticPlot": False}

SIGNS = ("star", "hexagram", "circle", "square", "diamond", "triangle-up", "cross", "x", "pentagon", "triangle-down")
# A chart whose names stand below it, where there is room on a phone too.
TALL = {
    "height": HEIGHT + 120,
    "hovermode": "closest",
    "showlegend": True,
    # At the foot of the chart: measured in heights of the plot, which a long legend shrinks, it would meet the axis.
    "legend": {
        "orientation": "h",
        "x": 0,
        "y": 0,
        "yref": "container",
        "yanchor": "bottom",
        "font": {"size": 12},
    },
}

FROM_0_TO_1 = ("real", "fake")


def loss_curve(history: Sequence[Mapping[str, Any]], name: str, title: str) -> go.Figure:
    """Draw one loss over the epochs, training and validation.

    history: rows of history.jsonl. name: of a loss in them; nats per image, but accuracy and what is taken for real are
    shares, noise is ink from 0 to 1, and the losses of a duel may have no unit.
    """
    traces = []
    for part, dash, width in (("train", "dot", 1.5), ("validation", "solid", 2.5)):
        known = [row for row in history if name in row.get(part, {})]
        traces.append(
            {
                "type": "scatter",
                "x": [row["epoch"] for row in known],
                "y": [row[part][name] for row in known],
                "name": "training" if part == "train" else part,
                "mode": "lines+markers" if len(known) < 8 else "lines",
                "line": {"dash": dash, "width": width},
                "hovertemplate": "%{y:.4g}",
            }
        )
    # Left alone, Plotly marks epoch 1.5 while there are few.
    ticks = {"dtick": 1} if len(history) < 8 else {"nticks": 6}
    return figure(traces, title, xaxis=ticks, **({"yaxis": {"range": [-0.04, 1.04]}} if name in FROM_0_TO_1 else {}))


def losses_over(
    history: Sequence[Mapping[str, Any]], titles: Mapping[str, str], by: str = "seconds", *, batch: int
) -> go.Figure:
    """Draw several losses of one model on held-out images, over what it has used up.

    history: rows of history.jsonl. titles: of the losses to draw, by name. by: "seconds" of learning or "images"
    learned from. batch: images a step.
    """
    traces = []
    for (name, called), dash in zip(titles.items(), ("solid", "dash", "dot", "dashdot"), strict=False):
        known = [row for row in history if name in row.get("validation", {})]
        traces.append(
            {
                "type": "scatter",
                "x": [row["seconds"] if by == "seconds" else row["step"] * batch for row in known],
                "y": [row["validation"][name] for row in known],
                "name": called,
                "mode": "lines+markers" if len(known) < 8 else "lines",
                "line": {"dash": dash, "width": 2.5},
                "hovertemplate": f"{called}: %{{y:.4g}}<extra></extra>",
            }
        )
    title = "Losses over " + ("seconds of learning" if by == "seconds" else "images learned from")
    ticks = {"nticks": 6, "rangemode": "tozero", "ticksuffix": " s" if by == "seconds" else ""}
    return figure(traces, title, xaxis=ticks, **TALL)


def kl_bars(kl_per_dim: Sequence[float]) -> go.Figure:
    """Draw what each latent dimension carries at most, most used first. kl_per_dim: (d,) nats, averaged over images."""
    order = sorted(range(len(kl_per_dim)), key=lambda i: -kl_per_dim[i])
    values = [kl_per_dim[i] for i in order]
    bars = {
        "type": "bar",
        "x": [f"z{i + 1}" for i in order],
        "y": values,
        "opacity": 0.85,
        "hovertemplate": "%{x}: %{y:.3f} nats<extra></extra>",
    }
    dead = surely_dead(values)
    title = "KL per dimension, nats" + (f" (at least {dead} of {len(values)} dead)" if dead else "")
    return figure([bars], title, bargap=max(0.2, 1 - 0.12 * len(values)))


def judged(histograms: Mapping[str, Any], zero: str) -> go.Figure:
    """Draw how a discriminator scores real images, filled, and drawn ones, hatched. zero: what a score of 0 means.

    histograms: from core.training.judged; scores have no unit. Without a meaning of 0 there is no line at it.
    """
    (low, high), bins = histograms["edges"], len(histograms["real"])
    width = (high - low) / bins
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": [low + width * (i + 0.5) for i in range(bins)],
            "y": histograms[name],
            "width": width,
            "name": f"{title} images",
            "opacity": 0.75,
            "marker": {"line": {"width": 1}} | ({"pattern": {"shape": "/", "size": 5}} if name == "fake" else {}),
            "hovertemplate": f"about %{{x:.3g}}: %{{y}} {title.lower()} images<extra></extra>",
        }
        for name, title in (("real", "Real"), ("fake", "Drawn"))
    ]
    if zero:
        top = max(1, *histograms["real"], *histograms["fake"])
        line = {"dash": "dash", "width": 2}
        traces.append({"type": "scatter", "x": [0, 0], "y": [0, top], "mode": "lines", "line": line, "name": zero})
    more = TALL | {"height": HEIGHT + 50, "barmode": "overlay", "bargap": 0}
    return figure(traces, "Scores by the discriminator", xaxis={"range": [low, high], "nticks": 7}, **more)


def k_distances(curve: Sequence[float], k: int, *, eps: float) -> go.Figure:
    """Draw how far every image is from its k-th nearest, nearest first, with the eps of DBSCAN across.

    curve: ascending distances, evenly spread over the images, in the units of the space; eps likewise.
    """
    share = [100 * i / max(1, len(curve) - 1) for i in range(len(curve))]
    line = {
        "type": "scatter",
        "x": share,
        "y": list(curve),
        "mode": "lines",
        "fill": "tozeroy",
        "hovertemplate": "%{x:.0f} % of the images have their " + _nth(k) + " neighbour within %{y:.3g}<extra></extra>",
    }
    across = {
        "type": "scatter",
        "x": [0, 100],
        "y": [eps, eps],
        "mode": "lines",
        "line": {"dash": "dash", "width": 2},
        "hovertemplate": "eps %{y:.3g}<extra></extra>",
    }
    said = {"x": 0, "y": eps, "text": f"eps {eps:.3g}", "showarrow": False, "xanchor": "left", "yanchor": "bottom"}
    return figure(
        [line, across], f"Distance to the {_nth(k)} nearest image", xaxis={"ticksuffix": " %", "nticks": 6},
        hovermode="closest", annotations=[said],
    )  # fmt: skip


def distances(
    title: str,
    names: Sequence[str],
    values: Sequence[float],
    spreads: Sequence[float | None],
    lines: Mapping[str, float],
) -> go.Figure:
    """Draw a bar for each name, the first on top, with its spread. lines: values of what bounds them, by name."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(names))),
        "x": list(values),
        "error_x": {"type": "data", "array": [spread or 0.0 for spread in spreads], "thickness": 1.5},
        "customdata": list(names),
        "opacity": 0.85,
        "showlegend": False,
        "hovertemplate": "%{customdata}: %{x:.4g}<extra></extra>",
    }
    across = [
        {
            "type": "scatter",
            "x": [value, value],
            "y": [-0.5, len(names) - 0.5],
            "mode": "lines",
            "line": {"dash": dash, "width": 2},
            "name": f"{name}, {value:.3g}",
            "hovertemplate": f"{name}: {value:.4g}<extra></extra>",
        }
        for (name, value), dash in zip(lines.items(), ("dot", "dash"), strict=False)
    ]
    named = {
        "tickvals": list(range(len(names))),
        "ticktext": [name.replace(" (", "<br>(") for name in names],
        "range": [len(names) - 0.5, -0.5],
        "showgrid": False,
    }
    return figure(
        [bars, *across], title, xaxis={"rangemode": "tozero", "nticks": 6}, yaxis=axis(**named), **TALL
    )  # fmt: skip


def trade(
    points: Sequence[tuple[str, float, float, float | None, float | None]],
    titles: tuple[str, str],
    forms: tuple[str, str],
    *,
    bounds: int = 0,
) -> go.Figure:
    """Draw a sign for each (name, x, y, spread of x, spread of y). titles: of x and y; forms: how to write them.

    bounds: how many of the first are no contenders.
    """
    traces = [
        {
            "type": "scatter",
            "x": [x],
            "y": [y],
            "error_x": {"type": "data", "array": [dx or 0.0], "thickness": 1},
            "error_y": {"type": "data", "array": [dy or 0.0], "thickness": 1},
            "mode": "markers",
            "marker": {"size": 13, "symbol": SIGNS[i % len(SIGNS)] + ("-open" if i < bounds else "")},
            "name": name,
            "hovertemplate": f"{name}<br>{titles[0]} %{{x:{forms[0]}}}<br>{titles[1]} %{{y:{forms[1]}}}<extra></extra>",
        }
        for i, (name, x, y, dx, dy) in enumerate(points)
    ]
    named = [
        {"title": {"text": title, "font": {"size": 12}, "standoff": 4}, "tickformat": form}
        for title, form in zip(titles, forms, strict=True)
    ]
    return figure(
        traces, f"{titles[1]} against {titles[0].lower()}", xaxis=named[0] | {"nticks": 6},
        yaxis=axis(**named[1]), **TALL,
    )  # fmt: skip


def _nth(k: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{k}{'th' if k % 100 in (11, 12, 13) else ends.get(k % 10, 'th')}"


def axis(**more: Any) -> dict[str, Any]:
    """Return an axis in the manner of all figures."""
    return {"fixedrange": True, "automargin": True, "nticks": 5} | more


def figure(
    traces: list[dict[str, Any]], title: str, *, xaxis: Mapping[str, Any] | None = None, **more: Any
) -> go.Figure:
    """Return a figure of plain traces in the manner of all of them: quiet, of one height, not to be caught by.

    more: entries of its layout, such as TALL.
    """
    fixed = {"fixedrange": True, "automargin": True}
    layout = {
        "title": {"text": title, "font": {"size": 14}, "x": 0, "xref": "paper", "y": 1, "yref": "container"},
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 34, "b": 8},
        "showlegend": False,  # a sentence above the charts says it once for all of them
        "hovermode": "x unified",
        "dragmode": False,
        "uirevision": "same",  # what the visitor has hidden or zoomed survives the next epoch
        "xaxis": fixed | dict(xaxis or {}),
        "yaxis": fixed | {"nticks": 5},
    }
    layout["title"] |= {"yanchor": "top", "pad": {"t": 6}}
    # Plotly asks whatever stands under this name, and Streamlit brings it in late, for another visitor: half there,
    # the chart would fail. Asked for here, it is whole.
    import pandas  # noqa: F401

    # Checking every property takes 25 ms a figure, eight times a second with two watchers; the tests check them.
    return go.Figure({"data": traces, "layout": layout | more}, _validate=False)
