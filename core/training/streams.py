"""Which random numbers does each part of a training draw, so that no random state need ever be saved?"""

from __future__ import annotations

import numpy as np
import torch

ORDER, STEP, EVALUATION, SAMPLES, INK, HELD_OUT_INK, JUDGED, VARIED, READ = range(9)  # independent streams


def generator(device: torch.device, *key: int) -> torch.Generator:
    """Return a generator whose numbers depend on `key` alone, so that no random state need ever be saved."""
    # CPU generators keep 32 bits of their seed; SeedSequence spreads the whole key over them.
    return torch.Generator(device).manual_seed(int(np.random.SeedSequence(key).generate_state(1)[0]))
