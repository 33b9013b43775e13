"""What does the browser need to show one step of a GAN's duel in slow motion? Arrays in, bytes out.

browser/duel/duel.js takes it apart. The words are made here, so that they can be held against the numbers.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from core.packed import pack

PACES = ("slow", "quick", "still")


@dataclass(frozen=True, eq=False)
class DuelTrace:
    """One step of a duel on m images that are shown, out of a batch.

    id: names the step and all before it. moves: so far, one letter each; the last is the one that is traced, "" for
    none. loss: of the duel, as GanConfig names it. batch: images that were judged together. z: noise, float32 (m, d).
    real, before, after: uint8 (m, h, w), what is real, what G drew and what it draws after the step. push, change:
    float32 (m, h, w), which way D's gradient pushes each pixel of the drawn images, and which way they went, + for ink.
    scores: float32 (3, 2, m), of real and drawn images, at first, after D has learned and after G has. pulls: float32
    (2, m), how strongly D's loss pulls each score, + for up. means: float32 (3, 2), of D's verdict over the batch: its
    probability that an image is real, or its score where it gives none. losses: float32 (3, 2), of D and G, over the
    batch. history: float32 (t, 4), for each move the losses of D and G and the share of real and of drawn images that
    were taken for real; NaN for what was not measured. classes: names, empty if G is told none; real_labels, labels:
    int64 (m,), of what is real (-1 if unknown) and of what is to be drawn. together: whether D's verdict on an image
    depends on the batch it is in.
    """

    id: str
    moves: str
    loss: str
    batch: int
    z: np.ndarray
    real: np.ndarray
    before: np.ndarray
    after: np.ndarray
    push: np.ndarray
    change: np.ndarray
    scores: np.ndarray
    pulls: np.ndarray
    means: np.ndarray
    losses: np.ndarray
    history: np.ndarray
    real_labels: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...] = ()
    together: bool = False

    @property
    def move(self) -> str:
        """The step that is shown: D, G, B for both, or "" for none."""
        return self.moves[-1:]


@dataclass(frozen=True)
class Phase:
    """A part of a step. name: what the picture does; active: who is at work, D or G; learns: whether weights change.

    seconds: in slow motion. words: one sentence about this very step.
    """

    name: str
    title: str
    active: str
    seconds: float
    words: str
    learns: bool = False


def duel_block(trace: DuelTrace, *, pace: str = "slow", follow: bool = False) -> bytes:
    """Return a step as one block; equal arguments give equal bytes.

    pace: "slow" plays its phases in about ten seconds, "quick" what has changed in two, "still" shows the end. follow:
    whether the browser asks for the next step when it has come to the end. Raises ValueError for another pace.
    """
    if pace not in PACES:
        raise ValueError(f"pace must be one of {', '.join(PACES)}, got {pace!r}.")
    told = bool(trace.classes) and bool((trace.labels >= 0).all())
    about: dict[str, Any] = {
        "id": trace.id,
        "move": trace.move,
        "moves": trace.moves,
        "pace": pace,
        "follow": follow,
        "size": trace.before.shape[1],
        "m": len(trace.before),
        "d": trace.z.shape[1],
        "phases": [asdict(phase) for phase in phases_of(trace)],
        "axis": axis_of(trace),
        "probability": trace.loss == "non-saturating",
        "unit": "nats" if trace.loss == "non-saturating" else "",
        "scores": np.round(trace.scores.astype(float), 4).tolist(),
        "pulls": np.round(trace.pulls.astype(float), 4).tolist(),
        "means": np.round(trace.means.astype(float), 4).tolist(),
        "losses": np.round(trace.losses.astype(float), 4).tolist(),
        "asked": [trace.classes[int(label)] for label in trace.labels] if told else [],
        "note": _note(trace),
    }
    sections = {"about": json.dumps(about, separators=(",", ":"), allow_nan=False).encode()}
    for name in ("real", "before", "after"):
        sections[name] = np.ascontiguousarray(getattr(trace, name)).tobytes()
    for name in ("push", "change"):
        sections[name] = _signed(getattr(trace, name))
    sections |= {name: np.ascontiguousarray(getattr(trace, name), "<f4").tobytes() for name in ("z", "history")}
    return pack(sections)


def phases_of(trace: DuelTrace) -> list[Phase]:
    """Return the parts of the step in their order, each with a sentence about it."""
    d, said = trace.z.shape[1], partial(_said, trace)
    lot = f"For each image the generator gets {d} random numbers, here as shades" if d > 1 else (
        "For each image the generator gets a random number"
    )  # fmt: skip
    asked = ", and the class to draw." if trace.classes else ", and nothing else."
    found = [
        Phase("noise", "Noise", "G", 0.9, lot + asked),
        Phase("draw", "It draws", "G", 1.2, "The generator turns them into images. It has never seen a real one."),
        Phase("judge", "The verdict", "D", 1.5, _JUDGES[trace.loss].format(real=said(0, 0), drawn=said(0, 1))),
    ]
    if trace.move in ("D", "B"):
        found.append(Phase("pull", "Its mistakes", "D", 1.4, f"{_pulled(trace)} Its loss: {_loss(trace, 0, 0)}."))
        found.append(Phase("learn", "D learns", "D", 1.4, _learned(trace), learns=True))
    if trace.move in ("G", "B"):
        found.append(Phase("push", "The push", "G", 1.8, _PUSH))
        found.append(Phase("anew", "G learns", "G", 1.6, _drawn_anew(trace), learns=True))
    return found


def axis_of(trace: DuelTrace) -> dict[str, Any]:
    """Return between which scores the axis runs, and what stands at it: value and text, most real last."""
    if trace.loss == "non-saturating":
        shares = (0.01, 0.1, 0.5, 0.9, 0.99)
        ticks = [[round(math.log(p / (1 - p)), 4), f"{p:.0%}".replace("%", " %")] for p in shares]
        return {"low": -6.0, "high": 6.0, "ticks": ticks, "title": "real with"}
    reach = float(np.abs(trace.scores).max())
    if trace.loss == "hinge":
        high = max(2.0, min(8.0, 1.15 * reach))
        return {"low": -high, "high": high, "ticks": [[-1.0, "-1"], [0.0, "0"], [1.0, "+1"]], "title": "score"}
    low, high = float(trace.scores.min()), float(trace.scores.max())
    room = max(1e-3, 0.12 * (high - low))
    ticks = [[value, f"{value:+.2g}"] for value in np.linspace(low, high, 4).round(4).tolist()]
    return {"low": low - room, "high": high + room, "ticks": ticks, "title": "score"}


def _said(trace: DuelTrace, stage: int, which: int) -> str:
    """Write D's mean verdict on real (0) or drawn images (1): "74 %", or a score."""
    value = float(trace.means[stage, which])
    return _percent(value) if trace.loss == "non-saturating" else f"{value:+.2f}"


def _percent(share: float) -> str:
    shown = round(100 * share)
    if 0 < share < 0.01 or 0.99 < share < 1:  # "0 %" would say never
        return "under 1 %" if share < 0.5 else "over 99 %"
    return f"{shown} %"


def _loss(trace: DuelTrace, stage: int, which: int) -> str:
    return f"{float(trace.losses[stage, which]):.2f}" + (" nats" if trace.loss == "non-saturating" else "")


def _pulled(trace: DuelTrace) -> str:
    """Say which way D's loss pulls the scores: by smoothed labels also real ones down that are beyond their mark."""
    too_sure = trace.loss == "non-saturating" and bool((trace.pulls[0] < 0).any())
    return _PULLS[trace.loss] + (_TOO_SURE if too_sure else "")


def _learned(trace: DuelTrace) -> str:
    before, after = float(trace.losses[0, 0]), float(trace.losses[1, 0])
    real, drawn = _said(trace, 1, 0), _said(trace, 1, 1)
    step = f"It takes one step and judges the same images again: real {real}, drawn {drawn}."
    if after < before:
        return f"{step} It tells them apart better."
    return f"{step} It has overshot: its loss is now {_loss(trace, 1, 0)}."


def _drawn_anew(trace: DuelTrace) -> str:
    before, after = (float(trace.losses[stage, 1]) for stage in (1, 2))
    then, now = _said(trace, 1, 1), _said(trace, 2, 1)
    step = (
        f"It takes one step, and draws from the same noise again. The verdict on its images: {then} before, {now} now."
    )
    return step if after < before else f"{step} This time it did not help."


def _note(trace: DuelTrace) -> str:
    """Say what is shown of how much, and what the numbers are."""
    m, n = len(trace.before), trace.batch
    shown = (
        f"A step learns from {n} real images and {n} drawn from fresh noise. Shown are {m} of the real ones and {m} "
        f"that are always drawn from the same noise; averages and losses are over {n} such images of each kind"
    )
    if trace.together:
        shown += ". The discriminator judges the images of a batch together, so an image may score otherwise in another"
    return shown + "."


def _signed(maps: np.ndarray) -> bytes:
    """Return signed maps as int8, 127 for what only one pixel in 500 exceeds; one scale for all images."""
    scale = float(np.quantile(np.abs(maps), 0.998)) or float(np.abs(maps).max()) or 1.0
    return np.round(np.clip(maps / scale, -1, 1) * 127).astype(np.int8).tobytes()


_JUDGES = {
    "non-saturating": "The discriminator says how likely each image is to be real: on average {real} for real ones, "
    "{drawn} for drawn ones.",
    "hinge": "The discriminator gives each image a score, above 0 for real: on average {real} for real ones, {drawn} "
    "for drawn ones.",
    "wasserstein-gp": "The discriminator gives each image a score, and only differences count: on average {real} for "
    "real ones, {drawn} for drawn ones.",
}
# The gradients of core.losses.DUELS with respect to the scores, in words.
_PULLS = {
    "non-saturating": "What it got wrong pulls at it: real images up, drawn ones down, the harder the more wrong.",
    "hinge": "Real images below +1 pull up, drawn ones above -1 pull down, all equally hard.",
    "wasserstein-gp": "All real images pull up and all drawn ones down, equally hard; a penalty bounds its slope.",
}
_TOO_SURE = " With smoothed labels, real ones that it is too sure of pull down."
_PUSH = (
    "Now the discriminator stands still and lets through what would look more real to it: blue pixels should gain ink, "
    "red ones lose it."
)
