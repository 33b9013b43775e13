"""How does a lesson light up a part of the page that it stands beside?"""

from __future__ import annotations

from ui.components.component import component

_LIGHT = component(
    "latent_ink_lesson_light",
    "lessons/entry.js",
    styles=("lessons/light.css",),
    html="""
<div class="light">
  <button type="button" hidden></button>
</div>
""",
)


def light(mark: str, *, step: str) -> None:
    """Light up the part of that name, with a button that leads to it; an empty name lights up nothing.

    mark: a name in browser/lessons/marks.js, or what an exhibit says in `data-mark`. step: tells one step from another.
    """
    _LIGHT(key="lesson-light", data={"mark": mark, "step": step})
