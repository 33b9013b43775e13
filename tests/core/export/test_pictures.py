"""Do chosen images leave whole, with the table that names them?"""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from core.export.pictures import sheet, zipped
from core.images import image_keys

IMAGES = np.random.default_rng(0).integers(0, 256, (7, 12, 12), np.uint8)


def pixels_of(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"))


def test_a_sheet_is_near_square():
    assert pixels_of(sheet(IMAGES)).shape == (3 * 14 - 2, 3 * 14 - 2)
    wide = pixels_of(sheet(IMAGES, columns=7))
    assert wide.shape == (12, 7 * 14 - 2)
    assert image_keys(wide[None, :, 14:26]) == image_keys(IMAGES[1:2])


def test_a_zip_holds_every_image_and_the_table():
    heard = []
    data = zipped(IMAGES, np.arange(10, 17), "index,class\n", lambda what, fraction: heard.append(fraction))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        names = opened.namelist()
        assert names == ["labels.csv", *(f"images/{i:05d}.png" for i in range(10, 17))]
        assert opened.read("labels.csv") == b"index,class\n"
        found = np.stack([pixels_of(opened.read(name)) for name in names[1:]])
    assert image_keys(found) == image_keys(IMAGES)
    assert data == zipped(IMAGES, np.arange(10, 17), "index,class\n") and heard[-1] < 1 <= len(heard)


@pytest.mark.parametrize("n", [0, 20_001])
def test_too_few_and_too_many_are_refused(n):
    images = np.zeros((n, 4, 4), np.uint8)
    with pytest.raises(ValueError, match=r"1 to 20,000 images"):
        zipped(images, np.arange(n), "")
    with pytest.raises(ValueError, match=r"1 to 4,096 images"):
        sheet(images)
