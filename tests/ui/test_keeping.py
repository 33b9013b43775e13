"""Does the Library say how much is kept and for how long, and does all of it go at one word?"""

from __future__ import annotations

import os
import time

from core import library
from tests.ui.conftest import ID, OWNER, VISITOR, open_page

DAY = 86_400.0


def texts(at) -> str:
    return "\n".join(part.value for part in [*at.caption, *at.markdown])


def unused(shelf, days: float) -> None:
    os.utime(shelf / "models" / ID, (time.time() - days * DAY,) * 2)


def test_what_is_kept_stands_beside_what_may_be(shelf, monkeypatch):
    assert "You keep 1 of 200 models, 1 of 4,000 MB.\n" in f"{texts(open_page('pages/Library.py'))}\n"
    monkeypatch.setenv("LATENT_INK_MOST_MODELS", "3")
    monkeypatch.setenv("LATENT_INK_UNUSED_DAYS", "30")
    said = texts(open_page("pages/Library.py"))
    assert "You keep 1 of 3 models" in said and "What nobody opens for 30 days goes." in said
    assert "You keep" not in texts(open_page("pages/Library.py", VISITOR[::-1]))


def test_a_model_that_goes_soon_says_when(shelf, monkeypatch):
    unused(shelf, 27.5)
    assert "Unused for long" not in texts(open_page("pages/Library.py")), "on a machine of one's own nothing goes"
    monkeypatch.setenv("LATENT_INK_UNUSED_DAYS", "30")
    unused(shelf, 27.5)
    assert "it goes in 3 days unless somebody opens it" in texts(open_page("pages/Library.py"))
    unused(shelf, 2)
    assert "Unused for long" not in texts(open_page("pages/Library.py"))


def test_all_of_it_goes_at_one_word_and_one_more(shelf):
    at = open_page("pages/Library.py")
    next(button for button in at.button if button.label == "Delete all that is mine").click().run()
    assert not at.exception and len(library.list_models(OWNER)) == 1
    assert "1 model with all they have learned" in texts(at)
    at.button(key="do-delete-all").click().run()
    assert not at.exception and library.list_models(OWNER) == []
    assert "1 model, 0 sets of images, 0 hands and your notes are gone." in [toast.value for toast in at.toast]
