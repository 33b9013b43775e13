"""How is a component of the browser declared to Streamlit, with all its modules and style sheets?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from streamlit.components import v2

from browser import bundle
from ui import shelf

# Keeps a place until its program runs, or until there is something to show: what stands below must not jump.
_AWAIT = """
<div class="awaiting">
  <div class="await"><p>{sentence}</p></div>
</div>
"""


def component(
    name: str, entry: str, *, styles: Sequence[str] = (), html: str | None = None, awaits: str | None = None
) -> Callable[..., Any]:
    """Declare a component, once, at import; return what puts it onto a page.

    name: unique among all components. entry: its module in browser/, whose default export `live` of adapter.js made.
    styles: its sheets in browser/. html: what the module finds ready, if anything. awaits: the sentence, or nothing,
    that keeps a place as high as the pad until the component says that it is there.
    """
    if awaits is not None:
        html, styles = _AWAIT.format(sentence=awaits), (*styles, "base/await.css")
    # Streamlit takes text of one line for a path; all of these have many.
    mount = v2.component(name, html=html, css=bundle.style(*styles) or None, js=shelf.code(entry))

    def put(*, data: Any = None, **named: Any) -> Any:
        return mount(data=shelf.laid_by(data) if isinstance(data, bytes) else data, **named)

    return put
