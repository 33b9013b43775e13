"""How does a benchmark say what it measured, on which machine?"""

from __future__ import annotations

import json
import platform
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def report(name: str, rows: list[dict]) -> None:
    """Print rows (dicts of the same keys) as a table and write them to results/<name>.json."""
    texts = [
        {key: f"{value:.4g}" if isinstance(value, float) else str(value) for key, value in r.items()} for r in rows
    ]
    widths = {key: max(len(key), *(len(text[key]) for text in texts)) for key in rows[0]}
    for text in [{key: key for key in rows[0]}, *texts]:
        print("  ".join(value.ljust(widths[key]) for key, value in text.items()).rstrip())
    RESULTS.mkdir(exist_ok=True)
    machine = {"machine": platform.machine(), "python": platform.python_version()}
    (RESULTS / f"{name}.json").write_text(json.dumps({**machine, "rows": rows}, indent=2) + "\n")
