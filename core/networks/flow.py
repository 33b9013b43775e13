"""How is a flow written for the browser? As one operation that asks a network again and again, with its settings."""

from __future__ import annotations

import math
from typing import Any

from core.models.flow import TIMES
from core.networks.layers import Tape, convolution, linear


def solver(name: str, layer: Any, value: int, tape: Tape) -> int:
    """Write a core.models.flow_network.Solver: from noise, with the class weights behind it, to an image.

    Its network is given the image, what tells the moment, and the class weights, one after the other.
    """
    side, told = layer.side, TIMES + layer.k
    inner = Tape(shapes=[(side**2 + told,)])
    x = inner.write("part", [0], (side**2,), name, start=0)
    x = inner.write("reshape", [x], (1, side, side), name)
    about = linear(f"{name}.told", layer.network.told, inner.write("part", [0], (told,), name, start=side**2), inner)
    _network(name, layer.network, x, _silu(about, name, inner), inner)
    asked = {"input": [side**2 + told], "ops": inner.ops}
    how = {"steps": layer.steps, "guidance": float(layer.guidance)}
    return tape.write("solve", [value], (1, side, side), name, **how, network=asked)


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
    seen = tape.write("reshape", [seen], (math.prod(shape),), name)
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
