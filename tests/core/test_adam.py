"""Is our Adam torch's, bit for bit, and does it leave torch's compiler alone?"""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from torch import nn

from core.adam import Adam


def moved(make, steps: int = 30) -> tuple[nn.Module, object]:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(20, 30), nn.ReLU(), nn.Linear(30, 5))
    spare = nn.Parameter(torch.ones(3))  # never gets a gradient
    optimiser, x = make([*model.parameters(), spare]), torch.randn(64, 20)
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = 1e-2 / (1 + step)
        optimiser.zero_grad()
        model(x).square().mean().backward()
        optimiser.step()
    assert torch.equal(spare, torch.ones(3))
    return model, optimiser


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.5, 0.999)])
def test_it_moves_weights_as_torchs_does(betas):
    ours, one = moved(lambda parameters: Adam(parameters, 1e-2, betas))
    theirs, other = moved(lambda parameters: torch.optim.Adam(parameters, lr=1e-2, betas=betas, fused=True))
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))
    kept, expected = one.state_dict()["state"], other.state_dict()["state"]
    assert kept.keys() == expected.keys()
    assert all(torch.equal(kept[i][name], expected[i][name]) for i in kept for name in expected[i])


def test_its_state_goes_on_where_it_was():
    _, whole = moved(lambda parameters: Adam(parameters, 1e-2))
    tree = whole.state_dict()
    parameters = [nn.Parameter(torch.zeros_like(p)) for p in whole.param_groups[0]["params"]]
    other = Adam(parameters, 1.0)
    other.load_state_dict(tree)
    assert other.param_groups[0]["lr"] == whole.param_groups[0]["lr"]
    assert torch.equal(other.state_dict()["state"][0]["exp_avg"], tree["state"][0]["exp_avg"])
    with pytest.raises(ValueError, match="another model"):
        Adam([nn.Parameter(torch.zeros(2))], 1.0).load_state_dict(tree)


def test_a_training_does_not_load_torchs_compiler():
    code = (
        "import sys, torch\n"
        "from core.models import MlpVaeConfig\n"
        "from core.datasets.digits import DigitsConfig\n"
        "from core.training.loop import fit\n"
        "from core.training.run import TrainingConfig\n"
        "model = MlpVaeConfig(hidden=(8,)).build()\n"
        "data = DigitsConfig(limit=200).load()\n"
        "training = TrainingConfig(epochs=1, batch_size=50, device='cpu')\n"
        "last = list(fit(model, data, training))[-1]\n"
        "list(fit(model, data, training, resume=last.checkpoint()))\n"
        "assert 'torch._dynamo' not in sys.modules and 'sympy' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
