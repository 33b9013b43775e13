"""Do films of training stand side by side on a page, and can they be taken home?"""

from __future__ import annotations

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from core.files import write_json
from tests.ui.conftest import ID, OWNER
from tests.ui.test_pages import texts
from ui.shared import background

OTHER = "2" * 32


@pytest.fixture
def two(shelf):
    """A store with two models, of the ids ID and OTHER."""
    shutil.copytree(shelf / "models" / ID, shelf / "models" / OTHER)
    write_json(
        shelf / "models" / OTHER / "about.json",
        {"title": "Other", "owner": OWNER.mark, "created": 1.0},
    )
    return shelf


def films(*ids: str) -> AppTest:
    def page(ids):
        from core import library
        from ui.shared import training_film

        training_film.show([library.find(id) for id in ids], key="here")

    return AppTest.from_function(page, kwargs={"ids": ids}, default_timeout=20).run()


def test_two_films_are_kept_in_step_and_made_into_one_picture(two):
    at = films(ID, OTHER)
    assert not at.exception and at.segmented_control(key="here-by").value == "seconds"
    at.segmented_control(key="here-by").set_value("images").run()
    at.segmented_control(key="here-format").set_value("apng").run()
    at.button(key="here-make").click().run()
    for errand in list(background._errands.values()):
        assert errand.result()[:4] == b"\x89PNG"
    at.run()
    assert not at.exception
    assert "Download the animated PNG" in at.get("download_button")[0].label


def test_one_without_a_film_says_so_and_the_other_is_shown(two):
    (two / "models" / OTHER / "reel.bin").unlink()
    at = films(ID, OTHER)
    assert "No film of the training of Other was kept" in texts(at)
    assert at.button(key="here-make")
    assert not [one for one in at.get("button_group") if one.proto.id.endswith("here-by")]
    (two / "models" / ID / "reel.bin").unlink()
    at = films(ID)
    assert "No film of this training was kept" in texts(at) and not at.exception
    assert not at.button
