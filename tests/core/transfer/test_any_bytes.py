"""Does whatever people bring give what it should or one sentence, and soon?"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mutants import READERS, edits, mutated, with_model
from tests.readings import of_the_house
from tests.tries import tries

SECONDS = 2.0
BRIEF = settings(
    max_examples=tries(25), derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
OF_MODELS = ("zip of a model", "latents", "a set's id")


@pytest.fixture(scope="module")
def readers(trained_vae: Path):
    from core.transfer import archive

    latents = (trained_vae / "latents.safetensors").read_bytes()
    return with_model(archive.pack(trained_vae, title="sevens"), latents)


@pytest.mark.parametrize("kind", [*READERS, *OF_MODELS])
@BRIEF
@given(changes=edits, other=st.binary(max_size=300), spoilt=st.booleans())
def test_it_is_taken_or_refused_in_a_sentence(readers, kind, changes, other, spoilt):
    good, read = readers[kind]
    data = mutated(good(), changes) if spoilt else other
    start = time.process_time()
    try:
        read(data)
    except Exception as error:
        assert of_the_house(error), repr(error)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("kind", [*READERS, *OF_MODELS])
def test_a_good_one_is_taken(readers, kind):
    good, read = readers[kind]
    if kind == "TIFF":  # which is refused, and said to be one
        with pytest.raises(ValueError, match="a TIFF image, not"):
            read(good())
    else:
        read(good())
