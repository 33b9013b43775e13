"""Does every word say what it means, and lead to a page that knows what its link says?"""

from __future__ import annotations

import pytest

from core.lessons.glossary import GLOSSARY, term
from core.lessons.places import PAGES
from core.training.recipes import RECIPES


@pytest.mark.parametrize("word", GLOSSARY)
def test_a_word_means_something_and_leads_somewhere(word):
    meant = GLOSSARY[word]
    assert meant.means.endswith(".") and meant.act and meant.page in PAGES
    assert set(meant.address) <= set(PAGES[meant.page].parameters)
    assert meant.address.get("recipe", "digits-2d") in RECIPES
    assert term(word).startswith(f"**{word}**: {meant.means}")
