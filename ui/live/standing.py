"""How does a page show how far something is, with a name to its bar, and have its end said aloud?"""

from __future__ import annotations

import streamlit as st

from core.export.html import LIVE

_STANDING = st.components.v2.component(
    "latent_ink_standing",
    html="""
<div class="standing">
  <div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100"><i></i></div>
  <div class="text"></div>
  <div class="said" role="status" aria-live="polite"></div>
</div>
""",
    css="""
.standing {
  color: var(--st-text-color); font-family: var(--st-font, system-ui, sans-serif); font-size: calc(15rem / 16);
}
.bar { height: 8px; margin-bottom: 6px; border-radius: 4px; background: var(--st-secondary-background-color); }
.bar[hidden] { display: none; }
.bar i { display: block; height: 100%; border-radius: 4px; background: var(--st-primary-color); transition: width .4s; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: reduce) { .bar i { transition: none; } }
""",
    js=(LIVE / "standing.js").read_text(encoding="utf-8"),
)


def standing(label: str, text: str, *, share: float | None, said: str, key: str) -> None:
    """Draw a bar called `label` and `text` below it; another `said` than before is said to who listens to the page.

    share: 0 to 1 of the way, None where there is no bar any more.
    """
    _STANDING(key=key, data={"label": label, "text": text, "share": share, "said": said})
