"""Is what is written on a page gone from its paper, while the light on it and what is no ink stay?"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from core.handwriting.page.bare_paper import LONGEST, bare_paper, without_ink
from core.handwriting.page.level import level_page
from core.handwriting.page.picture import Picture
from core.handwriting.page.settings import PageConfig
from tests.core.handwriting.lettering import lettered


def written(light: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return a page in a slanting light with grain, and the same with bars of ink, uint8 (h, w, 3)."""
    rng = np.random.default_rng(0)
    h, w = 600, 420
    shade = np.linspace(150, 230, w)[None, :, None] * np.array([1.0, 0.97, 0.9]) * light
    bare = np.clip(shade + rng.normal(0, 2, (h, w, 1)), 0, 255)
    inked = bare.copy()
    for y in range(80, 520, 40):
        inked[y : y + 4, 60:360:1] = np.where(rng.random((1, 300, 1)) < 0.7, [30, 40, 90], inked[y : y + 4, 60:360])
    return bare.astype(np.uint8), inked.astype(np.uint8)


def test_ink_goes_and_light_and_grain_stay():
    bare, inked = written()
    found = without_ink(inked)
    assert np.abs(inked.astype(int) - bare).max() > 100
    assert np.abs(found.astype(int) - bare).mean() < 2.5
    assert np.abs(found.astype(int) - bare).max() < 25
    rows = slice(80, 84)
    assert found[rows, 60:360].std(0).mean() > 0.5  # no smooth patches where there was ink


def test_light_ink_on_dark_paper_goes_too():
    bare, inked = written()
    found = without_ink(255 - inked)
    assert np.abs(found.astype(int) - (255 - bare)).mean() < 2.5


def test_the_paper_of_a_page_is_an_upright_picture_without_its_letters():
    grey = lettered().grey
    picture = Picture(grey, grey.shape[1::-1])
    paper = np.asarray(Image.open(io.BytesIO(bare_paper(picture, level_page(picture, PageConfig())))))
    assert paper.shape[0] >= paper.shape[1] and max(paper.shape) <= LONGEST and paper.shape[2] == 3
    usual = float(np.median(paper))
    assert grey.min() < usual - 80 and np.percentile(paper, 0.1) > usual - 25
