"""How does a model write: which characters does it know, and what makes its hand lean, thicken or mix?"""

from core.writing.directions import Directions, Quality, found
from core.writing.first import first_text
from core.writing.measure import MEASURES, Measure, slant, stroke_width
from core.writing.mix import mix_text, read_mix
from core.writing.text import MOST_CHARACTERS, WritingError, labels_of

__all__ = [
    "MEASURES",
    "MOST_CHARACTERS",
    "Directions",
    "Measure",
    "Quality",
    "WritingError",
    "first_text",
    "found",
    "labels_of",
    "mix_text",
    "read_mix",
    "slant",
    "stroke_width",
]
