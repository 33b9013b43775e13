"""What do several tests of one image ask for?"""

import numpy as np
import pytest

from core.latents import Latents
from core.library.folder import find, latents
from core.one_image.reading import reader_of, said_of


@pytest.fixture(scope="session")
def shown() -> Latents:
    """The 2,000 images of MNIST's test part that come along."""
    return latents(find("mnist-vae-16d"))


@pytest.fixture(scope="session")
def sources(shown) -> np.ndarray:
    """Images (10, 28, 28) of MNIST's test part, a digit each, that the reader is sure of."""
    images, reader = shown.thumbnails(), reader_of("2")
    found = []
    for digit in range(10):
        same = images[shown.labels == digit]
        found.append(next(image for image in same[3:] if said_of(image, reader)[1] > 0.999))
    found = np.stack(found)
    found.flags.writeable = False
    return found
