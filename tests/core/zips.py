"""What do the tests of zipped models share?"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from core.metrics.score import Score
from core.owner import Owner
from core.sampling import AnySamplerConfig
from core.scores import Conditions, SampleScores
from core.scores.table import EDITION
from core.transfer import model_zip
from core.types import ModelError

ALICE, BOB = map(Owner.of, ("token of alice", "token of bob"))
WEIGHTS, LATENTS = "model.safetensors", "latents.safetensors"


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(files: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in files.items() if isinstance(files, dict) else files:
            made.writestr(name, content)
    return stream.getvalue()


def refused(data: bytes, store: Path) -> str:
    """Import, which must fail with one sentence and leave nothing; return the sentence."""
    with pytest.raises(ModelError) as error:
        model_zip.import_zip(data, ALICE)
    sentence = str(error.value)
    assert "\n" not in sentence and len(sentence) < 400
    assert not store.exists() or list(store.iterdir()) == []
    return sentence


def scored_by(sampler: AnySamplerConfig | None, weights: str = "") -> SampleScores:
    """Return scores of a strategy, or of the floor for None. weights: sha256 of the weights that were scored."""
    return SampleScores(
        source="floor" if sampler is None else "strategy",
        sampler=sampler,
        conditions=Conditions(features="the zoo's digit reader", n=100, real=100, seeds=1),
        rows={"frechet": Score(value=3.5, unit="distance")},
        weights=weights,
        edition=EDITION,
    )


def png(w: int, h: int, mode: str = "L") -> bytes:
    """Return a black PNG."""
    stream = io.BytesIO()
    Image.new(mode, (w, h)).save(stream, "PNG")
    return stream.getvalue()
