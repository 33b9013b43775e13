"""How does a film stand on a page so that it moves? Streamlit's own image would shrink it to its first frame."""

from __future__ import annotations

import streamlit as st

_MOVING = st.components.v2.component(
    "latent_ink_moving",
    html="""
<img class="moving" alt="The film">
""",
    css="""
.moving {
  display: block; width: 100%; max-width: 240px; border: 1px solid var(--st-border-color);
  border-radius: var(--st-base-radius);
}
""",
    js="""
const shown = new WeakMap(); // parentElement -> {data, url}

export default function ({ data, parentElement }) {
  const before = shown.get(parentElement);
  if (!data || before?.data === data) return undefined;
  if (before) URL.revokeObjectURL(before.url);
  const type = data[0] === 0x47 ? "image/gif" : "image/png"; // a GIF begins with a G
  const url = URL.createObjectURL(new Blob([data], { type }));
  shown.set(parentElement, { data, url });
  parentElement.querySelector(".moving").src = url;
  return () => {
    URL.revokeObjectURL(shown.get(parentElement)?.url);
    shown.delete(parentElement);
  };
}
""",
)


def moving(film: bytes, *, key: str) -> None:
    """Show a GIF or an animated PNG, as wide as its place and at most 240 pixels. key: another one for another film."""
    _MOVING(key=key, data=film)
