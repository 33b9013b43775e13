"""Which clusters of pieces has somebody given a letter, and what did they say of single ones? All of it goes to JSON.

A session is its clusters and a list of answers; nothing is ever changed in it, so that taking an answer back is
leaving out the last one. What is made of the answers, for all pieces, is told by spread.py.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from core.clustering import ClusteringConfig, KMeansConfig, cluster, members_of
from core.clustering.methods import NOISE
from core.config import Config
from core.handwriting.letters.alphabet import letters_of
from core.handwriting.unlabelled.looks import Looks
from core.types import DataError
from core.words.text import odd_character, shown_name

NO_LETTER = ""  # what is no letter is called: half of one, two, a blot
TYPICAL = 5  # images of a cluster that are shown, beside its least typical one
LIKELY = 25  # classes there are, if nobody knows better
EACH = 4  # clusters for a class; twice as many are purer, and more to look at
FEWEST = 3  # images a cluster, on the whole
LEAST_SPLIT = 2  # images of a mixed cluster that can be parted
MOST_ANSWERS = 20_000

Index = Annotated[int, Field(ge=0, le=1_000_000)]
Members = tuple[Index, ...]


class Answer(Config):
    """What somebody said. cluster: of a whole cluster, image: of a single one; the other is None.

    text: a letter, or "" for no letter. mixed: the cluster holds several; into: the two clusters that it then becomes.
    """

    cluster: Index | None = None
    image: Index | None = None
    text: str = Field("", max_length=40)
    mixed: bool = False
    into: tuple[Members, ...] = ()


class Session(Config):
    """looks: mark of the looks that it is about; images: how many. found: clusters, the largest first, each the most
    typical image first.
    """

    max_json_bytes: ClassVar[int] = 4_000_000

    looks: str = Field(pattern=r"^[0-9a-f]{16}$")
    images: Annotated[int, Field(ge=1, le=100_000)]
    found: tuple[Members, ...]
    answers: tuple[Answer, ...] = Field((), max_length=MOST_ANSWERS)

    @property
    def clusters(self) -> tuple[Members, ...]:
        """All clusters there have been, in the order of their numbers; those of a mixed one follow the rest."""
        return (*self.found, *(part for one in self.answers for part in one.into))

    def answered(self) -> dict[int, Answer]:
        """Return the answer to each cluster that has one."""
        return {one.cluster: one for one in self.answers if one.cluster is not None}

    def open(self) -> list[int]:
        """Return the numbers of clusters that nobody has answered, the largest first."""
        answered, clusters = self.answered(), self.clusters
        return sorted((k for k in range(len(clusters)) if k not in answered), key=lambda k: (-len(clusters[k]), k))

    def shown(self, number: int) -> tuple[Members, int]:
        """Return the five most typical images of a cluster, and its least typical one. Raises DataError."""
        members = self._cluster(number)
        return members[:TYPICAL], members[-1]

    def told(self) -> tuple[dict[int, str], dict[int, str]]:
        """Return what was said of images with their clusters, and what of each by itself, by image."""
        clusters = self.clusters
        together = {
            image: one.text
            for one in self.answers
            if one.cluster is not None and not one.mixed
            for image in clusters[one.cluster]
        }
        return together, {one.image: one.text for one in self.answers if one.image is not None}

    def answer(self, number: int, text: str) -> Session:
        """Return the session with a letter for a whole cluster; "" says that it is no letter. Raises DataError."""
        self._open(number)
        return self._with(Answer(cluster=number, text=named(text)))

    def mixed(self, number: int, looks: Looks) -> Session:
        """Return the session with a cluster that holds several letters parted in two. Raises DataError."""
        self._open(number)
        members = np.array(self._cluster(number))
        points = looks.points[members]
        into: tuple[Members, ...] = ()
        if len(members) >= 2 * LEAST_SPLIT and not (points == points[0]).all():
            parts = cluster(points, KMeansConfig(clusters=2))
            into = tuple(_typical(members[at], points[at]) for at in members_of(parts.labels, len(parts.sizes)))
        return self._with(Answer(cluster=number, mixed=True, into=into))

    def name(self, image: int, text: str) -> Session:
        """Return the session with a letter for a single image, "" for no letter. Raises DataError."""
        if not 0 <= image < self.images:
            raise DataError(f"an image must be between 0 and {self.images - 1}, got {image}.")
        return self._with(Answer(image=image, text=named(text)))

    def undo(self) -> Session:
        """Return the session without its last answer; without any it stays as it is."""
        return self.replace(answers=self.answers[:-1])

    def belongs_to(self, looks: Looks) -> bool:
        """Tell whether it is about these looks, and names none but their images."""
        own = looks.mark == self.looks and len(looks) == self.images
        named = [self.found, *(one.into for one in self.answers)]
        return own and all(image < self.images for parts in named for part in parts for image in part)

    def _with(self, answer: Answer) -> Session:
        if len(self.answers) >= MOST_ANSWERS:
            raise DataError(f"at most {MOST_ANSWERS:,} answers are kept.")
        return self.replace(answers=(*self.answers, answer))

    def _cluster(self, number: int) -> Members:
        if not 0 <= number < len(self.clusters):
            raise DataError(f"a cluster must be between 0 and {len(self.clusters) - 1}, got {number}.")
        return self.clusters[number]

    def _open(self, number: int) -> None:
        self._cluster(number)
        before = self.answered().get(number)
        if before is not None and before.mixed:
            raise DataError("this cluster has been parted already: answer its parts.")


def begin(looks: Looks, how: ClusteringConfig | None = None) -> Session:
    """Return a session with clusters of pieces; what is noise to a method is in none, and named by the others.

    how: k-means with four times as many clusters as there are likely classes, if None.
    """
    clusters = max(2, min(200, EACH * LIKELY, len(looks) // FEWEST))
    how = (how or KMeansConfig(clusters=clusters)).suited(len(looks))
    labels = cluster(looks.points, how).labels
    groups = [_typical(at, looks.points[at]) for at in members_of(labels, int(labels.max(initial=NOISE)) + 1)]
    return Session(looks=looks.mark, images=len(looks), found=tuple(groups))


def named(text: str) -> str:
    """Return a letter as it is kept, composed; "" for no letter. Raises DataError for several, or what is none."""
    found = letters_of(text.strip())
    if len(found) > 1 or len(text) > 40 or odd_character(text.strip()):
        raise DataError(f"type one letter, got {shown_name(text.strip())}.")
    return found[0] if found else NO_LETTER


def _typical(members: np.ndarray, points: np.ndarray) -> Members:
    """Return members from the one nearest to their middle to the farthest."""
    far = np.square(points - points.mean(0)).sum(1)
    return tuple(int(k) for k in members[np.argsort(far, kind="stable")])
