"""Which exhibits are there: one idea each, alive in the browser, usable alone by a link and in a lesson?

An exhibit, such as `gan-game`, is three things: its line here, the block of bytes that it is sent, and what runs in the
browser, in a folder of its name in browser/exhibits, with underscores for hyphens: `entry.js`, whose default export
`live` of adapter.js made, and `exhibit.css`. It tells what was done on it by `tell("acts", [names])`, all so far, in
the order of doing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core import library
from core.blocks import exhibits as blocks


@dataclass(frozen=True)
class Exhibit:
    """One idea to take into one's hands.

    title: its name on the page. question: what it answers, in a sentence. block: makes the bytes that it is sent; it is
    called once and may take a while. acts: names of what can be done on it, which a lesson can wait for. marks: names
    of its parts that a lesson can light up; such a part says `data-mark` and its name. packed: whether it comes along
    in a class pack, which has room for little.
    Raises ValueError or one of its kinds where `block` cannot be made, such as for want of a model.
    """

    title: str
    question: str
    block: Callable[[], bytes]
    acts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    packed: bool = True


def _posteriors() -> bytes:
    return blocks.posteriors_block(library.find(blocks.MODEL))


EXHIBITS: dict[str, Exhibit] = {
    "reparameterisation": Exhibit(
        title="A draw with a way back",
        question="The encoder says where an image may lie, an ellipse, and z is drawn from it: how does a gradient get "
        "through a draw?",
        block=_posteriors,
        acts=("moved mu", "moved sigma", "moved eps", "threw", "threw fifty", "cut", "mended", "baseline", "picked"),
        marks=("z", "mu", "sigma", "eps", "path", "score"),
    ),
    "elbo-forces": Exhibit(
        title="The ELBO as two forces",
        question="One force pulls a posterior to where its image is explained, another to the middle and apart: where "
        "do they cancel?",
        block=_posteriors,
        acts=("moved mu", "moved log sigma", "moved beta", "let go", "at rest", "encoder", "exact shown", "picked"),
        marks=("loss", "rec", "beta", "kl", "mu", "sigma", "z"),
    ),
    "collapse-ladder": Exhibit(
        title="Posterior collapse, rung by rung",
        question="The dearer a nat of KL divergence, the fewer dimensions are worth their price: how many are left?",
        block=blocks.ladder_block,
        acts=(*(f"beta {beta}" for beta in ("0", "0.1", "1", "4", "10", "20", "100")), "free bits", "no free bits"),
        marks=("loss", "rec", "beta", "kl"),
    ),
    "rate-distortion": Exhibit(
        title="Twelve models learn at once",
        question="Four prices of a nat, three numbers of dimensions: which of twelve small VAEs that your browser "
        "trains is the best, and by which measure?",
        block=blocks.twelve_block,
        acts=("began", "stopped", "trained", "opened", "other beta", "other dimensions"),
        marks=("loss", "rec", "beta", "kl"),
    ),
    "gan-game": Exhibit(
        title="The game of a GAN, on a line",
        question="Push sand against the best discriminator there is: what does it pay once the sand lies as the data?",
        block=blocks.plain_block,
        acts=(
            "heaped",
            "bent",
            "was D",
            "was G",
            "followed",
            "at rest",
            "far away",
            "equal",
            "flat",
            "best",
            "saturating",
            "non-saturating",
        ),
        marks=("judge", "loss", "drawn", "real"),
    ),
    "paint-sampler": Exhibit(
        title="Paint your own sampler",
        question="Where should z be drawn from: can a density that you paint beat the prior, on images held apart?",
        block=_posteriors,
        acts=("painted", "rubbed", "drew", "cleared", "kernels"),
        marks=("judge", "real"),
    ),
    "mode-collapse": Exhibit(
        title="Mode collapse on a ring",
        question="Eight heaps of data, and a GAN that learns them before your eyes: how many of them does it draw?",
        block=blocks.plain_block,
        acts=(
            "trained",
            "paused",
            "anew",
            "rate 0.004",
            "rate 0.02",
            "R1 on",
            "R1 off",
            "long enough",
            "collapsed",
            "all eight",
        ),
        marks=("ring", "modes", "losses", "real", "drawn", "judge"),
    ),
    "digit-collapse": Exhibit(
        title="Mode collapse on digits",
        question="Two GANs learn the same digits in step, one of them with the R1 penalty: which of the two leaves out "
        "more of the ten, and does it find them again?",
        block=blocks.duel_of_digits,
        acts=(
            *("guessed", "trained", "paused", "anew", "rate 0.001", "rate 0.01", "given R1"),
            *("long enough", "collapsed", "all ten", "over"),
        ),
        marks=("plain", "penalised", "classes", "reader"),
        packed=False,
    ),
    "flow-field": Exhibit(
        title="Noise to data in two dimensions",
        question="A flow learns arrows that carry noise to data, here of two numbers instead of a digit's many: where "
        "does a single step end, and where do many?",
        block=blocks.plain_block,
        acts=(
            "trained",
            "paused",
            "anew",
            "ring",
            "moons",
            "carried",
            "moved t",
            "one step",
            "few steps",
            "many steps",
        ),
        marks=("field", "time", "steps", "real", "drawn"),
    ),
    "prior-posterior": Exhibit(
        title="Prior against aggregated posterior",
        question="One cloud was drawn from the prior, the other for images: which is which, and who can tell?",
        block=blocks.prior_posterior_block,
        acts=(
            *("guessed", "all guessed", "morphed", "dealt"),
            *(f"beta {beta}" for beta in (0, 1, 20, 100)),
            *(f"{n} points" for n in (10, 20, 40, 80, 160, 320)),
        ),
        marks=("pair", "way", "judge", "drawn", "real"),
        packed=False,
    ),
    "forty-labels": Exhibit(
        title="Spend forty labels",
        question="A thousand images, and labels for forty of them: which would you look at, so that all are named?",
        block=blocks.forty_block,
        acts=("guessed", "spent", "all spent", "labelled", "forty labelled", "anew", "by cluster", "by nearest"),
        marks=("real", "drawn", "judge", "map"),
        packed=False,
    ),
    "tsne-bet": Exhibit(
        title="t-SNE as a bet",
        question="One map shows images, the other the same numbers shuffled: which of the two is noise?",
        block=blocks.bet_block,
        acts=("bet", "three bets", "dealt", "flat", *(f"perplexity {p}" for p in (5, 15, 30, 50, 100))),
        marks=("pair", "counts"),
    ),
}

__all__ = ["EXHIBITS", "Exhibit"]
