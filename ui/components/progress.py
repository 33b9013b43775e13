"""How does a page show how far something is, with a name to its bar, and have its end said aloud?"""

from __future__ import annotations

from ui.components.component import component

_STANDING = component(
    "latent_ink_standing",
    "base/progress.js",
    styles=("base/progress.css",),
    html="""
<div class="standing">
  <div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100"><i></i></div>
  <div class="text"></div>
  <div class="said" role="status" aria-live="polite"></div>
</div>
""",
)


def standing(label: str, text: str, *, share: float | None, said: str, key: str) -> None:
    """Draw a bar called `label` and `text` below it; another `said` than before is said to who listens to the page.

    share: 0 to 1 of the way, None where there is no bar any more.
    """
    _STANDING(key=key, data={"label": label, "text": text, "share": share, "said": said})
