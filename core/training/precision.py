"""In which precision are the products of a training taken?

In bfloat16 where the processor multiplies in it and the model says that it learns as well so, else in float32. Sums,
losses, weights and what the optimiser knows stay float32, and so does all that is measured or drawn: this holds for the
training step alone, on its own thread. (torch.set_float32_matmul_precision would hold for the whole process; and on
processors without tiles it gains a tenth where this gains a third.)
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache

import torch

from core.types import Trainable

NATIVE = ("avx512_bf16", "amx_bf16")  # instructions that multiply in bfloat16; elsewhere it is emulated, and slower

LEAST_BATCH = 64  # images a step; for fewer, turning the weights over takes as long as is won


def products(model: Trainable, device: torch.device, batch_size: int) -> AbstractContextManager:
    """Return the context, for any number of blocks, in which steps of `model` take their products."""
    rough = batch_size >= LEAST_BATCH and getattr(model, "rough_products", False)
    if rough and device.type == "cpu" and has_bfloat16():
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return nullcontext()


@cache
def has_bfloat16() -> bool:
    """Say whether this processor multiplies in bfloat16 by itself."""
    there = torch.cpu.get_capabilities()
    return any(there.get(name, False) for name in NATIVE)
