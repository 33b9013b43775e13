"""What is there to know about pages, letters and the pad?"""

from __future__ import annotations

from ui.your_hand.state import PAD

ON_THE_PAD = (
    "**The pad** asks for all characters once before it asks for any a second time, so that you can stop when you "
    "like. It goes on when the pen has rested for a second; switch that off if you write slowly, and press *Keep "
    "it*. Letters stand on the full line, small ones end at the broken one.\n\n"
    "**Strokes are kept, not pictures.** Every character is drawn anew with one pen, so that a thick or a thin one "
    "on your screen makes no difference.\n\n"
    "**How many?** With a few of each a model repeats what it was shown. How much a letter varies in your hand "
    "only more of it can tell: what was never written cannot be learned."
)
ON_PAGES = (
    "**Photo.** The sheet is found and straightened, its light taken off, its lines levelled. What is dark beside the "
    "darkest ink near it counts as ink; every length is measured on the page itself, in heights of a small letter, so "
    "that large and small writing are read alike.\n\n"
    "**Text.** You type what each line says. That is the whole of the work: where a word begins and ends is seen, and "
    "which letters it has, and in which order, you have said. The number of words is the check: where it agrees, the "
    "line was cut as you read it.\n\n"
    "**Letters.** Each word is cut where strokes are thin, in more places than it has letters. Of all ways to join "
    "these pieces to its letters the likeliest is taken (Viterbi 1967, "
    "[doi:10.1109/TIT.1967.1054010](https://doi.org/10.1109/TIT.1967.1054010)): by how wide letters are, and by a "
    "small reader that was taught on other people's letters. Then the reader is taught yours, and all is cut again, "
    "three times. Doubt is what it leaves to other ways.\n\n"
    "**Groups** are for pages that nobody types. A small VAE and a reader see how pieces look, UMAP lays them out in "
    "five dimensions, and k-means parts them into a hundred groups at most. What you have not named goes by a reader "
    "that learns from what you have.\n\n"
    "**A printed sheet** needs no cutting: each letter has its cell."
)


def words(way: str) -> str:
    """Return what the page says of a way, of ui.your_hand.state.DOORS."""
    return ON_THE_PAD if way == PAD else ON_PAGES
