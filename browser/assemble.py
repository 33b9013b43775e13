"""How does the source of the kernels that train a network become bytes that a module of JavaScript carries?

Run: python -m browser.assemble, after every change of a .wat file; a test says so where it was forgotten.

The bytes stand in a module, in base64, because every way to the browser is one script that asks for nothing: a
component of the app, the program of a worker, a page that is opened by a double click. As data beside the images they
would be sent anew with each of them.
"""

from __future__ import annotations

import base64
from pathlib import Path

KERNELS = Path(__file__).parent / "train" / "kernels"
SOURCES = ("products.wat", "pointwise.wat", "learning.wat")
MODULE = KERNELS / "binary.js"
WIDTH = 112  # characters of base64 in a line

TEXT = """// Which bytes are the kernels? Made of {sources} by `python -m browser.assemble`: {size} bytes.

export function kernelsInBase64() {{
  return {lines};
}}
"""


def assembled() -> bytes:
    """Return the WebAssembly module that the sources make. Raises WasmtimeError naming the line that is wrong."""
    from wasmtime import wat2wasm  # a tool of development: whoever only runs the app does without

    functions = "\n".join((KERNELS / name).read_text(encoding="utf-8") for name in SOURCES)
    return _without_names(bytes(wat2wasm(f'(module (import "env" "memory" (memory 1))\n{functions})')))


def _without_names(binary: bytes) -> bytes:
    """Leave out the sections that only a debugger reads, a fifth of the bytes: those of the number 0."""
    kept, at = binary[:8], 8
    while at < len(binary):
        size, shift, start = 0, 0, at + 1
        while True:  # seven bits of the size a byte, as long as the eighth is set
            size |= (binary[start] & 127) << shift
            shift, start = shift + 7, start + 1
            if binary[start - 1] < 128:
                break
        kept += binary[at : start + size] if binary[at] else b""
        at = start + size
    return kept


def module_of(binary: bytes) -> str:
    """Return the text of the JavaScript module that carries the bytes."""
    text = base64.b64encode(binary).decode()
    lines = "\n    + ".join(f'"{text[at : at + WIDTH]}"' for at in range(0, len(text), WIDTH))
    return TEXT.format(sources=", ".join(SOURCES), size=f"{len(binary):,}", lines=lines)


if __name__ == "__main__":
    MODULE.write_text(module_of(assembled()), encoding="utf-8")
