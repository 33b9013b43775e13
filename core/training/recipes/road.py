"""By which steps do many go to a model of their hand, one after the other, and what comes of each or is expected?

The last two were measured by `benchmarks/long_road.py` on one page, see `docs/measured.md`; the others were not.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A step. title, about: what is done, and in which hope. outcome: what came of it, or what one expects of it.

    recipe: name of that which does it, empty where it is no training. explores: whether it is done on Explore, with a
    model that has learned.
    """

    title: str
    about: str
    outcome: str
    recipe: str = ""
    explores: bool = False


MEASURED = (
    "Only the last two were measured, on the 281 letters of one page in print letters, each after a small part of what "
    "Train gives it and not after equally many letters: their shares rank nothing. A support vector machine that "
    "learned from the page reads 26 of 28 letters that it has not seen."
)
ROAD = (
    Step(
        title="Whole words",
        about="A VAE learns pictures of words, so that no letter has to be cut out.",
        outcome=(
            "One expects most of what it draws to lie in between words: a page has few words more than once or twice, "
            "and what is there once does not tell how else it is written."
        ),
        recipe="words-128",
    ),
    Step(
        title="Letters, large",
        about="A VAE with 64 latent dimensions learns letters of 128 pixels.",
        outcome=(
            "One expects what it rebuilds to be soft, and in 64 dimensions many draws of the prior to lie in between "
            "letters."
        ),
        recipe="handwriting-128",
    ),
    Step(
        title="Labels by DBSCAN",
        about="Its latents are searched for clusters, and each cluster is named once.",
        outcome=(
            "One expects what lies in no dense place to stay without a name, and its neighbours not to help it; where "
            "the text of a page is known, typing it names most letters at once."
        ),
        explores=True,
    ),
    Step(
        title="As many of each",
        about=(
            "Rare letters are filled up with varied ones of their own, frequent ones give some away: *Balance the "
            "classes*, where the images have classes."
        ),
        outcome=(
            "One expects little of it: what is added are the same few letters, bent a little, and nothing tells how "
            "else they are written."
        ),
    ),
    Step(
        title="The letter you ask for",
        about=(
            "A VAE is told the letter, and a mixture of Gaussians tells where in its latent space the page's own ones "
            "lie."
        ),
        outcome=(
            "After 80 batches of 32 letters 8 % of what it draws by the prior is read as asked, and 18 % by the "
            "mixture; these differ roughly an eighth as much as the page's own do."
        ),
        recipe="handwriting-cvae-128",
    ),
    Step(
        title="A duel",
        about="A GAN is told the letter, too.",
        outcome=(
            "After 120 batches of 64 letters 86 % of what it draws is read as asked, and what it draws of a letter "
            "differs roughly a third as much as the page's own do."
        ),
        recipe="handwriting-cgan",
    ),
)
SHORT = (
    "Letters in boxes of 32 pixels, and a model that knows the letters of many hands, which draws near one's own: of "
    "the same page 94 % is read as asked, and 32 % where it draws from the prior, by other readers, who read 98 % of "
    "the own ink."
)
