"""What does the page that reads drawings need to know of a VAE to show where a drawing lies in it? Bytes in, bytes out.

browser/read/vae.js reads the block: "about", the "bundle" of a pad (core/blocks/pad.py) and the "encoder", from the
pixels row by row in [0, 1], and the class weights if it takes them, to the means and the log-variances (2d,).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from core.packed import pack, unpack
from core.types import ModelError

CHANNEL = "read"  # the reading in browser/read/read.js that all such blocks go to
LINE = "return self.mu + (0.5 * self.logvar).exp() * eps"
PLACE = "core/types.py, Posterior.sample"  # where the line stands


def read_vae_block(bundle: bytes, encoder: bytes, *, model: str, choices: Mapping[str, str]) -> bytes:
    """Return what the browser needs to show what a VAE makes of a drawing; equal arguments give equal bytes.

    bundle: of the model's pad. encoder: packed, giving (2d,). model: its id. choices: the models that can be shown, id
    -> title, in the order of the menu.
    Raises ModelError if `model` is none of the choices.
    """
    if model not in choices:
        raise ModelError(f"{model} is none of the models that can be shown.")
    kept = {name: part for name, part in unpack(bundle).items() if name != "reader"}  # the page has one
    about = {
        "channel": "vae",
        "model": CHANNEL,
        "id": model,
        "choices": list(choices.items()),
        "code": {"line": LINE, "place": PLACE},
    }
    told = json.dumps(about, separators=(",", ":")).encode()
    return pack({"about": told, "bundle": pack(kept), "encoder": encoder})
