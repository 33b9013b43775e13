"""Are the figures valid, do they show what they are given, and are they quick enough to be drawn every second?"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import plotly.graph_objects as go
import pytest

from ui import charts


def row(epoch: int) -> dict:
    losses = {"loss": 150.0 - epoch, "reconstruction": 140.0 - epoch, "kl": 10.0}
    return {"epoch": epoch, "train": losses, "validation": losses | {"kl_per_dim": [5.0, 0.001, 5.0]}}


@pytest.mark.parametrize("n", [0, 1, 7, 60])
@pytest.mark.parametrize("name", ["loss", "reconstruction", "kl", "accuracy", "real"])
def test_curves_are_valid_and_of_one_height(name, n):
    figure = charts.loss_curve([row(epoch) for epoch in range(1, n + 1)], name, name)
    checked = go.Figure(figure.to_plotly_json())  # unlike ours, this one checks every property
    assert checked.layout.height == charts.HEIGHT and checked.layout.uirevision == "same"
    assert [len(trace.x) for trace in checked.data] == ([0, 0] if name in ("accuracy", "real") else [n, n])


def test_bars_stand_in_order_of_use_and_count_the_dead():
    figure = go.Figure(charts.kl_bars([0.5, 0.001, 2.0]).to_plotly_json())
    assert figure.data[0].x == ("z3", "z1", "z2") and "1 of 3 dead" in figure.layout.title.text


def test_a_figure_takes_no_time_to_speak_of():
    history = [row(epoch) for epoch in range(1, 400)]
    charts.loss_curve(history, "loss", "Loss")
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        charts.loss_curve(history, "loss", "Loss")
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.02


def test_distances_stand_in_order_between_their_bounds():
    names = ["Gaussian mixture", "k-means (clusters 5)"]
    figure = charts.distances("Fréchet", names, [25.3, 77.8], [0.4, None], {"Floor": 1.3, "Limit": 16.1})
    checked = go.Figure(figure.to_plotly_json())
    bars, *lines = checked.data
    assert bars.x == (25.3, 77.8) and bars.error_x.array == (0.4, 0.0)
    assert [line.x for line in lines] == [(1.3, 1.3), (16.1, 16.1)] and "Limit, 16.1" in lines[1].name
    assert checked.layout.yaxis.ticktext == ("Gaussian mixture", "k-means<br>(clusters 5)")
    assert checked.layout.yaxis.range == (1.5, -0.5)  # the first on top


def test_a_trade_has_a_sign_for_each_and_another_kind_for_bounds():
    points = [("Limit", 0.9, 0.98, None, None), ("Kernel density", 0.88, 0.89, 0.004, 0.003)]
    figure = charts.trade(points, ("Recall", "Precision"), (".1%", ".2f"), bounds=1)
    checked = go.Figure(figure.to_plotly_json())
    symbols = [trace.marker.symbol for trace in checked.data]
    assert symbols[0].endswith("-open") and not symbols[1].endswith("-open") and len(set(symbols)) == 2
    assert checked.layout.xaxis.tickformat == ".1%" and checked.layout.yaxis.title.text == "Precision"
    assert checked.data[1].error_y.array == (0.003,)


def test_bars_never_call_dead_what_the_scores_call_active():
    import numpy as np
    import torch

    from core.latents import active, surely_dead
    from core.types import Posterior

    rng = np.random.default_rng(0)
    for scale in (0.0, 0.03, 0.09, 0.11, 0.3):
        mu = rng.normal(size=(2_000, 4)) * scale + [0, 0, 0.02, 1]
        kl = (
            Posterior(torch.from_numpy(mu), torch.log1p(torch.from_numpy(-(mu.var(0) * np.ones_like(mu))))).kl().mean(0)
        )
        assert surely_dead(kl.tolist()) <= (~active(mu)).sum()
    assert "dead" not in charts.kl_bars([0.006, 0.5]).layout.title.text


def test_no_chart_meets_half_of_pandas():
    code = "import sys; from ui import charts; charts.figure([], 'A title'); assert sys.modules['pandas'].Series"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(charts.__file__).parent.parent)
