"""How do two hands write as one, letter by letter?

What is measured of a hand (slant, width of the pen, gaps, the distance of lines) goes from the one's to the other's as
the share does, and all letters are leaned and thickened to that. Their shapes are not mixed: a letter is the one's or
the other's, as often as the share says, and most often where whole pieces can be had. A shape between two, of ink
whose strokes have other ends and loops, would be nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from core.handwriting.message.glyph import BANDS, TOP, Glyph, Joint
from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.measures import HandMeasures
from core.handwriting.message.outline import Outline, heavier

THINNER = -0.06  # x-heights by which strokes are narrowed at most: hairlines would go


@dataclass(frozen=True, eq=False)
class TwoHands:
    """Two hands, between which a share lies: 0 is the first alone, 1 the second alone."""

    first: Hand
    second: Hand

    def at(self, share: float) -> Hand:
        """Return the hand at a share, 0 to 1. In between it writes what one of the two can write."""
        if share <= 0:
            return self.first
        if share >= 1:
            return self.second
        measures = between(self.first.measures, self.second.measures, share)
        apart = 1 + max(one.word for one in self.first.glyphs)
        glyphs = [suited(one, self.first.measures, measures) for one in self.first.glyphs]
        glyphs += [
            replace(suited(one, self.second.measures, measures), word=one.word + apart) for one in self.second.glyphs
        ]
        return Hand(measures, tuple(glyphs), runs_of(glyphs), second=len(self.first.glyphs), share=share)


def between(one: HandMeasures, other: HandMeasures, share: float) -> HandMeasures:
    """Return what is measured of a hand at a share between two."""
    found = {
        field.name: getattr(one, field.name) + (getattr(other, field.name) - getattr(one, field.name)) * share
        for field in fields(one)
    }
    return HandMeasures(**found | {"capital": one.capital})  # by which capitals are built, the same at any share


def suited(glyph: Glyph, own: HandMeasures, measures: HandMeasures) -> Glyph:
    """Return a glyph leaned and thickened from its own hand's measures to others."""
    lean = float(np.tan(np.radians(measures.slant)) - np.tan(np.radians(own.slant)))
    by = max(THINNER, measures.stroke - own.stroke)
    y = (np.arange(len(glyph.left)) + 0.5) / BANDS - TOP
    moved = (-lean * y).astype(np.float32)
    return replace(
        glyph, outline=_leaned(glyph.outline, lean, by), seam=_leaned(glyph.seam, lean, by), left=glyph.left + moved,
        right=glyph.right + moved, entry=_leaned_joint(glyph.entry, lean, by), exit=_leaned_joint(glyph.exit, lean, by),
    )  # fmt: skip


def _leaned(outline: Outline, lean: float, by: float) -> Outline:
    found = []
    for curve in heavier(outline, by):
        x, y = curve.T.astype(np.float64)
        found.append(np.stack([np.round(x - lean * y), y], 1).astype(np.int16))
    return tuple(found)


def _leaned_joint(joint: Joint | None, lean: float, by: float) -> Joint | None:
    if joint is None:
        return None
    across, down = np.cos(joint.angle) - lean * np.sin(joint.angle), np.sin(joint.angle)
    return Joint(joint.x - lean * joint.y, joint.y, float(np.arctan2(down, across)), joint.width + by)
