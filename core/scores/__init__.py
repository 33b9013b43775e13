"""How good are the images that a model and a strategy draw, in numbers that can be compared?"""

from __future__ import annotations

from core.scores.config import ScoringConfig
from core.scores.table import Conditions, SampleScores, SampleTable

__all__ = ["Conditions", "SampleScores", "SampleTable", "ScoringConfig"]
