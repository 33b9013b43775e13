"""Which parts of the pages have a name: what a lesson can light up, and what a teacher's link can hide or lock?

One table for both. A part is found by a CSS selector, which is looked for within components of the browser, too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part of a page. where: a CSS selector of it; words: what it is called in a sentence."""

    where: str
    words: str


def _bound(*names: str) -> str:
    """Return a selector of widgets that are tied to what a tab remembers, by the fields' full names."""
    return ", ".join(f".st-key-ui-{name.replace('.', '-')}" for name in names)


PARTS: dict[str, Part] = {
    # Around every page.
    "menu": Part("[data-testid=stSidebar], [data-testid=stExpandSidebarButton]", "the menu of pages"),
    "next": Part(".st-key-onward", "the link to the next page"),
    "link": Part(".st-key-corner [data-testid=stPopover]", "Copy link"),
    "large": Part(".st-key-projector-on, .st-key-projector-off", "Show large"),
    "leave": Part(".st-key-lesson-leave", "Leave, of a lesson"),
    "steps": Part(".st-key-lesson-map", "All steps, of a lesson"),
    # The pad.
    "map": Part(".pad .map .field", "the map"),
    "image": Part(".pad .stage figure", "the image"),
    "sliders": Part(".pad .column .sliders", "the sliders"),
    "random": Part(".pad .buttons button[title^='A place drawn']", "Random"),
    "play": Part(".pad .buttons button:first-of-type, .pad .buttons .pace", "Play"),
    "reset": Part(".pad .buttons button[title^='Back to the start']", "Reset"),
    "background": Part(".pad .map .bar .choice", "what the map shows"),
    "tools": Part(".pad .map .bar .tools", "what the hand does on the map"),
    "zoom": Part(".pad .map .bar > button:not(.skip)", "the map's zoom"),
    "classes": Part(".pad .map .legend", "the classes below the map"),
    "strokes": Part(".pad .column .refiner", "strokes that a flow adds"),
    "save": Part(".pad .keep", "what saves pictures"),
    # Choices of a page.
    "model": Part(
        _bound("shared.state.SharedState.model", "write.state.WriteState.model", "inside.state.InsideState.model"),
        "the choice of a model",
    ),
    "layout": Part(_bound("map.state.MapState.map"), "the choice of a map"),
    "colour": Part(_bound("map.state.MapState.colour"), "the choice of a colour"),
    "panels": Part(
        ".st-key-explore-panel, .st-key-sample-panel, [class*=st-key-versus-panel]", "what can be asked below"
    ),
    # Read.
    "reader": Part(".st-key-read-reader", "the choice of a reader"),
    "picture": Part("[class*=st-key-read-picture]", "Picture"),
    "sheet": Part(".read .write", "the sheet"),
    "elsewhere": Part(".read .elsewhere", "the same strokes elsewhere"),
    "reading": Part(".read .reading", "what is read"),
    "told": Part(".read .correct", "what tells the reader what it is"),
    "sight": Part(".read .sight", "what the network sees"),
    "vae": Part(".read .vae-row", "what a VAE makes of it"),
    "another": Part(".read .another", "the drawing as another digit"),
    # Write, Look inside.
    "typed": Part(".writer .typing", "what is written"),
    "hands": Part(".writer .hands", "the dials of the hand"),
    "wheel": Part(".writer .mix", "the wheel of classes"),
    "network": Part(_bound("inside.state.InsideState.part"), "the choice of a network"),
    "layers": Part(".inside .step", "a layer"),
    "given": Part(".inside .control .give", "what goes in"),
    # Sample, the comparisons.
    "settings": Part(
        ".st-key-sample-settings, [class*=st-key-compare-settings], .st-key-ui-train-state-TrainState-settings",
        "Settings",
    ),
    "strategies": Part("[class*=st-key-by-]", "the choice of strategies"),
    "samples": Part(".samples .strategies", "the samples"),
    "temperature": Part(".samples .heating", "the temperature"),
    "shades": Part(".samples .shades", "density on the map"),
    "columns": Part(".versus-parts .beside", "the models, side by side"),
    "walk": Part(".versus-parts .desk", "the walk, and the class asked for"),
    "start-pair": Part("[class*=st-key-versus-start]", "Train a pair"),
    "maps": Part(".duo .front", "the maps"),
    "travel": Part(".duo .journey", "Travel"),
    "sides": Part("[class*=compare_maps-state-CompareMapsState]", "the choices of both sides"),
    "swap": Part(".st-key-swap", "Swap"),
    # Train, and what is brought.
    "recipes": Part(".st-key-recipes", "the cards"),
    "start": Part(".st-key-start button", "the start"),
    "place": Part(".st-key-place", "where it is trained"),
    "balance": Part(".st-key-train-balance", "Balance the classes"),
    "source": Part(_bound("one_image.state.OneImageState.source"), "where the image comes from"),
    "door": Part(_bound("your_hand.state.HandState.door"), "photograph, or written here"),
    "upload": Part("[class*=st-key-hand-files], [class*=st-key-bringing]", "what is brought"),
    "camera": Part("[class*=st-key-hand-camera]", "the camera"),
    "print": Part("[class*=st-key-hand-print]", "the sheet to print"),
    "code": Part(".st-key-room-code", "a classroom's code"),
    "lessons": Part("[class*=st-key-lesson-card]", "the cards of the lessons"),
}
EVERYWHERE = ("menu", "next", "link", "large", "leave", "steps")

# What the parts of exhibits are called; one that is not here goes by its own name.
OF_EXHIBITS = {
    "judge": "the discriminator", "loss": "the loss", "kl": "the KL divergence", "rec": "the reconstruction error",
    "eps": "the noise", "drawn": "what is drawn", "real": "the data", "mu": "the middle", "sigma": "the width",
    "path": "the slope along the wire", "score": "the other slope", "pair": "both maps", "counts": "what was counted",
    "ring": "the ring", "modes": "the modes that are hit", "losses": "both losses", "field": "the arrows",
    "time": "the moment", "steps": "the steps",
}  # fmt: skip


def of_exhibit(name: str) -> Part:
    """Return a part of an exhibit, which says its name itself, as `data-mark`."""
    return Part(f'[data-mark="{name}"]', OF_EXHIBITS.get(name, name.replace("-", " ")))
