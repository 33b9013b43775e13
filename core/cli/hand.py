"""What does `python -m core hand` do with somebody's own handwriting?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    no_args_is_help=True, help="Your own hand: from photographs to labelled letters, and from letters to messages."
)

Hand = Annotated[
    str, typer.Argument(help="A folder of hand letters or hand read-sheet, or the id of an own set.", metavar="SET")
]
Source = Annotated[
    Literal["ink", "model", "mixed"],
    typer.Option(help="Whose letters: own ink, those that a model draws of this hand, or both."),
]
Model = Annotated[str, typer.Option(help="Folder or id of a model that is told the letter, such as letters-cvae.")]
Strategy = Annotated[
    str,
    typer.Option(
        help="How the model draws: prior, near-images, between-images, gaussian-mixture ... Without it near-images, or "
        "prior, where the model has no encoder."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of text.")]


@app.command()
def words(
    pages: Annotated[list[Path], typer.Argument(help="Photographs or scans of pages.", metavar="PAGE...")],
    picture: Annotated[
        Path | None, typer.Option(help="PNG to draw the words on; numbered if pages are many.", metavar="FILE")
    ] = None,
    kernels: Annotated[bool, typer.Option("--kernels", help="Use the fixed kernels of textbooks instead.")] = False,
    changes: Annotated[
        list[str], typer.Option("--set", help="Change a setting, such as threshold=0.3 or kernels.word_width=60.")
    ] = [],  # noqa: B006
    out: Annotated[
        Path | None, typer.Option(help="Folder for a data set of the words, each as a whole.", metavar="DIR")
    ] = None,
    text: Annotated[
        list[Path],
        typer.Option(help="With --out: what a page says, once a page; it gives words their classes.", metavar="FILE"),
    ] = [],  # noqa: B006
    size: Annotated[int, typer.Option(min=8, max=256, help="Of the images of --out: pixels a side.")] = 128,
    as_json: AsJson = False,
) -> None:
    """Find the lines and words of pages, wherever they stand on the photograph."""
    from core.cli.hand_words import find, keep

    found = find(pages, picture, kernels, changes, as_json)
    if out is not None:
        keep(found, text, out, size, as_json)


@app.command()
def sheet(
    out: Annotated[Path, typer.Option(help="PDF to write; its plan comes beside it.", metavar="FILE")],
    letters: Annotated[
        str | None,
        typer.Option(help="Characters of any alphabet, such as äöüß; without it a-z, A-Z, 0-9, signs."),
    ] = None,
    words: Annotated[str, typer.Option(help="Words to be written as one, with spaces between them.")] = "",
    paper: Annotated[Literal["a4", "letter"], typer.Option(help="What is printed on.")] = "a4",
    samples: Annotated[int, typer.Option(help="How often each letter is written at least.")] = 8,
    as_json: AsJson = False,
) -> None:
    """Make sheets to print and to write on, from which letters come with their names."""
    from core.cli.hand_sheet import make

    make(out, letters, words, paper, samples, as_json)


@app.command()
def read_sheet(
    photographs: Annotated[list[Path], typer.Argument(help="Photographs or scans of sheets.", metavar="PHOTO...")],
    out: Annotated[Path, typer.Option(help="Folder for the letters.", metavar="DIR")],
    plan: Annotated[
        Path | None, typer.Option(help="Plan of the sheets, if they are not the usual ones.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read photographs of sheets that were written on into one set of letters."""
    from core.cli.hand_sheet import read

    read(photographs, out, plan, as_json)


@app.command()
def letters(
    pages: Annotated[list[Path], typer.Argument(help="Photographs or scans, all by one hand.", metavar="PAGE...")],
    text: Annotated[
        list[Path], typer.Option(help="What a page says, line by line; once a page, in order.", metavar="FILE")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the letters.", metavar="DIR")],
    most_doubt: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out letters more doubtful than that; 0.9 is a good choice.")
    ] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Cut pages into letters by what their writer typed, into one set that can be trained on."""
    from core.cli.hand_letters import cut

    cut(pages, text, out, most_doubt, as_json)


@app.command()
def clusters(
    pages: Annotated[list[Path], typer.Argument(help="Photographs or scans, all by one hand.", metavar="PAGE...")],
    out: Annotated[Path, typer.Option(help="Folder for pieces, clusters and letters.", metavar="DIR")],
    labels: Annotated[
        Path | None,
        typer.Option(help='JSON such as {"1": "a", "2": ""}: cluster and letter, "" for no letter.', metavar="FILE"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Group what pages hold by its looks, where nobody types what they say; then label whole groups at once."""
    from core.cli.hand_clusters import group

    group(pages, out, labels, as_json)


@app.command()
def write(
    hand: Hand,
    text: Annotated[Path, typer.Option(help="What to write, UTF-8.", metavar="FILE")],
    out: Annotated[
        Path,
        typer.Option(help="Something.svg, .png, .pdf, .gif or .apng; numbered if pages are many.", metavar="FILE"),
    ],
    allow: Annotated[
        list[str], typer.Option(help="A way to write what was never written, by its name.", metavar="NAME")
    ] = [],  # noqa: B006
    changes: Annotated[
        list[str], typer.Option("--set", help="Change a setting, such as size=4, ground=ruled or neatness=0.8.")
    ] = [],  # noqa: B006
    clear: Annotated[bool, typer.Option("--clear", help="Ink alone, without paper.")] = False,
    source: Source = "ink",
    model: Model = "",
    strategy: Strategy = "",
    blend: Annotated[
        str,
        typer.Option(
            help="Folder or id of a second hand that blends with it, --set share=0.5; with --source model the model "
            "draws letters between the two.",
            metavar="HAND",
        ),
    ] = "",
    blend_model: Annotated[
        str,
        typer.Option(
            help="Folder or id of a model that draws the second hand's letters, while --model draws the first's: each "
            "letter is the one's or the other's.",
            metavar="MODEL",
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Write a message in somebody's own hand: of pieces of their own words, or of letters that a model draws."""
    from core.cli.hand_source import Drawn
    from core.cli.hand_write import write as written

    written(hand, text, out, allow, changes, clear, as_json, Drawn(source, model, blend_model, strategy), blend)


@app.command()
def score(
    hand: Hand,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Same seed, same score.")] = 0,
    model: Annotated[
        list[str], typer.Option(help="Folder or id of a model that draws this hand, too; may be repeated.")
    ] = [],  # noqa: B006
    strategy: Strategy = "",
    other: Annotated[
        list[str], typer.Option(help="Another hand, as SET; of two it is told whose hand each is taken for.")
    ] = [],  # noqa: B006
    as_json: AsJson = False,
) -> None:
    """Say what writing in a hand is worth: how much of it is read as asked by a reader that never saw these letters.

    With --model its letters stand beside the own ones: how much of them is read, how near they are to copies, how much
    they vary, and with two of --other, whose hand they are taken for.
    """
    from core.cli.hand_score import compare, tell

    if model or other:
        compare(hand, model, strategy, other, seed, as_json)
    else:
        tell(hand, seed, as_json)


@app.command()
def directions(
    model: Annotated[str, typer.Argument(help="Folder or id of a model of a hand.", metavar="MODEL")],
    as_json: AsJson = False,
) -> None:
    """Find the ways through a model's latent space that slant its letters, thicken, round and enlarge them.

    Of each it is said how much of the differences between letters it foretells (R2, on letters it was not found on)
    and, measured, what a step along it changes, wanted and unwanted.
    """
    from core.cli.hand_directions import tell

    tell(model, as_json)


@app.command()
def font(
    hand: Hand,
    out: Annotated[Path, typer.Option(help="Something.ttf to write.", metavar="FILE")],
    name: Annotated[str, typer.Option(help="What programs call the font.")] = "My hand",
    as_json: AsJson = False,
) -> None:
    """Make a font of somebody's own hand, in which letters take turns and pieces of their words stand in."""
    from core.cli.hand_font import make

    make(hand, out, name, as_json)
