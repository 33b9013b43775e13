"""How is a message to look: on which paper, how large, how neat, how slanted?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from core.config import Config

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}  # mm
MOST_TEXT = 2_000  # characters


class ComposeConfig(Config):
    """Dials of a message. What is measured on the person's pages is what 0 or 1 of a dial stands for."""

    paper: Literal["a4", "letter"] = Field("a4", description="What is written on: A4, or US letter.")
    ground: Literal["plain", "ruled", "squared", "own"] = Field(
        "plain", description="Lines or squares of 5 mm on the paper, or the paper of the page that was photographed."
    )
    align: Literal["left", "centre", "right"] = Field("left", description="Where lines begin or end.")
    margin: float = Field(20.0, ge=5, le=60, description="Paper left free on each side, mm.")
    size: float = Field(3.0, ge=1, le=20, description="Height of a small letter such as x, mm.")
    neatness: float = Field(0.5, ge=0, le=1, description="0.5 as on the page; 1 level and even, 0 hasty.")
    slant: float = Field(0.0, ge=-30, le=30, description="Degrees more to the right than on the page.")
    weight: float = Field(0.0, ge=-0.08, le=0.2, description="By how much strokes are wider, in heights of an x.")
    share: float = Field(0.5, ge=0, le=1, description="Of two hands, how many letters the second writes; 0 is none.")
    letters: float = Field(0.0, ge=-0.2, le=1, description="Paper added between letters, in heights of an x.")
    words: float = Field(1.0, ge=0.4, le=4, description="Times the space between words on the page.")
    pitch: float = Field(1.0, ge=0.7, le=2.5, description="Times the distance between lines on the page.")
    ink: str = Field("#1b2a4e", pattern=r"^#[0-9a-f]{6}$", description="Colour of the ink, as #rrggbb.")
    repeats: bool = Field(False, description="Whether a letter may look exactly as one that was written before.")
    allowed: tuple[Annotated[str, Field(max_length=80)], ...] = Field(
        (), max_length=200, description="Names of the cures that missing characters may be written by."
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Which of many equal choices are made.")

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Return red, green and blue of the ink, each 0 to 255."""
        red, green, blue = (int(self.ink[k : k + 2], 16) for k in (1, 3, 5))
        return red, green, blue
