"""How do weights follow their gradients? Adam, without the machinery that torch's own brings along.

torch.optim imports torch's compiler at its first step, a second and more that a short training would wait for, and
spends as long on its own bookkeeping at every step as the arithmetic takes. The arithmetic here is torch's: bit for
bit that of torch.optim.Adam(fused=True), and so is the state that is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

EPS = 1e-8  # of torch's Adam: below which the size of a gradient counts as nothing
MOMENTS = ("step", "exp_avg", "exp_avg_sq")


class Adam:
    """Updates parameters by their gradients over running means of both; one rate for all, `param_groups[0]["lr"]`.

    Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        lr: float,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = EPS,
    ) -> None:
        self.betas, self.eps = betas, eps
        self.param_groups: list[dict[str, Any]] = [{"params": list(parameters), "lr": lr}]
        self.state: dict[Tensor, dict[str, Tensor]] = defaultdict(dict)

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for parameter in self._parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient."""
        moved = [parameter for parameter in self._parameters if parameter.grad is not None]
        if not moved:
            return
        for parameter in moved:
            if not self.state[parameter]:
                self.state[parameter] = _unmoved(parameter)
        steps, means, squares = ([self.state[parameter][name] for parameter in moved] for name in MOMENTS)
        torch._foreach_add_(steps, 1)
        torch._fused_adam_(
            moved,
            [parameter.grad for parameter in moved],
            means,
            squares,
            [],
            steps,
            lr=self.param_groups[0]["lr"],
            beta1=self.betas[0],
            beta2=self.betas[1],
            weight_decay=0.0,
            eps=self.eps,
            amsgrad=False,
            maximize=False,
        )

    def state_dict(self) -> dict[str, Any]:
        """Return the state of each parameter by its number, and the group, as torch's optimisers do."""
        state = {i: self.state[p] for i, p in enumerate(self._parameters) if self.state.get(p)}
        group = self.param_groups[0] | {"params": list(range(len(self._parameters)))}
        return {"state": state, "param_groups": [group]}

    def load_state_dict(self, tree: Mapping[str, Any]) -> None:
        """Go on from what `state_dict` returned. Raises ValueError if it is of other parameters."""
        numbered = dict(enumerate(self._parameters))
        for i, state in tree["state"].items():
            if i not in numbered or state["exp_avg"].shape != numbered[i].shape:
                raise ValueError(f"the optimiser's state is of another model: parameter {i} does not fit.")
        self.state.clear()
        for i, state in tree["state"].items():
            device = numbered[i].device
            self.state[numbered[i]] = {name: state[name].detach().clone().to(device) for name in MOMENTS}
        self.param_groups[0] |= {key: value for key, value in tree["param_groups"][0].items() if key != "params"}

    @property
    def _parameters(self) -> list[nn.Parameter]:
        return self.param_groups[0]["params"]


def _unmoved(parameter: Tensor) -> dict[str, Tensor]:
    return {
        "step": torch.zeros((), dtype=torch.float32, device=parameter.device),
        "exp_avg": torch.zeros_like(parameter),
        "exp_avg_sq": torch.zeros_like(parameter),
    }
