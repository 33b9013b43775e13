"""How does a flow run in the browser? All steps of its way are written out, one after the other, over one network."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.networks.layers import Tape, array, convolution, linear

Told = tuple[int, str]  # a value, and the name of the network that it is told


def solver(name: str, layer: Any, value: int, tape: Tape) -> int:
    """Write a core.models.flow_network.Solver: from noise, with the class weights behind it, to an image.

    Moments are constants, so that they join the biases.
    """
    side, k = layer.side, layer.k
    x = tape.write("part", [value], (side**2,), name, start=0)
    y = tape.write("part", [value], (k or 1,), name, start=side**2 if k else 0)
    x = tape.write("reshape", [x], (1, side, side), name)
    for step in range(layer.steps):
        share = 1 / (layer.steps - step)
        parts = [] if share == 1 else [_times(x, 1 - share, name, tape)]
        for told, weight in _asked(layer):
            seen = _network(name, layer.network, x, _told(name, layer, y, step, told, tape), tape)
            parts.append(seen if share * weight == 1 else _times(seen, share * weight, name, tape))
        x = _sum(parts, name, tape)
    return _ink(x, name, tape)


def _asked(layer: Any) -> list[tuple[bool, float]]:
    """Return how the network is asked at each step: told the class or not, and how much each answer weighs."""
    if layer.guidance in (0, 1):
        return [(layer.guidance == 1 and layer.k > 0, 1.0)]
    return [(True, layer.guidance), (False, 1 - layer.guidance)]


def _told(name: str, layer: Any, y: int, step: int, told: bool, tape: Tape) -> int:
    """Write what every layer is told at a step. The moment is the same for all images: it joins the bias."""
    import torch

    from core.models.flow import TIMES
    from core.models.flow_network import waves

    weight, width = tape.array(layer.network.told.weight), len(tape.array(layer.network.told.bias))
    moment = array(waves(torch.tensor([step / layer.steps]))[0])
    bias = tape.array(layer.network.told.bias) + weight[:, :TIMES] @ moment
    of_class = weight[:, TIMES:] if told else np.zeros((width, layer.k or 1))
    return _silu(tape.write("linear", [y], (width,), name, weight=of_class, bias=bias), name, tape)


def _network(name: str, network: Any, x: int, told: int, tape: Tape) -> int:
    """Write core.models.flow_network.FlowNetwork.forward."""

    def run(part: str, value: int) -> int:
        layer = getattr(network, part)
        write = linear if type(layer).__name__ == "Linear" else convolution
        return write(f"{name}.{part}", layer, value, tape)

    def block(part: str, value: int) -> int:
        return _block(f"{name}.{part}", getattr(network, part), value, told, tape)

    half = block("at_half", run("down", x))
    low = block("at_quarter", run("down_again", _silu(half, name, tape)))
    seen = _middle(name, network, low, told, tape)
    low = block("at_quarter_again", _sum([low, run("spread", seen)], name, tape))
    high = block("at_half_again", _sum([half, run("up", _silu(low, name, tape))], name, tape))
    fine = _silu(run("up_again", _silu(high, name, tape)), name, tape)
    channels, *sides = tape.shapes[fine]
    return run("last", tape.write("concat", [fine, x], (channels + 1, *sides), name))


def _middle(name: str, network: Any, low: int, told: int, tape: Tape) -> int:
    seen = convolution(f"{name}.squeeze", network.squeeze, _silu(low, name, tape), tape)
    shape = tape.shapes[seen]
    seen = tape.write("reshape", [seen], (int(np.prod(shape)),), name)
    for i, layer in enumerate(network.dense):
        if i < 2:
            both = tape.shapes[seen][0] + tape.shapes[told][0]
            seen = tape.write("concat", [seen, told], (both,), name)
        seen = _silu(linear(f"{name}.dense.{i}", layer, seen, tape), name, tape)
    return tape.write("reshape", [seen], shape, name)


def _block(name: str, block: Any, value: int, told: int, tape: Tape) -> int:
    first = convolution(f"{name}.first", block.first, _silu(value, name, tape), tape)
    both = _sum([first, linear(f"{name}.told", block.told, told, tape)], name, tape)
    return _sum([value, convolution(f"{name}.second", block.second, _silu(both, name, tape), tape)], name, tape)


def _silu(value: int, name: str, tape: Tape) -> int:
    return tape.write("silu", [value], tape.shapes[value], name)


def _sum(parts: list[int], name: str, tape: Tape) -> int:
    value = parts[0]
    for part in parts[1:]:
        value = tape.write("add", [value, part], tape.shapes[value], name)
    return value


def _times(value: int, factor: float, name: str, tape: Tape, plus: float = 0.0) -> int:
    channels = tape.shapes[value][0]
    weight, bias = np.full(channels, factor), np.full(channels, plus)
    return tape.write("scale", [value], tape.shapes[value], name, weight=weight, bias=bias)


def _ink(value: int, name: str, tape: Tape) -> int:
    """Bring pixels from -1 to 1 into 0 to 1, and cut what lies beyond."""
    inked = tape.write("relu", [_times(value, 0.5, name, tape, 0.5)], tape.shapes[value], name)
    beyond = tape.write("relu", [_times(inked, 1.0, name, tape, -1.0)], tape.shapes[value], name)
    return _sum([inked, _times(beyond, -1.0, name, tape)], name, tape)
