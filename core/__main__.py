"""What can be done from a terminal? `python -m core --help` tells."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from core.cli import hand as own_hand
from core.cli import host as own_host
from core.cli import shipped
from core.cli import show as shown
from core.config import ConfigError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Train, look at and take along small generative models of handwriting.",
)
app.add_typer(shipped.app, name="zoo")
app.add_typer(own_hand.app, name="hand")
app.add_typer(own_host.app, name="host")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of text.")]
Folder = Annotated[Path, typer.Argument(help="A model folder.", metavar="DIR")]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Same seed, same machine: same result.")]


@app.command()
def datasets(as_json: AsJson = False) -> None:
    """List the data sets."""
    from core.datasets import DATASETS

    shown.table([{"name": name, "what": shown.first_line(kind)} for name, kind in DATASETS.items()], as_json)


@app.command()
def recipes(as_json: AsJson = False) -> None:
    """List the recipes: trainings known to give good models."""
    from core.training.recipes import RECIPES

    rows = [{"name": name, **shown.summary(recipe.run), "what": recipe.title} for name, recipe in RECIPES.items()]
    shown.table(rows, as_json)


@app.command()
def models(as_json: AsJson = False) -> None:
    """List the model families."""
    from core.models import MODELS

    shown.table([{"name": name, "what": shown.first_line(kind)} for name, kind in MODELS.items()], as_json)


@app.command()
def train(
    recipe: Annotated[str, typer.Argument(help="Name of a recipe; see `recipes`.")],
    out: Annotated[Path, typer.Option(help="Folder to make; trains on if it holds the same run.", metavar="DIR")],
    changes: Annotated[list[str], typer.Option("--set", help="Change a setting, such as model.latent_dim=2.")] = [],  # noqa: B006
    epochs: Annotated[int | None, typer.Option(help="Passes over the data.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Stop after this many seconds.")] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**31 - 1, help="Same seed, same machine: same result. A recipe's is 0.")
    ] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda or mps. A recipe's is auto.")] = None,
    as_json: AsJson = False,
) -> None:
    """Train a recipe into a model folder. Ctrl-C stops and keeps what was learned; the same command goes on."""
    from core.training.edit import of_recipe

    options = {"training.epochs": epochs, "training.seconds": seconds, "seed": seed, "training.device": device}
    given = [f"{name}={value}" for name, value in options.items() if value is not None]
    shown.train(of_recipe(recipe, [*changes, *given]), out, as_json)


@app.command()
def evaluate(
    folder: Folder,
    samplers: Annotated[
        list[str], typer.Option("--sampler", help="Score what this strategy draws; may be repeated, or 'all'.")
    ] = [],  # noqa: B006
    seeds: Annotated[
        int | None, typer.Option(help="With --sampler: how often everything is drawn anew; 3 without it.")
    ] = None,
    n: Annotated[int | None, typer.Option("-n", help="With --sampler: images drawn a seed; 10,000 without it.")] = None,
    seed: Annotated[int | None, typer.Option(help="Without --sampler: same seed, same result; 0 without it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a model on its test images, or what it draws with --sampler, and keep the scores in its folder."""
    from core.cli.evaluate import evaluate_samples

    if samplers and seed is not None:
        raise ConfigError("--seed does not go with --sampler: strategies are scored with seeds 0, 1, 2 and so on.")
    if not samplers and (seeds, n) != (None, None):
        raise ConfigError("--seeds and -n go with --sampler: without it nothing is drawn.")
    if samplers:
        evaluate_samples(folder, samplers, 3 if seeds is None else seeds, 10_000 if n is None else n, as_json)
    else:
        shown.evaluate(folder, seed or 0, as_json)


@app.command()
def sample(
    folder: Folder,
    out: Annotated[Path, typer.Option(help="PNG to write.", metavar="FILE")],
    n: Annotated[int, typer.Option("-n", min=1, max=10_000, help="How many images.")] = 64,
    sampler: Annotated[str, typer.Option(help="Where: prior, kde ...; another word lists them all.")] = "prior",
    changes: Annotated[list[str], typer.Option("--set", help="Change its settings, such as components=20.")] = [],  # noqa: B006
    label: Annotated[str | None, typer.Option(help="Class to draw; all without it.")] = None,
    temperature: Annotated[float, typer.Option(help="How far from the typical: 0 to 3, 1 as it was fitted.")] = 1.0,
    seed: Seed = 0,
    refine: Annotated[str, typer.Option(help="Folder or id of a flow that goes on from them.")] = "",
    t0: Annotated[float | None, typer.Option(help="With --refine: share of the image kept; 0.8.")] = None,
    steps: Annotated[int | None, typer.Option(help="With --refine: 1 to 64; by t0 without it.")] = None,
) -> None:
    """Draw images as one PNG grid; --sampler near-images --temperature 0 draws real ones again, --refine sharpens."""
    from core.cli import sample as do

    do.sample(folder, out, n, sampler, changes, label, temperature, seed, do.Refining(refine, t0, steps))


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="File to write; of a pack the folder.", metavar="PATH")],
    to: Annotated[
        Literal["html", "zip", "pack"],
        typer.Option(help="html: the pad, offline. zip: to import elsewhere. pack: plain pages for a class, offline."),
    ],
    folder: Annotated[Path | None, typer.Argument(help="A model folder; not for a pack.", metavar="DIR")] = None,
    trainer: Annotated[bool, typer.Option("--trainer", help="html: with a VAE that learns in the page.")] = False,
    refiner: Annotated[bool, typer.Option("--refiner", help="html: with a flow that sharpens it.")] = False,
    models: Annotated[list[str], typer.Option(help="pack: an included model or a model folder; may be repeated.")] = [],  # noqa: B006
    lessons: Annotated[
        list[str], typer.Option(help="pack: a lesson, or 'none'; may be repeated; all without it.")
    ] = [],  # noqa: B006
    server: Annotated[str, typer.Option(help="pack: where the app is, for what needs it.", metavar="URL")] = "",
    as_json: AsJson = False,
) -> None:
    """Pack a model into one file to take along, or pages for a whole class into a folder."""
    from core.cli.pack import export as write

    write(
        folder, out, to, trainer=trainer, refiner=refiner, models=models, lessons=lessons, server=server,
        as_json=as_json,
    )  # fmt: skip


@app.command("map")
def map_(
    folder: Folder,
    out: Annotated[Path, typer.Option(help="File to write: a .csv table, or .safetensors.")] = Path("map.csv"),
    projection: Annotated[str, typer.Option(help="How: umap, pca ...; another word lists them all.")] = "umap",
    changes: Annotated[list[str], typer.Option("--set", help="Change a setting, such as neighbours=30.")] = [],  # noqa: B006
    points: Annotated[int, typer.Option(help="Images of its data, test images first; 0 for those kept with it.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Lay a model's images out on a flat map and measure how far to trust it. Ctrl-C keeps the layout reached."""
    from core.cli.map import make

    make(folder, out, projection, changes, points, as_json)


@app.command()
def one_image(
    picture: Annotated[Path, typer.Argument(help="A picture of one written character.", metavar="PICTURE")],
    character: Annotated[str, typer.Option("--as", help="What it is: 2, or a.")],
    out: Annotated[Path, typer.Option(help="Folder for pictures, tables and the network.", metavar="DIR")],
    more: Annotated[list[Path], typer.Option(help="Another picture by the same hand to learn from; up to four.")] = [],  # noqa: B006
    own: Annotated[list[Path], typer.Option(help="One more by the same hand, to be tested on; may be repeated.")] = [],  # noqa: B006
    preset: Annotated[
        str, typer.Option(help="How it is varied: gentler, mild, strong, 'as commonly written'.")
    ] = "gentler",
    changes: Annotated[
        list[str], typer.Option("--set", help="Change a setting, such as variation.turn=5, vae.dims=2 or seeds=1.")
    ] = [],  # noqa: B006
    as_json: AsJson = False,
) -> None:
    """Learn what can be learned of a hand from one image: variations, a VAE, its map, who wrote it, an honest table."""
    from core.cli.one_image import walk

    walk(picture, character, out, more=more, own=own, preset=preset, changes=changes, as_json=as_json)


def main() -> None:
    """Run the command line; an expected error is one sentence on stderr and exit code 1."""
    try:
        app()
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
