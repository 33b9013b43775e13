"""What does the browser need to show a network from the inside, step by step? Arrays in, bytes out.

browser/inside/inside.js reads the block: "about" with the steps and their words, the network, the strongest links, and
what a visitor can give it: noise, kept images, drawings.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from core.blocks import inside_words
from core.blocks.inside_stages import Segment, Stage, links_of, parameters, stages_of, without_doubt
from core.blocks.reader import reader_parts
from core.networks.browser import browser_graph, multiply_adds, pack_network
from core.packed import pack, unpack
from core.types import ModelError
from core.words.nouns import noun_of

Kind = Literal["decoder", "encoder", "classifier", "steps"]  # steps: of what is asked several times for one image
KINDS: tuple[Kind, ...] = ("decoder", "encoder", "classifier")


@dataclass(frozen=True, eq=False)
class Begin:
    """Where a decoder begins. z: float (d,). axes: two directions (2, d) that a hand moves it in, as long as far.

    round: whether z keeps its length on the way, as noise of many dimensions does. label: the class that is asked for.
    """

    z: np.ndarray
    axes: np.ndarray
    round: bool = False
    label: int = 0


def inside_block(
    kind: Kind,
    network: bytes,
    *,
    model: str,
    title: str,
    image_size: int,
    latent_dim: int = 0,
    classes: Sequence[str] = (),
    conditional: bool = False,
    generator: bool = False,
    normalised: bool = False,
    begin: Begin | None = None,
    images: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    share: float = 20 / 28,
    reader: bytes | None = None,
    redraw: bytes | None = None,
) -> bytes:
    """Return everything that the view of one network needs as one block; equal arguments give equal bytes.

    network: packed (core.networks.browser.pack_network). model: what tells one from another. conditional: whether class
    weights (n, k) follow z or the pixels in its input. generator: whether z is noise. normalised: whether it learned
    with batch norm. begin: needed by a decoder. images: uint8 (m, h, h) to look at, for what reads images, with labels
    (m,); share: of the side that their ink takes. reader: browser.bin of a classifier that says what an image reads as.
    redraw: packed decoder that shows what an encoder has kept of an image.
    Raises ValueError if the network does not take an input of these sizes.
    """
    graph = without_doubt(browser_graph(network))
    given = _given(kind, graph, latent_dim, len(classes) if conditional else 0, image_size)
    stages = stages_of(graph, given)
    weights = np.frombuffer(unpack(network)["weights"], graph["dtype"])
    if not np.isfinite(weights).all():
        raise ModelError("its network holds numbers that are not finite.")
    if kind == "encoder" and stages[-1].tiles == 2 * latent_dim:
        stages[-1].segments = _posterior(stages[-1], latent_dim)
    about: dict[str, Any] = {
        "kind": kind,
        "model": model,
        "title": title,
        "image_size": image_size,
        "latent_dim": latent_dim,
        "classes": list(classes),
        "noun": noun_of(classes),
        "conditional": conditional,
        "generator": generator,
        "share": share,
        "stages": [
            _first(stages[0], kind, generator),
            *_described(graph, stages, weights, normalised, kind, generator),
        ],
    }
    sections = {"network": network} | _link_sections(graph, weights, stages)
    if begin is not None:
        about |= {"z": _short(begin.z), "axes": [_short(axis) for axis in begin.axes]}
        about |= {"round": begin.round, "label": begin.label}
    if images is not None and len(images):
        about |= {"images": len(images), "side": int(images.shape[1])}
        about["labels"] = [] if labels is None else [int(label) for label in labels]
        sections["images"] = np.ascontiguousarray(images, np.uint8).tobytes()
    if reader is not None:
        about["reader"], sections["reader"] = reader_parts(reader)
    if redraw is not None:
        sections["redraw"] = redraw
    return pack({"about": json.dumps(about, separators=(",", ":"), allow_nan=False).encode()} | sections)


def with_spread(encoder: bytes, weight: np.ndarray, bias: np.ndarray) -> bytes:
    """Return a packed encoder that gives the log-variances behind the means: (2d,) instead of mu (d,).

    weight, bias: of the layer that gives both, (2d, features) and (2d,), the means first.
    Raises ValueError if that layer does not fit.
    """
    graph, block = browser_graph(encoder), unpack(encoder)["weights"]
    last = graph["ops"][-1]
    d, features = last["shape"][0], ([graph["input"]] + [op["shape"] for op in graph["ops"]])[last["in"][0]][0]
    if last["op"] != "linear" or weight.shape != (2 * d, features) or bias.shape != (2 * d,):
        raise ValueError(f"the head must map {features} features to {2 * d} numbers, got {weight.shape}.")
    start = len(block) // np.dtype(graph["dtype"]).itemsize
    with np.errstate(over="ignore"):  # what does not fit is not finite then, and refused where it is shown
        head = np.concatenate([weight.ravel(), bias.ravel()]).astype(graph["dtype"])
    graph["ops"][-1] = last | {"shape": [2 * d], "weight": start, "bias": start + weight.size}
    return pack_network((graph, block + head.tobytes()))


def noise(d: int, seed: int = 0, *, label: int = 0) -> Begin:
    """Return where a generator of d-dimensional noise begins; the same seed, the same place."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(d)
    if d <= 2:
        return Begin(z, 2.5 * np.eye(2, d), label=label)
    axes = np.linalg.qr(rng.standard_normal((d, 2)))[0].T
    return Begin(z, axes * float(np.linalg.norm(z)), round=True, label=label)


def begin_of(bundle: bytes) -> Begin:
    """Return where to begin with a model's decoder: among its images, as its pad does, else at some noise.

    bundle: the pad's block of the model (core.blocks.pad.pad_bundle).
    """
    sections = unpack(bundle)
    about = json.loads(sections["about"])
    d = about["latent_dim"]
    if not about["points"]:
        return noise(d, label=3 if about["conditional"] and len(about["classes"]) > 3 else 0)  # a 3 has more to it
    xy = np.frombuffer(sections["xy"], "<f4").reshape(-1, 2)
    # Two standard deviations: about as far as images lie, for a third one there would be mostly smears.
    reach = 2 * xy.std(0)[:, None] if d > 1 else np.array([[2.5], [0.0]])
    return Begin(np.array(about["start"]), np.array(about["plane"]["axes"]) * reach, label=about["label"])


def _given(kind: Kind, graph: dict[str, Any], d: int, k: int, size: int) -> list[Segment]:
    """Say what the network is given, as tiles."""
    first = [Segment("z", 0, 0, d)] if kind == "decoder" else [Segment("image", 0, 0, 1, size, size)]
    given = [*first, *([Segment("class", 0, d if kind == "decoder" else size * size, k)] if k else [])]
    numbers, expected = math.prod(graph["input"]), sum(s.tiles * s.height * s.width for s in given)
    if numbers != expected:
        raise ValueError(f"the {kind} takes {numbers} numbers, not the {expected} of these sizes.")
    return given


def _posterior(stage: Stage, d: int) -> list[Segment]:
    value = stage.segments[0].value
    return [Segment("mu", value, 0, d), Segment("sigma", value, d, d)]


def _first(stage: Stage, kind: Kind, generator: bool) -> dict[str, Any]:
    """Describe what the network is given."""
    d, segment = stage.segments[0].tiles, stage.segments[0]
    told = len(stage.segments) > 1
    if kind != "decoder":
        title = "An image" + (" and its class" if told else "")
        text = f"{segment.height} x {segment.width} numbers, from 0 for paper to 1 for ink."
    elif generator:
        title = f"Noise z → {inside_words.measure((d, 1, 1))}"
        text = "Drawn by lot, each from a bell curve around 0: what the generator makes its image of."
    else:
        title, text = f"Latents z → {inside_words.measure((d, 1, 1))}", "What the decoder is told of the image."
    if told:
        text += f" Behind them {stage.segments[1].tiles} class weights, which sum to 1: what is to be drawn."
    if told and kind != "decoder":
        text = text.replace("what is to be drawn", "what the image shows")
    return {"title": title, "text": text, "facts": "", "first": 0, "before": 0, "segments": _segments(stage)}


def _described(
    graph: dict[str, Any], stages: list[Stage], weights: np.ndarray, normalised: bool, kind: Kind, generator: bool
) -> list[dict[str, Any]]:
    """Describe the steps with weights, in words and numbers."""
    shapes, steps = [graph["input"], *(op["shape"] for op in graph["ops"])], []
    told = len(stages[0].segments) > 1
    for stage in stages[1:]:
        ops = [graph["ops"][i] for i in stage.ops]
        segment, source = stage.segments[0], shapes[ops[0]["in"][0]]
        shown = (stage.tiles, segment.height, segment.width)
        last = stage is stages[-1]
        bias = "bias" in ops[0] and bool(np.any(weights[ops[0]["bias"] :][: ops[0]["shape"][0]]))
        folded = normalised and ops[0]["op"].startswith("conv") and not (last and kind == "decoder")
        # A generator's dense layers have no bias of their own, but for the one that sorts noise into kinds.
        folded |= generator and ops[0]["op"] == "linear" and bias and all(op["op"] != "softmax" for op in ops)
        embedding = told and kind == "decoder" and _reads_class(ops[0], graph, stages[0])
        parts = _parts(ops[0], graph, kind)
        text = inside_words.sentences(ops, tuple(source), shown, bias=bias, folded=folded, parts=parts)
        title = inside_words.title(ops[0], shown)
        if embedding:
            title, text = f"Class embedding → {inside_words.measure(shown)}", inside_words.EMBEDDING
        if _reads_kinds(ops[0], graph):
            title, text = f"Embedding of the kinds → {inside_words.measure(shown)}", inside_words.KINDS
        if segment.name == "mu":
            title = (
                f"Dense layer → μ and σ of {inside_words.measure((segment.tiles, 1, 1)).replace('number', 'latent')}"
            )
            text += " The first half are the means μ, the other half log σ², shown as σ: how unsure the encoder is."
        learned = [op for op in ops if op is not inside_words.brought_to_ink(ops)]
        cost = multiply_adds(graph | {"ops": graph["ops"][: stage.ops[0] + 1]})
        cost -= multiply_adds(graph | {"ops": graph["ops"][: stage.ops[0]]})
        steps.append(
            {
                "title": title,
                "text": text,
                "facts": inside_words.facts(sum(parameters(op, graph, weights) for op in learned), cost),
                "first": stage.first,
                "before": stage.before,
                "op": _kernel(ops[0], graph),
                "segments": _segments(stage),
            }
        )
    return steps


def _reads_class(op: dict[str, Any], graph: dict[str, Any], first: Stage) -> bool:
    """Say whether an operation reads the class weights alone, as they were given."""
    source = graph["ops"][op["in"][0] - 1] if op["in"][0] else op
    told = first.segments[1]
    return source["op"] == "part" and (source["start"], source["shape"]) == (told.start, [told.tiles])


def _reads_kinds(op: dict[str, Any], graph: dict[str, Any]) -> bool:
    """Say whether an operation reads the shares of the kinds that a generator sorts its noise into."""
    return op["op"] == "linear" and op["in"][0] > 0 and graph["ops"][op["in"][0] - 1]["op"] == "softmax"


def _parts(op: dict[str, Any], graph: dict[str, Any], kind: Kind) -> str:
    """Say what lies side by side in what an operation reads; empty if it is one thing."""
    source = graph["ops"][op["in"][0] - 1] if op["in"][0] else op
    if source["op"] != "concat":
        return ""
    first, *others = (([graph["input"]] + [o["shape"] for o in graph["ops"]])[value][0] for value in source["in"])
    named = [f"{first:,} of {'z' if kind == 'decoder' else 'the image'}"]
    for value, size in zip(source["in"][1:], others, strict=True):
        named.append(f"{size:,} of the {'kind' if _reads_kinds(graph['ops'][value - 1], graph) else 'class'}")
    return f"{', '.join(named[:-1])} and {named[-1]}"


def _kernel(op: dict[str, Any], graph: dict[str, Any]) -> dict[str, Any]:
    """Name what the browser reads an operation's weights by, to show those of one tile as a picture."""
    kept = {name: op[name] for name in ("op", "weight", "kernel", "shape") if name in op}
    return kept | {"reads": ([graph["input"]] + [o["shape"] for o in graph["ops"]])[op["in"][0]]}


def _segments(stage: Stage) -> list[dict[str, Any]]:
    return [
        {"name": s.name, "value": s.value, "start": s.start, "tiles": s.tiles, "height": s.height, "width": s.width}
        for s in stage.segments
    ]


def _link_sections(graph: dict[str, Any], weights: np.ndarray, stages: list[Stage]) -> dict[str, bytes]:
    sections = {}
    for i, links in enumerate(links_of(graph, weights, stages), 1):
        for name in ("into", "sources", "onward"):
            sections[f"{name}{i}"] = getattr(links, name).astype("<u4").tobytes()
        for name in ("into_share", "onward_share"):
            sections[f"{name}{i}"] = getattr(links, name).astype("<f4").tobytes()
    return sections


def _short(values: np.ndarray) -> list[float]:
    return [float(f"{value:.5g}") for value in np.asarray(values, np.float64)]
