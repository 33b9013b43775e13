"""What does `python -m core zoo` do: make anew what ships with the app?"""

from __future__ import annotations

from typing import Annotated

import typer

from core.cli import show as shown

app = typer.Typer(no_args_is_help=True, help="The models that ship with the app.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of text.")]


@app.command()
def build(
    only: Annotated[list[str], typer.Option(help="Build just these.")] = [],  # noqa: B006
    as_json: AsJson = False,
) -> None:
    """Train, from MNIST and Omniglot's letters, the models that ship with the app."""
    from core.cli.zoo import build as build_zoo

    build_zoo(only, lambda config, folder: shown.train(config, folder, as_json))


@app.command()
def networks(only: Annotated[list[str], typer.Option(help="Write just theirs.")] = []) -> None:  # noqa: B006
    """Write what the browser runs of the models that ship with the app, anew from their weights."""
    from core.cli.zoo import networks as write

    for folder in write(only):
        print(folder)


@app.command()
def readers(only: Annotated[list[str], typer.Option(help="Calibrate just these.")] = []) -> None:  # noqa: B006
    """Let the readers of the app learn anew which images are like none of their classes."""
    from core.cli.zoo import readers as calibrate

    for folder in calibrate(only):
        print(folder)


@app.command()
def maps(only: Annotated[list[str], typer.Option(help="Make just theirs.")] = []) -> None:  # noqa: B006
    """Make the maps that the models of the app open with, anew from their latents."""
    from core.cli.zoo import maps as make

    for path in make(only):
        print(path)


@app.command()
def samplers(only: Annotated[list[str], typer.Option(help="Fit just theirs.")] = []) -> None:  # noqa: B006
    """Fit the sampling strategies that take a while to the models of the app, anew from their latents."""
    from core.cli.zoo import samplers as fit

    for path in fit(only):
        print(path)


@app.command()
def directions(only: Annotated[list[str], typer.Option(help="Measure just these.")] = []) -> None:  # noqa: B006
    """Measure anew how the conditional models of the app lean and thicken what they write."""
    from core.cli.zoo import directions as measure

    for path in measure(only):
        print(path)


@app.command()
def hand() -> None:
    """Train the network that tells hands apart, from MNIST and its writers, a quarter of an hour."""
    from core.cli.zoo import made
    from core.one_image.hand_training import build

    print(made(build))


@app.command()
def letters() -> None:
    """Train the reader of single letters, from Omniglot's letters and MNIST, some ten minutes."""
    from core.cli.zoo import made
    from core.handwriting.letters.training import build

    print(made(build))


@app.command()
def ladder() -> None:
    """Train small VAEs that differ in beta alone, from 9,500 images of MNIST, about a minute."""
    from core.cli.ladder import ladder as build
    from core.cli.zoo import made

    print(made(build))


@app.command()
def bet() -> None:
    """Lay out latents and the same numbers shuffled by t-SNE at five perplexities, some minutes."""
    from core.cli.bet import bet as build
    from core.cli.zoo import made

    print(made(build))


@app.command()
def apart() -> None:
    """Train two small VAEs that pay much for a nat, from 9,500 images of MNIST, some minutes."""
    from core.cli.apart import apart as build
    from core.cli.zoo import made

    print(made(build))


@app.command()
def page() -> None:
    """Have a model draw the page that can be tried on Your hand, some minutes."""
    from core.cli.sample_page import sample_page as build
    from core.cli.zoo import made

    print(made(build))


@app.command()
def scores(
    only: Annotated[list[str], typer.Option(help="Score just these.")] = [],  # noqa: B006
    seeds: Annotated[int, typer.Option(help="How often everything is drawn anew.")] = 3,
    n: Annotated[int, typer.Option("-n", help="Images drawn a seed.")] = 10_000,
    as_json: AsJson = False,
) -> None:
    """Score what the models of the app draw by every strategy, anew."""
    from core.cli.evaluate import evaluate_samples
    from core.cli.zoo import scores as score

    for path in score(only, lambda folder: evaluate_samples(folder, ["all"], seeds, n, as_json)):
        print(path)
