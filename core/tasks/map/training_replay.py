"""How did the images find their places on a map while the model was trained?"""

from __future__ import annotations

import numpy as np

from core.library.folder import Entry, history
from core.library.folder import latents as latents_of
from core.library.weights import tensors_of
from core.projection import FittedProjection
from core.tasks.map.frames import Frames


def training_film(entry: Entry, fitted: FittedProjection) -> Frames | None:
    """Return the places of the images kept with a model after each epoch that was kept, all on one fixed map.

    iterations are epochs. The last frame shows the model as it is. None if there are not at least two frames, as with
    a model that came without snapshots. Raises ModelError for a snapshot that cannot be read.
    """
    mu = dict(_snapshots(entry))
    rows = history(entry)
    if mu and rows and (entry.path / "latents.safetensors").is_file():
        mu[rows[-1]["epoch"]] = latents_of(entry).mu
    if len(mu) < 2 or len({z.shape for z in mu.values()}) > 1:
        return None
    epochs = sorted(mu)
    xy = np.stack([fitted.transform(mu[epoch]) for epoch in epochs])
    return Frames(np.array(epochs, np.int64), epochs[-1], xy)


def _snapshots(entry: Entry):
    for path in sorted(entry.path.glob("snapshots/*.safetensors")):
        z = tensors_of(path.read_bytes(), path.name).get("mu")
        if z is not None:
            yield int(path.stem), z.astype(np.float32)
