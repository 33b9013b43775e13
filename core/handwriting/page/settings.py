"""Which numbers decide how a page is read, and what do they mean?"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from core.config import Config

LONGEST = 3200  # pixels of the longer side that a page is read at; a small letter is then twelve or more high


class KernelConfig(Config):
    """The recipe of the textbooks: ink is widened until letters run together, and each patch is taken for a word."""

    unit: Literal["pixels", "x-heights"] = Field("pixels", description="What the sizes below are counted in.")
    word_width: float = Field(30, ge=0.05, le=400, description="Width of the rectangle that joins letters to words.")
    word_height: float = Field(1, ge=0.05, le=400, description="Height of that rectangle.")
    letter_width: float = Field(2, ge=0.05, le=400, description="Width of the ellipse that joins what a letter is of.")
    letter_height: float = Field(1, ge=0.05, le=400, description="Height of that ellipse.")


class PageConfig(Config):
    """How a page becomes lines and words. Lengths are in x-heights, measured on the page itself, unless said."""

    threshold: float = Field(
        0.45, ge=0.1, le=0.9, description="How dark ink is at least, as a share of the darkest ink near it."
    )
    sheet: bool = Field(True, description="Look for the sheet of paper in the picture and straighten it.")
    ink: Literal["recognise", "dark", "light"] = Field(
        "recognise", description="Whether the ink is darker than the paper or lighter."
    )
    rulings: bool = Field(True, description="Take away the printed lines or squares of the paper.")
    columns: bool = Field(True, description="Read columns one after the other where the page has several.")
    curved: bool = Field(True, description="Straighten lines that bend with the paper.")
    gap: float = Field(
        0.85, ge=0.1, le=3, description="Usual least gap between words; the page's own gaps correct it a little."
    )
    longest: int = Field(LONGEST, ge=400, le=5000, description="Pixels of the longer side at which the page is read.")
    kernels: KernelConfig | None = Field(None, description="Find words by fixed kernels instead, as textbooks do.")
