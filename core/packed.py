"""How do several blocks of bytes travel as one, so that a browser can read each in place?

Layout: u32 (little endian) length of the header; the header, JSON {name: [offset, length]}; the sections, each at a
multiple of 16 bytes from the start, so that typed arrays can look straight into them.
"""

from __future__ import annotations

import json

from core.types import ModelError
from core.words.text import shown_name

ALIGNMENT = 16


def pack(sections: dict[str, bytes]) -> bytes:
    """Return the sections as one block of bytes, in their order; equal sections give equal bytes."""
    # Offsets depend on the header's length and that on the offsets' digits, so the header is given room to spare.
    room = 4 + sum(len(json.dumps(name)) + 32 for name in sections) + 2
    offset = start = _aligned(room)
    header = {}
    for name, data in sections.items():
        header[name] = [offset, len(data)]
        offset = _aligned(offset + len(data))
    block = bytearray(offset)
    text = json.dumps(header).encode().ljust(start - 4)
    block[:start] = len(text).to_bytes(4, "little") + text
    for name, data in sections.items():
        block[header[name][0] : header[name][0] + len(data)] = data
    return bytes(block)


def unpack(block: bytes) -> dict[str, bytes]:
    """Return the sections that `pack` put together. Raises ModelError if the block is not such a thing."""
    length = int.from_bytes(block[:4], "little")
    try:
        header = json.loads(block[4 : 4 + length])
        spans = {str(name): (int(offset), int(size)) for name, (offset, size) in header.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ModelError(f"the block of {len(block)} bytes is not a packed file.") from None
    for name, (offset, size) in spans.items():
        if offset % ALIGNMENT or offset < 4 + length or size < 0 or offset + size > len(block):
            raise ModelError(f"section {shown_name(name)!r} lies outside the packed file of {len(block)} bytes.")
    return {name: block[offset : offset + size] for name, (offset, size) in spans.items()}


def _aligned(offset: int) -> int:
    return -(-offset // ALIGNMENT) * ALIGNMENT
