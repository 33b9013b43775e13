"""How is the page to be read: what is learned from whom, what do bars and lines mean, and what do they not?"""

from __future__ import annotations

from core.one_image import hand
from core.one_image.network import EACH, TRAINING
from core.types import ModelError

COUNTS = (1, 3, 5)  # images known


def words() -> str:
    """Return it as Markdown, with the lines of the hand for one, three and five images."""
    return (
        "**The hand** is a network that has learned from many other people which images one hand wrote. It learns "
        "nothing here: it compares a drawing with your images, number by number, and counts how far it lies above what "
        f"strangers get. {_lines()}\n\n"
        f"**The network** learns in {TRAINING.epochs} epochs to tell yours, somebody's and another character, from "
        f"{EACH:,} images of each. What stands for yours is all made of the images you gave, and holds no more of your "
        "hand than they do. Its "
        "bars are cooled, and *mine* is weighed, by what the same training was worth on people whose other images are "
        "known. Its line is set on half of the strangers here, so that one in ten passes, and tried on the others.\n\n"
        "**Recognised** means: above the line. About one stranger in ten lies above it too, by how it is set, and of "
        "your own drawings some do not. What is drawn here is redrawn with one pen, so that the pen is no clue; a "
        "photo comes from another pen, and part of what tells it from others is that. It is no lock, and it says "
        "nothing of who somebody is.\n\n"
        "**Variations** teach nothing about your hand: they are the same drawing, moved and bent. *As commonly "
        "written* takes whole pixels off the strokes and greys the paper; the share that a reader still reads says "
        "what that costs. **A test** is a drawing that nothing learns from: only these tell how often you are refused."
    )


def _lines() -> str:
    """Return from which share on it takes a drawing for mine, by the number of images known."""
    if not hand.here():
        return ""
    try:
        told = hand.verdicts()
    except ModelError:
        return ""
    shares = [f"{told.least(k):.0%} with {k}" for k in COUNTS]
    return (
        f"Its line, so that one stranger in ten passes, was set on {told.writers} people: a share of "
        f"{shares[0]} image, {shares[1]}, {shares[2]}."
    )
