"""How do arrays become figures? Colours come from the theme, so nothing here names one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

HEIGHT = 220  # pixels, the same with one epoch and with a hundred: the page must not jump
# No mode bar, and no zoom by wheel or drag: a finger that scrolls the page must not be caught by a chart.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "staticPlot": False}

LOSSES = {
    "loss": "Total loss",
    "reconstruction": "Reconstruction",
    "kl": "KL divergence",
    "accuracy": "Accuracy",
}


def curve_names(history: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return which of the known losses a history has, in the order to show them."""
    return [name for name in LOSSES if history and name in history[-1].get("train", {})]


def expected_names(draws: bool) -> list[str]:
    """Return which losses a run will have once its first epoch has ended. draws: whether the model makes images."""
    return ["loss", "reconstruction", "kl"] if draws else ["loss", "accuracy"]


def loss_curve(history: Sequence[Mapping[str, Any]], name: str) -> go.Figure:
    """Draw one loss over the epochs, training and validation.

    history: rows of history.jsonl. name: a key of LOSSES; nats per image, accuracy from 0 to 1.
    """
    figure = go.Figure()
    for part, dash, width in (("train", "dot", 1.5), ("validation", "solid", 2.5)):
        epochs = [row["epoch"] for row in history if name in row.get(part, {})]
        values = [row[part][name] for row in history if name in row.get(part, {})]
        figure.add_scatter(
            x=epochs,
            y=values,
            name="training" if part == "train" else part,
            mode="lines+markers" if len(values) < 8 else "lines",
            line={"dash": dash, "width": width},
            hovertemplate="%{y:.4g}",
        )
    _lay_out(figure, LOSSES[name])
    figure.update_xaxes(title=None, rangemode="tozero" if len(history) < 2 else "normal", **_whole_ticks(history))
    return figure


def kl_bars(kl_per_dim: Sequence[float], *, dead_below: float = 0.01) -> go.Figure:
    """Draw what each latent dimension carries, most used first.

    kl_per_dim: (d,) nats, averaged over images. dead_below: nats under which a dimension says nothing of the image.
    """
    order = sorted(range(len(kl_per_dim)), key=lambda i: -kl_per_dim[i])
    values = [kl_per_dim[i] for i in order]
    figure = go.Figure()
    figure.add_bar(
        x=[f"z{i + 1}" for i in order],
        y=values,
        opacity=0.85,
        hovertemplate="%{x}: %{y:.3f} nats<extra></extra>",
    )
    dead = sum(value < dead_below for value in values)
    _lay_out(figure, "KL per dimension, nats" + (f" ({dead} of {len(values)} dead)" if dead else ""))
    figure.update_layout(bargap=max(0.2, 1 - 0.12 * len(values)))
    return figure


def _lay_out(figure: go.Figure, title: str) -> None:
    figure.update_layout(
        title={
            "text": title,
            "font": {"size": 14},
            "x": 0,
            "xref": "paper",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 6},
        },
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
        showlegend=False,  # a sentence above the charts says it once for all of them
        hovermode="x unified",
        dragmode=False,
        uirevision="same",  # what the visitor has hidden or zoomed survives the next epoch
        xaxis={"fixedrange": True, "automargin": True},
        yaxis={"fixedrange": True, "automargin": True, "nticks": 5},
    )


def _whole_ticks(history: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    # Left alone, Plotly marks epoch 1.5 while there are few.
    return {"dtick": 1} if len(history) < 8 else {"nticks": 6}
