"""What does `python -m core hand font` do? It makes a TrueType font of a hand."""

from __future__ import annotations

import json
from pathlib import Path

from core.cli.hand_write import opened
from core.cli.watch import Said
from core.config import ConfigError
from core.export.hand_font import font
from core.files import made, write_atomic
from core.words.text import shown_name


def make(hand: str, out: Path, name: str, as_json: bool) -> None:
    """Write a font of a hand; print what it can write. Raises ConfigError, DataError, OSError."""
    if out.suffix.lower() != ".ttf":
        raise ConfigError(f"the font must be called something.ttf, got {shown_name(out.name)}.")
    say = Said(as_json)
    of = opened(hand, say)
    data = font(of, name, on_progress=say)
    made(out.absolute().parent)
    write_atomic(out, data)
    told = {"font": str(out), "bytes": len(data), "signs": "".join(of.signs)}
    said = f"{len(of.signs)} signs in {len(data) / 1000:.0f} kB, written to {out}: {told['signs']}"
    print(json.dumps(told, ensure_ascii=False) if as_json else said)
