"""What does a map tempt people to read into it, and how is that shown on points whose truth is known?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.projection import examples, moved
from core.projection.examples import Example
from core.projection.fitted import ProjectionConfig

SOURCE = "Wattenberg, Viégas & Johnson 2016, doi:10.23915/distill.00002"
FEWEST = 360  # points: enough to show it, and few enough for two maps within seconds

Measure = Callable[[Example, np.ndarray], float]


@dataclass(frozen=True)
class Lesson:
    """A misreading, and points on which it can be seen.

    title: what it is about. misreading: what people read, one sentence; why: why that is wrong, one more. make: the
    points. says: one sentence with {truth}, {mine} and {turned} for what is measured in the true picture, on the map
    with the given settings and on the one with a setting turned. form: how such a number is written. turns: settings
    that bring it out, by name: the value to turn to, and another one for a map that has it already (None: the usual).
    grouped: whether the points' groups are to be told by colour.
    """

    title: str
    misreading: str
    why: str
    make: Callable[[int, np.random.Generator], Example]
    measure: Measure
    says: str
    form: str = "{:.1f}"
    turns: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    source: str = SOURCE
    grouped: bool = True

    def example(self, projection: ProjectionConfig) -> Example:
        """Return the points: as many as the projection and its turned self can do with."""
        asked = [FEWEST, *(_needed(p) for p in (projection, self.turned(projection)) if p)]
        return self.make(max(asked), np.random.default_rng(0))

    def turned(self, projection: ProjectionConfig) -> ProjectionConfig | None:
        """Return the projection with a setting turned so that the misreading shows; None if it has no such setting."""
        name = next((name for name in self.turns if name in type(projection).model_fields), None)
        if name is None:
            return None
        now, (first, second) = getattr(projection, name), self.turns[name]
        near = now == first
        if isinstance(now, float | int) and not isinstance(now, bool) and now:  # 0 is often "choose for me"
            near = abs(now - first) <= 0.15 * abs(second - first)
        other = type(projection).model_fields[name].default if second is None else second
        choices = (other, first) if near else (first, other)
        return next(turned for value in choices if (turned := _with(projection, name, value)) != projection)

    def tells(self, example: Example, mine: np.ndarray, turned: np.ndarray | None, name: str) -> str:
        """Return a sentence on what was measured. mine, turned: places (n, 2) on the two maps; name: of the second."""
        truth, here = self.measure(example, example.latents), self.measure(example, mine)
        text = self.says.format(truth=self.form.format(truth), mine=self.form.format(here))
        if turned is not None:
            text = f"{text.rstrip('.')}, and {self.form.format(self.measure(example, turned))} with {name}."
        return text + (" With your settings the map tells the truth here." if _alike(truth, here) else "")


class SeedLesson(Lesson):
    """Compares two maps with each other instead of each with the truth."""

    def tells(self, example: Example, mine: np.ndarray, turned: np.ndarray | None, name: str) -> str:
        """Return a sentence on what the two maps have in common."""
        if turned is None:
            return ""
        found = moved.compare(mine, turned)
        return self.says.format(
            name=name, kept=f"{found.in_common:.0%}", moved=f"{float(np.median(found.distance)):.2f}"
        )


def turned_text(projection: ProjectionConfig, turned: ProjectionConfig) -> str:
    """Say which setting was turned to what, such as "perplexity 3"."""
    changed = [name for name in type(projection).model_fields if getattr(projection, name) != getattr(turned, name)]
    values = {name: getattr(turned, name) for name in changed}
    words = {True: "on", False: "off"}
    return ", ".join(
        f"{name.replace('_', ' ')} {words[v] if isinstance(v, bool) else f'{v:g}' if not isinstance(v, str) else v}"
        for name, v in values.items()
    )


def _with(projection: ProjectionConfig, name: str, value: Any) -> ProjectionConfig:
    changes = {name: value}
    if name in ("min_dist", "spread"):  # the one must not exceed the other
        both = {name: getattr(projection, name) for name in ("min_dist", "spread")} | changes
        changes = both | {"min_dist": min(both["min_dist"], both["spread"])}
    return projection.replace(**changes)


def _needed(projection: ProjectionConfig) -> int:
    perplexity, neighbours = getattr(projection, "perplexity", 0), getattr(projection, "neighbours", 0)
    return max(math.ceil(3 * perplexity) + 1, neighbours + 1)


def _alike(truth: float, here: float) -> bool:
    return truth > 0 and here > 0 and abs(math.log(here / truth)) < math.log(1.15)


_EVEN = "t-SNE and UMAP even out densities: they spread out tight groups and draw wide ones together."
_GAPS = "Once t-SNE or UMAP has two groups apart, hardly any force is left that knows how far."
# Of a plane: an orthogonal projection lengthens nothing, and what it shortens, nobody sees on it.
_SHADOW = "A plane is a shadow: it makes nothing larger, and what it leaves out makes things smaller, some much more."

LESSONS: dict[str, Lesson] = {
    "sizes": Lesson(
        "Sizes of clusters",
        "A large cluster on the map looks as if its images varied a lot.",
        _EVEN,
        examples.unequal,
        examples.widths,
        "One group is {truth} times as wide as the other; on the map it is {mine} times as wide.",
    ),
    "distances": Lesson(
        "Distances between clusters",
        "Clusters that lie far apart on the map look as if they had less in common.",
        _GAPS,
        examples.apart,
        examples.distances,
        "The right group is {truth} times as far from the middle one as the left group is; on the map {mine} times.",
    ),
    "order": Lesson(
        "What lies next to what",
        "Neighbouring clusters look as if they turned into each other.",
        "Only near points are kept near; how the groups are arranged depends on how the map began.",
        examples.row,
        examples.in_order,
        "Ten groups stand in a row. The nearest group is one that stands beside it for {truth} of them; on the map for "
        "{mine}.",
        "{:.0%}",
        {"start": ("random", None)},
    ),
    "noise": Lesson(
        "Clumps in noise",
        "Clumps on the map look like kinds of images.",
        "Who looks at few neighbours finds groups everywhere, also where points lie by pure chance.",
        examples.noise,
        examples.clumps,
        "Points are strewn evenly, without any groups. Pieces that stand apart: {truth} in truth; on the map {mine}.",
        "{:.0f}",
        {"perplexity": (3.0, 60.0), "neighbours": (3, 60)},
        grouped=False,
    ),
    "min_dist": Lesson(
        "Tightness by min_dist",
        "Tight clusters with clear gaps look like a clean separation.",
        "min_dist only says how close points may lie on the map: it changes nothing in the images.",
        examples.triangle,
        examples.gaps,
        "The groups' middles are {truth} group widths apart; on the map {mine}.",
        turns={"min_dist": (0.8, 0.0)},
    ),
    "spread": Lesson(
        "Gaps by spread",
        "Wide gaps between clusters look like a property of the images.",
        "spread sets the scale of the map: the same images move apart or together.",
        examples.triangle,
        examples.gaps,
        "The groups' middles are {truth} group widths apart; on the map {mine}.",
        turns={"spread": (3.0, 0.3)},
    ),
    "unfinished": Lesson(
        "A map that is not finished",
        "Any picture looks like a result.",
        "With too few steps, or too small ones, points have not yet found their neighbours.",
        examples.crowd,
        examples.kept,
        "Of a point's 10 nearest in all 8 dimensions, the map keeps {mine}.",
        "{:.0%}",
        {"iterations": (20, 750), "epochs": (10, 500)},
    ),
    "rate": Lesson(
        "Steps that are too small",
        "Any picture looks like a result.",
        "With steps that are too small, points have not yet found their neighbours.",
        examples.crowd,
        examples.kept,
        "Of a point's 10 nearest in all 8 dimensions, the map keeps {mine}.",
        "{:.0%}",
        {"learning_rate": (0.1, 200.0)},
    ),
    "metric": Lesson(
        "Direction alone",
        "Images that lie together on the map look as if they had the same latents.",
        "The angle leaves out how far from the origin a point lies: what differs in that alone is mixed.",
        examples.ray,
        examples.same_group,
        "Two of three groups lie in one direction. Of a point's 10 nearest, {truth} are of its own group; on the map "
        "{mine}.",
        "{:.0%}",
        {"metric": ("cosine", "euclidean")},
        source="by calculation: the angle does not change when a vector is made longer",
    ),
    "supervised": Lesson(
        "Groups that were told",
        "Clean clusters look as if the model had found the classes.",
        "Supervised, the map pulls together what has the same label, whether or not the latents know of it.",
        examples.noise,
        examples.same_group,
        "Even noise with four labels drawn by lot: of a point's 10 nearest, {truth} have its label; on the map {mine}.",
        "{:.0%}",
        {"supervised": (True, False)},
        source="McInnes, Healy & Melville 2018, arXiv:1802.03426, section 5.2 on supervised use",
    ),
    "seed": SeedLesson(
        "Where chance has a hand",
        "Left, right, top and bottom look as if they meant something.",
        "Another seed begins or draws otherwise; what changes with it was never in the images.",
        examples.crowd,
        examples.kept,
        "Two maps of the same points: with {name}, {kept} of the neighbours are the same; laid on each other, half of "
        "the points lie at least {moved} map radii elsewhere.",
        turns={"seed": (1, 2)},
    ),
    "flat_sizes": Lesson(
        "Sizes on a plane",
        "A small cluster on the plane looks as if its images varied little.",
        _SHADOW,
        examples.shadows,
        examples.widths,
        "The second group is {truth} times as wide as the first; on the plane, which looks along it, {mine} times.",
        source="Pearson 1901, doi:10.1080/14786440109462720: the directions left out are those of least variance",
    ),
    "flat_distances": Lesson(
        "Distances on a plane",
        "Clusters that lie close together on the plane look as if they had much in common.",
        _SHADOW,
        examples.behind,
        examples.distances,
        "The third group is {truth} times as far from the second as the first is; on the plane {mine} times, for it "
        "stands behind it.",
        source="Pearson 1901, doi:10.1080/14786440109462720: the directions left out are those of least variance",
    ),
    "hidden": Lesson(
        "What a plane hides",
        "Points that lie together on the map look alike.",
        "A plane shows two directions; what differs in the others lies on top of each other.",
        examples.stacked,
        examples.same_group,
        "Seen from the side there are six groups: of a point's 10 nearest, {truth} are of its own; on the map {mine}.",
        "{:.0%}",
        source="Pearson 1901, doi:10.1080/14786440109462720: the directions left out are those of least variance",
    ),
}

# What stands beside each setting. What holds for a method whatever its settings, it says itself: `tempts`.
CONTROLS: dict[str, str] = {
    "perplexity": "noise",
    "neighbours": "noise",
    "early_exaggeration": "distances",
    "early_iterations": "unfinished",
    "iterations": "unfinished",
    "epochs": "unfinished",
    "learning_rate": "rate",
    "metric": "metric",
    "start": "order",
    "min_dist": "min_dist",
    "spread": "spread",
    "supervised": "supervised",
    "seed": "seed",
}
