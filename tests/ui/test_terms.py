"""Is a word of the glossary explained where a page says it first, once, and nowhere that it would break something?"""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from core.lessons.glossary import GLOSSARY
from tests.ui.conftest import PAGES, ROOT, open_page
from ui import terms

LINK = re.compile(r'\[([^\]]+)\]\(#term "((?:[^"\\]|\\.)*)"\)')


def of_page(*texts: str) -> list[str]:
    """Return what a page makes of texts that it says one after the other."""

    def page(texts: tuple[str, ...]) -> None:
        import streamlit as st

        from ui import terms

        terms.begin()
        st.session_state["made"] = [terms.marked(text) for text in texts]

    at = AppTest.from_function(page, args=(texts,)).run()
    assert not at.exception
    return at.session_state["made"]


@pytest.mark.parametrize("word", GLOSSARY)
def test_a_word_carries_what_it_means_in_whatever_case_and_number(word):
    for said in (word, word.capitalize(), f"{word}s"):
        (made,) = of_page(f"It is the **{said}**, and the {said} again.")
        ((shown, means),) = LINK.findall(made)
        assert shown == said and GLOSSARY[word].means in means.replace('\\"', '"')
        assert LINK.sub(lambda found: found[1], made) == f"It is the **{said}**, and the {said} again."


def test_it_is_explained_once_a_page_and_again_where_the_same_is_drawn_anew():
    first, other = "A decoder in 3 rounds.", "The decoder and the encoder."
    made = of_page(first, other, "A decoder in 40 rounds.")
    assert [[shown for shown, _ in LINK.findall(one)] for one in made] == [["decoder"], ["encoder"], ["decoder"]]


@pytest.mark.parametrize(
    "text",
    [
        "`encoder`", "$encoder$", "$$ encoder $$", "[the encoder](pages/Read.py)", "https://a.test/encoder",
        "encoder-free", "preposterior", ":material/mode:",
    ],
)  # fmt: skip
def test_formulas_code_links_and_parts_of_words_are_left_alone(text):
    assert of_page(text) == [text]


def test_a_label_that_is_a_term_gets_its_meaning_into_its_help():
    assert GLOSSARY["perplexity"].means in terms.hint("Perplexity", "How many.") and terms.hint("Perplexity", None)
    assert terms.hint("Epochs", "How many.") == "How many." and terms.hint("Epochs", None) is None


@pytest.mark.parametrize("path", PAGES)
def test_no_page_explains_a_word_twice(path, store):
    (store / "zoo").symlink_to(ROOT / "zoo")
    at = open_page(path)
    said = [means for one in (*at.markdown, *at.caption) for _, means in LINK.findall(one.value)]
    assert not at.exception and len(said) == len(set(said))


def test_pages_explain_their_own_words(store):
    (store / "zoo").symlink_to(ROOT / "zoo")
    assert any("latent space" in one.value for one in open_page("pages/Sample.py").markdown if LINK.search(one.value))
    exhibit = open_page("pages/Learn.py", exhibit="elbo-forces")
    assert any("posterior" in one.value for one in exhibit.markdown if LINK.search(one.value))
