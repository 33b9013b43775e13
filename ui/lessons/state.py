"""What does a tab remember of the lesson that it is in?"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.lessons.progress import Progress


@dataclass
class LessonState:
    """lesson, step: names of what is open, empty for none. before: what the address said when the step was opened.

    folded: the panel shows its head alone. room: code of the classroom that the tab is in, empty for none. acts: what
    was done on each exhibit. unkept: progress of this tab that could not be written down, None where it could.
    """

    lesson: str = ""
    step: str = ""
    before: dict[str, str] = field(default_factory=dict)
    folded: bool = False
    room: str = ""
    acts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unkept: Progress | None = None
