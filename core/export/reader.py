"""What does a page need to have images read: the reader's network, its classes, and what one of them is called?"""

from __future__ import annotations

import json
from typing import Any

from core.export.packed import unpack
from core.nouns import noun_of


def reader_parts(reader: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what a page is told of a reader, {"classes", "image_size", "noun"}, and its network, a packed one.

    reader: browser.bin of a classifier; the noun is worked out here, as files of older versions hold none.
    Raises ValueError if it holds no classifier.
    """
    held = unpack(reader)
    if "classifier" not in held:
        raise ValueError(f"the reader holds no classifier, only {', '.join(held) or 'nothing'}.")
    about = json.loads(held["about"])
    return about | {"noun": noun_of(about["classes"])}, held["classifier"]
