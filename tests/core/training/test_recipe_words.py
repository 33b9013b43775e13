"""Has every recipe words for the people who choose one?"""

import pytest

from core.library.folder import find
from core.scores.table import read
from core.training.recipes import RECIPES
from core.training.steps import learned


def test_no_two_recipes_are_called_the_same():
    titles = [recipe.title for recipe in RECIPES.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", RECIPES)
def test_words_are_short_whole_sentences_and_point_to_a_model_that_is_there(name):
    words = RECIPES[name]
    assert name not in words.title
    assert 5 < len(words.title) <= 50
    for sentence in (words.about, words.picture):
        assert 10 < len(sentence) <= 130
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "_" not in sentence
    if words.like:
        assert find(words.like).config.model.family == words.run.model.family or words.like.startswith("mnist-vae")


@pytest.mark.parametrize("name", [name for name, words in RECIPES.items() if "as crisp as real ink" in words.picture])
def test_what_is_called_as_crisp_as_real_ink_was_measured_so(name):
    table = read(find(name))
    drawn = next(scores.rows["greys"].value for scores in table.entries if scores.sampler.name == "prior")
    assert abs(drawn - table.floor.rows["greys"].value) < 0.03


def test_as_many_images_are_named_as_are_learned_from():
    for words in (words for words in RECIPES.values() if ",000 handwritten digits" in words.about):
        assert f" {learned(60_000, words.run.training):,} handwritten digits" in words.about
