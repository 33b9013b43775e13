"""How do bytes lie beside plain pages, each once for all of them, so that a page opened from a disk can read them?

There a browser reads scripts and nothing else. So each section of the blocks is a script of its own, named by its
content: squeezed by zlib, then 15 bits a sign in UTF-16, which is a fifteenth more than the bytes (base64 is a third
more). The mark at its beginning tells every browser the encoding, whatever a server says. Numbers of two or four bytes
are taken apart first, all their first bytes, then all their second ones: what is alike then stands together.
browser/pack/shelf.js reads it.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import zlib
from pathlib import Path

import numpy as np

from core.files import write_atomic
from core.packed import pack, unpack
from core.types import ModelError

FIRST, BITS = 0x3400, 15  # of the signs; none of 0x3400 to 0xb3ff ends a text, a line or a pair of surrogates
STRIDES = (1, 2, 4)  # bytes of a number that are taken apart
SMALL = 1500  # bytes up to which a section stands in the page itself
Recipe = str | dict[str, "Recipe"]


def text_of(data: bytes) -> str:
    """Return bytes as text, 15 bits a sign; the last sign is filled up with zeros."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    bits = np.pad(bits, (0, -len(bits) % BITS)).reshape(-1, BITS)
    signs = bits @ (1 << np.arange(BITS - 1, -1, -1)) + FIRST
    return signs.astype("<u2").tobytes().decode("utf-16-le")


class Shelf:
    """The sections of all blocks of a pack. Only what is laid by is written."""

    def __init__(self) -> None:
        self.scripts: dict[str, bytes] = {}

    def lay(self, block: bytes) -> Recipe:
        """Lay a block by; return how a page puts it together again. Equal sections are kept once."""
        sections = _sections(block)
        if sections is not None:
            return {name: self.lay(part) for name, part in sections.items()}
        if len(block) <= SMALL:
            return _in_words(block)
        return self.keep(block)

    def keep(self, block: bytes) -> str:
        """Lay a block by whatever it is; return its name."""
        name = hashlib.sha256(block).hexdigest()[:16]
        if name not in self.scripts:
            small, stride = min(
                ((zlib.compress(_apart(block, stride), 9), stride) for stride in STRIDES if not len(block) % stride),
                key=lambda found: len(found[0]),
            )
            script = f'latentInkShelf("{name}", {len(small)}, {stride}, "{text_of(small)}");\n'
            self.scripts[name] = codecs.BOM_UTF16_LE + script.encode("utf-16-le")
        return name

    def write(self, folder: Path) -> None:
        """Write the scripts. Raises OSError."""
        for name, script in self.scripts.items():
            write_atomic(folder / f"{name}.js", script, durable=False)


def _in_words(block: bytes) -> str:
    try:
        return "~" + block.decode("utf-8")
    except UnicodeDecodeError:
        return "=" + base64.b64encode(block).decode()


def _apart(block: bytes, stride: int) -> bytes:
    return np.frombuffer(block, np.uint8).reshape(-1, stride).T.tobytes()


def _sections(block: bytes) -> dict[str, bytes] | None:
    """Return the sections of a block that is put together again from them to the byte, None of any other."""
    try:
        found = unpack(block)
    except (ModelError, ValueError):
        return None
    return found if found and pack(found) == block else None
