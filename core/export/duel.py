"""What does the browser need to show one step of a GAN's duel in slow motion? Arrays in, bytes out.

ui/live/duel.js takes it apart. The words are made here, so that they can be held against the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


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
    int64 (m,), of what is real (-1 if unknown) and of what is to be drawn.
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

    @property
    def move(self) -> str:
        """The step that is shown: D, G, B for both, or "" for none."""
        return self.moves[-1:]


def duel_block(trace: DuelTrace, *, pace: str = "slow", follow: bool = False) -> bytes:
    """Return a step as one block; equal arguments give equal bytes.

    pace: "slow" plays its phases in about ten seconds, "quick" in two, "still" shows the last. follow: whether the
    browser asks for the next step when it has come to the end. Raises ValueError for another pace.
    """
    raise NotImplementedError
