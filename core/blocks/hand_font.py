"""What does the browser need to write with the font of a hand: the font's own bytes, and what it can write?"""

from __future__ import annotations

import io
import json

from core.packed import pack


def font_block(font: bytes) -> bytes:
    """Return a TrueType font as one block, the very bytes with its characters beside them, for browser/hand_font."""
    from fontTools.ttLib import TTFont

    signs = sorted(map(chr, TTFont(io.BytesIO(font), lazy=True).getBestCmap()))
    about = {"signs": [sign for sign in signs if not sign.isspace()]}
    return pack({"about": json.dumps(about, ensure_ascii=False).encode(), "font": font})
