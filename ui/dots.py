"""How does a map look at the size of a stamp: points in the colours of their classes, light or dark?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.export.packed import pack

MOST = 6000  # points drawn; more than that cannot be told apart in so small a square
GREY = 65535  # a point of no class

# Drawn in the browser: the colours follow the theme at once, and 2,000 points are 12 kB.
_DOTS = st.components.v2.component(
    "map_dots",
    html='<canvas class="dots" role="img"></canvas>',
    css="""
.dots {
  display: block;
  width: 100%;
  aspect-ratio: 1;
  border: 1px solid var(--st-border-color);
  border-radius: var(--st-base-radius);
}
""",
    js="""
export default function ({ data, parentElement }) {
  const canvas = parentElement.querySelector(".dots"), bytes = data.slice();
  const header = new DataView(bytes.buffer).getUint32(0, true);
  const at = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + header)));
  const part = ([start, length]) => bytes.subarray(start, start + length);
  const xy = new Uint16Array(bytes.buffer, at.xy[0], at.xy[1] / 2);
  const categories = new Uint16Array(bytes.buffer, at.categories[0], at.categories[1] / 2);
  canvas.setAttribute("aria-label", new TextDecoder().decode(part(at.alt)));
  const style = getComputedStyle(parentElement.host ?? parentElement);
  const colours = style.getPropertyValue("--st-chart-categorical-colors").split(/,(?![^(]*\\))/).map((c) => c.trim());
  const ratio = Math.min(2, window.devicePixelRatio || 1), side = Math.round(260 * ratio), pad = 8 * ratio;
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d"), dot = Math.max(1.6, Math.min(4, 90 / Math.sqrt(xy.length / 2))) * ratio;
  context.globalAlpha = 0.8;
  for (let i = 0; i < categories.length; i++) {
    const none = categories[i] === 65535, grey = style.getPropertyValue("--st-gray-color") || "gray";
    context.fillStyle = none ? grey : colours[categories[i] % colours.length];
    context.fillRect(pad + xy[2 * i] / 65535 * (side - 2 * pad) - dot / 2,
      side - pad - xy[2 * i + 1] / 65535 * (side - 2 * pad) - dot / 2, dot, dot);
  }
}
""",
)


def dots(xy: np.ndarray, categories: np.ndarray | None, *, key: str, alt: str) -> None:
    """Draw places (n, 2) as dots in a square, in the colours of `categories`, int (n,); None or -1 is grey.

    At most 6,000 points are drawn, evenly taken. alt: what it shows, in words. The map keeps its proportions.
    """
    kept = np.linspace(0, len(xy) - 1, min(len(xy), MOST)).astype(int)
    xy = np.asarray(xy, np.float64)[kept]
    low, high = np.quantile(xy, [0.002, 0.998], axis=0) if len(xy) else (np.zeros(2), np.ones(2))
    span = max(1e-9, float((high - low).max()))
    square = np.clip((xy - (low + high) / 2) / span + 0.5, 0, 1)
    chosen = np.full(len(kept), -1) if categories is None else np.asarray(categories)[kept]
    block = pack(
        {
            "xy": np.round(square * 65535).astype("<u2").tobytes(),
            "categories": np.where(chosen < 0, GREY, chosen).astype("<u2").tobytes(),
            "alt": alt.encode(),
        }
    )
    _DOTS(key=key, data=block)
