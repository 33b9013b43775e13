"""What does the live pad need to know about a model, in one block of bytes?

The decoder, the latent map with its points and their pictures, what each latent dimension is used for, and a reader
that says which class an image looks like. browser/pad/pad.js takes it apart; an exported HTML file holds the same
block.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np

from core.blocks.reader import reader_parts
from core.latents import Latents, active
from core.networks.browser import browser_graph
from core.packed import pack, unpack
from core.projection import IdentityConfig, PcaConfig, Plane
from core.types import ModelError
from core.words.nouns import noun_of

PRIOR_RANGE = 3.0  # standard deviations a slider spans where no data says how far it is used
BINS = 32  # of the little histogram behind each slider
NO_LABEL = 65535
START_SEED = 3  # of a place to start from where no images say where one is
NEAR_PLANE, AROUND = 0.1, 24  # share of images among which a start is looked for; images around one that speak for it


def pad_bundle(
    browser: bytes,
    latents: Latents | None,
    *,
    classes: tuple[str, ...] = (),
    conditional: bool = False,
    image_size: int = 28,
    reader: bytes | None = None,
    title: str = "",
    model: str = "",
    previous: np.ndarray | None = None,
) -> bytes:
    """Return everything the pad needs as one block; equal arguments give equal bytes.

    browser: browser.bin of a LatentModel. latents: the images on its map, None for an empty one. classes: names of the
    labels. conditional: whether the decoder also takes class weights (n, k). image_size: side in pixels. reader:
    browser.bin of a classifier of any image size. title: shown and used in file names. model: what tells one model from
    another; with the same one, the pad keeps its place when new weights arrive. previous: points (n, 2) of an earlier
    map of the same images, such as one epoch ago, to turn this one towards.
    Raises ModelError if the decoder does not take latents and class weights of these widths.
    """
    decoder = _section(browser, "decoder")
    graph = browser_graph(decoder)
    k = len(classes) if conditional else 0
    d = graph["input"][0] - k
    if len(graph["input"]) != 1 or d < 1:
        raise ModelError(f"the decoder takes {graph['input']} numbers, which leaves none for z beside {k} classes.")
    if math.prod(graph["ops"][-1]["shape"]) != image_size**2:
        raise ModelError(f"the decoder must give {image_size} x {image_size} pixels, got {graph['ops'][-1]['shape']}.")
    if latents is not None and latents.mu.shape[1] != d:
        raise ModelError(f"the latents must have {d} dimensions as the decoder does, got {latents.mu.shape[1]}.")
    about: dict[str, Any] = {
        "title": title,
        "model": model,
        "latent_dim": d,
        "classes": list(classes),
        "noun": noun_of(classes),
        "conditional": conditional,
        "image_size": image_size,
    }
    sections = {"decoder": decoder} | _map_sections(latents, d, classes, previous, about)
    if reader is not None:
        about["reader"], sections["reader"] = reader_parts(reader)
    return pack({"about": json.dumps(about, separators=(",", ":")).encode()} | sections)


def plane_of(latents: Latents, previous: np.ndarray | None = None) -> Plane:
    """Return the pad's map: the latents as they are for one or two dimensions, PCA for more, towards `previous`.

    The points of a single dimension lie in a lane for each class; that says nothing about z.
    """
    if latents.mu.shape[1] <= 2:
        plane = IdentityConfig().fit(latents.mu)
        return replace(plane, xy=_in_lanes(plane.xy, _labels(latents), latents.mu.shape[1]))
    plane = PcaConfig().fit(latents.mu)
    return plane if previous is None else plane.aligned(previous)


def _section(block: bytes, name: str) -> bytes:
    sections = unpack(block)
    if name not in sections:
        raise ModelError(f"the packed file holds no {name}.")
    return sections[name]


def _map_sections(
    latents: Latents | None,
    d: int,
    classes: tuple[str, ...],
    previous: np.ndarray | None,
    about: dict[str, Any],
) -> dict[str, bytes]:
    """Add the plane, the dimensions and the start to `about`; return the sections of the points."""
    if latents is None or len(latents) == 0:
        # Not the middle: in many dimensions a draw hardly ever comes near it, and what is drawn there is nobody's.
        start = np.random.default_rng(START_SEED).standard_normal(d)
        start *= math.sqrt(d) / np.linalg.norm(start)
        about |= {"points": 0, "plane": _plane_json(None, d), "start": _short(start), "label": 0}
        about["dims"] = [_dim(i, -PRIOR_RANGE, PRIOR_RANGE, None, 0.0, 1.0) for i in range(d)]
        return {}
    plane = plane_of(latents, previous)
    dims, histograms = _dimensions(latents)
    start = _typical(latents) if d <= 2 else _lively(plane, latents)
    about |= {
        "points": len(latents),
        "plane": _plane_json(plane, d),
        "dims": dims,
        "start": _short(latents.mu[start]),
        "label": 0 if latents.labels is None else int(latents.labels[start]),
        "columns": latents.columns,
        "tile": latents.tile,
    }
    sections = {
        "xy": plane.xy.astype("<f4").tobytes(),
        "labels": _labels(latents).astype("<u2").tobytes(),
        "histograms": histograms.tobytes(),
        "atlas": latents.atlas,
    }
    if d > 2:  # the map alone does not say where a point lies
        sections["mu"] = latents.mu.astype("<f2").tobytes()
    return sections


def _labels(latents: Latents) -> np.ndarray:
    return np.full(len(latents), NO_LABEL) if latents.labels is None else latents.labels


def _plane_json(plane: Plane | None, d: int) -> dict[str, Any]:
    if plane is None:
        return {"mean": [0.0] * d, "axes": np.eye(2, d).tolist(), "explained": [0.0, 0.0]}
    return {
        "mean": _short(plane.mean, 7),
        "axes": [_short(axis, 7) for axis in plane.axes],
        "explained": _short(plane.explained),
    }


def _dimensions(latents: Latents) -> tuple[list[dict[str, Any]], np.ndarray]:
    """Describe each dimension, the most used of many first, and count where the data lies along it: uint8 (d, BINS)."""
    mu, logvar = latents.mu.astype(np.float64), latents.logvar.astype(np.float64)
    # KL(q || N(0, 1)) per dimension, in nats. Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B.
    kl = (0.5 * (mu**2 + np.exp(logvar) - 1 - logvar)).mean(0)
    # What the decoder has learned to expect is the aggregate posterior, not the means: they crowd around the middle.
    draws = 1 if len(mu) >= 4000 else 4
    eps = np.random.default_rng(0).standard_normal((draws, *mu.shape))
    z = (mu + np.exp(0.5 * logvar) * eps).reshape(-1, mu.shape[1])
    low, high = np.quantile(z, [0.005, 0.995], axis=0)
    order = np.argsort(-kl, kind="stable") if len(kl) > 2 else np.arange(len(kl))  # x and y stay x and y
    dead = ~active(mu)
    dims = [_dim(int(i), low[i], high[i], kl[i], z[:, i].mean(), z[:, i].std(), dead=bool(dead[i])) for i in order]
    histograms = np.zeros((len(order), BINS), np.uint8)
    for row, i in zip(histograms, order, strict=True):
        counts, _ = np.histogram(z[:, i], BINS, (low[i], high[i]))
        row[:] = np.round(255 * counts / max(1, counts.max()))
    return dims, histograms


def _dim(
    index: int, low: float, high: float, kl: float | None, mean: float, std: float, *, dead: bool = False
) -> dict[str, Any]:
    low, high, mean, std = _short(np.array([low, high, mean, std]))
    return {
        "index": index,
        "low": min(low, high - 0.1),  # never an empty range
        "high": high,
        "kl": None if kl is None else round(float(kl), 4),
        "dead": dead,
        "mean": mean,
        "std": std,
    }


def _typical(latents: Latents) -> int:
    """Return the index of an image in the middle of the tightest class: a readable digit to start from."""
    groups = [np.arange(len(latents))]
    if latents.labels is not None:
        groups = [np.flatnonzero(latents.labels == label) for label in np.unique(latents.labels)]
    best = []
    for members in groups:
        distance = np.linalg.norm(latents.mu[members] - np.median(latents.mu[members], axis=0), axis=1)
        best.append((float(np.median(distance)), int(members[distance.argmin()])))
    crowd = [entry for entry, members in zip(best, groups, strict=True) if len(members) > 2]  # one image is tight alone
    return min(crowd or best)[1]


def _lively(plane: Plane, latents: Latents) -> int:
    """Return the index of an image near the map's plane with the most classes around it: any first drag meets another.

    Near the plane the map's tiles look as the images do that lie on it.
    """
    off = np.linalg.norm(latents.mu - plane.inverse(plane.xy), axis=1)
    near = np.argsort(off, kind="stable")[: max(1, round(NEAR_PLANE * len(off)))]
    if latents.labels is None:  # nobody knows what is to be met where: from the middle it is never far
        return int(near[np.square(plane.xy[near] - plane.xy.mean(0)).sum(1).argmin()])
    last = min(AROUND, len(off)) - 1  # of those around, which need no order: sorting takes five times as long
    away = (np.square(plane.xy[:, 0] - x) + np.square(plane.xy[:, 1] - y) for x, y in plane.xy[near])
    around = [latents.labels[np.argpartition(each, last)[: last + 1]] for each in away]
    return int(near[np.argmax([len(np.unique(labels)) for labels in around])])


def _in_lanes(xy: np.ndarray, labels: np.ndarray, d: int) -> np.ndarray:
    """Spread the points of a one-dimensional map: a lane a class, scattered across it. It says nothing about z."""
    if d > 1:
        return xy
    lanes = np.unique(labels, return_inverse=True)[1]
    scatter = (np.arange(len(xy)) * 0.618034) % 1 - 0.5  # golden ratio: even, and the same every time
    height = (lanes.max() / 2 - lanes + 0.8 * scatter) * 5.0 / (lanes.max() + 1)
    return np.stack([xy[:, 0], height], 1).astype(np.float32)


def _short(values: np.ndarray, digits: int = 5) -> list[float]:
    return [float(f"{value:.{digits}g}") for value in np.asarray(values, np.float64)]
