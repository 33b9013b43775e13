"""Are the peaks of lines those that scipy finds, which is not waited for on a page?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import find_peaks

from core.handwriting.page.lines import DIP, PEAK, _peaks


@pytest.mark.parametrize("seed", range(40))
def test_peaks_are_those_of_scipy_with_plateaus_and_at_the_edges(seed):
    rng = np.random.default_rng(seed)
    profile = np.round(np.convolve(rng.random(300), np.ones(1 + seed % 9)), seed % 3)  # coarse ones have plateaus
    if seed % 2:
        profile[:3] = profile.max()  # a line that the picture cuts off
    padded = np.concatenate([[0.0], profile, [0.0]])
    peaks, about = find_peaks(padded, height=PEAK * profile.max(), prominence=0.0)
    expected = peaks[about["prominences"] >= DIP * padded[peaks]] - 1
    assert len(expected) and _peaks(profile).tolist() == expected.tolist()
