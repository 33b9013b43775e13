"""Does a link to a run on somebody's own images give the images to nobody else?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.datasets import DATASETS, own
from core.types import ImageDataset
from tests.ui.conftest import ID, OWNER, open_page
from tests.ui.test_damaged import OPENED

STRANGER = "f" * 32


@pytest.fixture
def set_id(shelf) -> str:
    """Have the model of VISITOR learn from a set of their own; return its id."""
    images = np.random.default_rng(0).integers(0, 256, (40, 8, 8), np.uint8)
    id = own.save(ImageDataset("letters", images))
    own.note(id, "my letters", OWNER)
    path = shelf / "models" / ID / "config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps(config | {"dataset": json.loads(DATASETS["own"](id=id).to_json())}))
    return id


def said(at) -> str:
    """Return everything that a page sends: its elements, links and what its address became."""
    return " ".join(str(element.proto) for element in at.main) + str(at._tree.root) + str(dict(at.query_params))


@pytest.mark.parametrize("script", OPENED)
def test_a_stranger_with_the_link_learns_no_id(script, set_id):
    query = {"run": ID} if "Train" in script else {"models": f"{ID},{ID}"} if "models" in script else {"model": ID}
    at = open_page(script, visitor=STRANGER, **query)
    assert not at.exception and at.title
    assert set_id not in said(at) and "my letters" not in said(at)


def test_its_owner_sees_the_id_and_may_go_on(set_id):
    assert set_id in said(open_page("pages/Train.py", run=ID))
    assert set_id in said(open_page("pages/Write.py", model=ID))
