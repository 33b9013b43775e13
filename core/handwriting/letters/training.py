"""How is the reader of letters made that comes along? `python -m core zoo letters` draws its lessons and teaches it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from pydantic import Field

from core import places
from core.config import Config
from core.files import write_atomic
from core.handwriting.letters import reader
from core.handwriting.letters.alphabet import LARGER
from core.handwriting.letters.frame import SIDE
from core.handwriting.letters.lessons import Lessons, lessons, originals
from core.handwriting.letters.reader import Reader

HELD_OUT = 2  # of Omniglot's twenty drawers, and as large a share of the digits
EACH_TRIED = 60  # lessons of each class by those held out
BATCH, SMOOTHING, SEED = 128, 0.05, 0
MOST_BYTES = 500_000

OnProgress = Callable[[str, float], None]


class ReaderTraining(Config):
    """How much it sees, and how often."""

    each: int = Field(1200, ge=1, le=20_000, description="Images drawn of every class.")
    epochs: int = Field(14, ge=1, le=200, description="Passes over them.")
    rate: float = Field(2e-3, gt=0.0, le=1.0, description="Highest step size of Adam.")


def build(training: ReaderTraining | None = None, on_progress: OnProgress = lambda what, share: None) -> Path:
    """Train the reader of letters and put it into the zoo with its card; return its folder.

    Some ten minutes on a core. Raises DataError if Omniglot's letters or MNIST are not here.
    """
    import torch
    from safetensors.torch import save

    training = training or ReaderTraining()
    strokes, _ = originals(on_progress)
    rng = np.random.default_rng(SEED)
    learned_from = lessons(strokes, training.each, drawers=slice(0, 20 - HELD_OUT), rng=rng, on_progress=on_progress)
    tried = lessons(strokes, EACH_TRIED, drawers=slice(20 - HELD_OUT, 20), rng=rng, on_progress=on_progress)
    began = time.process_time()
    model = learned(learned_from, training, on_progress)
    seconds = time.process_time() - began
    model.network.half().float()  # as it is kept
    fresh = places.letters().with_name(".letters.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    packed = save({k: t.half().contiguous() for k, t in model.network.state_dict().items()})
    if len(packed) > MOST_BYTES:
        raise ValueError(f"the reader must be at most {MOST_BYTES} bytes to ship, it has {len(packed)}.")
    write_atomic(fresh / reader.WEIGHTS, packed)
    write_atomic(fresh / reader.SETTINGS, reader.Known(classes=model.classes).to_json())
    count = sum(p.numel() for p in model.network.parameters())
    told = card(count, seconds, training, right(model, tried), torch.__version__)
    write_atomic(fresh / reader.CARD, told)
    shutil.rmtree(places.letters(), ignore_errors=True)
    fresh.rename(places.letters())
    return places.letters()


def learned(given: Lessons, training: ReaderTraining, on_progress: OnProgress = lambda what, share: None) -> Reader:
    """Return a reader taught from lessons."""
    import torch
    import torch.nn.functional as F

    from core.adam import Adam
    from core.training.schedules import SCHEDULES

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        model = reader.network(len(given.classes)).train()
    rng = torch.Generator().manual_seed(SEED)
    x, y = torch.from_numpy(given.images), torch.from_numpy(given.labels)
    optimiser = Adam(model.parameters(), training.rate)
    steps = max(1, training.epochs * (len(x) // BATCH))
    for step in range(steps):
        at = torch.randint(len(x), (BATCH,), generator=rng)
        batch = x[at].float().div_(255)[:, None]
        shift = torch.randint(-1, 2, (2,), generator=rng).tolist()
        loss = F.cross_entropy(model(torch.roll(batch, shift, (2, 3))), y[at], label_smoothing=SMOOTHING)
        optimiser.param_groups[0]["lr"] = training.rate * SCHEDULES["one-cycle"](step / steps)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            on_progress(f"learning to read letters, loss {loss.item():.2f}", step / steps)
    return Reader(model.eval().requires_grad_(False), given.classes)


def right(model: Reader, tried: Lessons) -> dict[str, float]:
    """Return the share read right of small letters, digits, capitals and what is no letter."""
    read = model.logits(tried.images).argmax(1)
    names = np.array(tried.classes)[tried.labels]
    groups = {
        "small letters": np.char.islower(names),
        "digits": np.char.isdigit(names),
        "capitals": np.char.isupper(names),
        "no letter": names == reader.JUNK,
    }
    return {name: float((read == tried.labels)[of].mean()) for name, of in groups.items()}


def card(count: int, seconds: float, training: ReaderTraining, found: dict[str, float], torch_version: str) -> bytes:
    """Return the model card, Markdown."""
    rows = "\n".join(f"| {name} | {share:.1%} |" for name, share in found.items())
    capitals = ", ".join(LARGER.upper())
    return f"""# Reader of letters

Says which letter an image of {SIDE} x {SIDE} px shows, whose base line lies in a fixed row. It gives the first guess
when a page is cut into letters; the page's own letters then teach a copy of it. Made with Latent Ink.

## Trained on

Omniglot's Latin letters, a to z by {20 - HELD_OUT} drawers, {HELD_OUT} more held out (Lake, Salakhutdinov & Tenenbaum
2015, MIT), and digits of MNIST (Y. LeCun, C. Cortes, C. Burges, CC BY-SA 3.0). Neither comes along. Of capitals it
knows {capitals}, drawn as large small letters; others it has not seen.

## How

A convolutional network of {count:,} weights, kept in half precision. Strokes are traced and drawn anew,
{training.each:,} times a class, with other pens, slants, widths and joins; halves of letters and pairs are a class of
their own. {training.epochs} passes took {seconds / 60:.0f} minutes of one core, torch {torch_version}.

## Worth

Read right, of letters by drawers held out, drawn in the same way:

| what | right |
|---|---|
{rows}

## Not for

Reading handwriting by itself: it is asked where letters end, while the text is known.
""".encode()
