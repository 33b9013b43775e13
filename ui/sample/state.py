"""What does a tab remember of Sample, and of the paths that are walked there?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class SampleState:
    """What is drawn, and on which map it is shown.

    by: the strategies, each as an address has it, none for the usual ones. map: as an address has it. n: images by
    each, of the class `of_class` ("" for all), drawn with `seed`. temperature: where its slider was let go. image: the
    one last chosen on the map, -1 for none.
    """

    by: tuple[str, ...] = ()
    map: str = ""
    n: int = 36
    of_class: str = ""
    seed: int = 4  # by which 36 draws from the zoo's model of 16 dimensions come to what thousands do
    temperature: float = 1.0
    image: int = -1


@dataclass
class PathState:
    """Where a path leads through. images: that it passes, of the map `of`; seed: of random stops."""

    of: str = ""
    images: tuple[int, ...] = ()
    seed: int = 0
