"""What does the log say, line by line in JSON, where the host has set LATENT_INK_LOG=json?"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time

from core.owner import Owner

LONGEST = 200  # characters of anything that is logged


def line(what: str, owner: Owner | None = None, **more: str | float) -> None:
    """Log one thing that happened, or was refused, to the standard error; nothing unless the host wants it.

    owner: a visitor, of whom only a hash is logged that nothing else here uses.
    """
    if os.environ.get("LATENT_INK_LOG") != "json":
        return
    row: dict[str, str | float] = {"time": round(time.time(), 3), "what": what}
    if owner is not None:
        row["visitor"] = hashlib.sha256(f"log {owner.mark}".encode()).hexdigest()[:12]
    row |= {name: value[:LONGEST] if isinstance(value, str) else round(value, 4) for name, value in more.items()}
    print(json.dumps(row, ensure_ascii=True), file=sys.stderr, flush=True)
