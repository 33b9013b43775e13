"""How does a picture of handwriting lie on the page as ink on paper, light or dark, whatever the theme?"""

from __future__ import annotations

import base64

from streamlit.components import v2

# The picture is a mask and the text colour shows through it: bright pixels become ink. So it follows a change of theme
# at once, and a new picture under the same key replaces the old one without a blank in between.
_INK = v2.component(
    "ink_image",
    html='<div class="ink" role="img"></div>',
    css="""
.ink {
  width: 100%;
  max-width: var(--width);
  aspect-ratio: var(--ratio);
  background: var(--st-text-color);
  -webkit-mask: var(--png) bottom / 100% auto no-repeat;
  mask: var(--png) bottom / 100% auto no-repeat;
  mask-mode: luminance;
}
""",
    js="""
export default function ({ data, parentElement }) {
  const ink = parentElement.querySelector(".ink");
  ink.style.setProperty("--png", `url("data:image/png;base64,${data.png}")`);
  ink.style.setProperty("--ratio", `${data.width} / ${data.height}`);
  ink.style.setProperty("--width", data.stretch ? "100%" : `${data.width * data.zoom}px`);
  ink.setAttribute("aria-label", data.alt);
}
""",
)


def ink_image(
    png: bytes, *, key: str, alt: str, zoom: float = 1.0, stretch: bool = True, highest: float = 100.0
) -> None:
    """Draw a grey PNG, bright ink on black, in the ink and on the paper of the theme.

    alt: what it shows, in words. stretch: as wide as the place it has, else `zoom` screen pixels a pixel. highest: of
    what is higher than so many times its width, the lower part is shown.
    """
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))  # of a PNG's first chunk
    height = min(height, round(highest * width))
    data = {
        "png": base64.b64encode(png).decode(),
        "alt": alt,
        "width": width,
        "height": height,
        "zoom": zoom,
        "stretch": stretch,
    }
    _INK(key=key, data=data)
