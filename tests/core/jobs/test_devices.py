"""Are just those devices offered that torch finds here, and is torch not loaded to find out?"""

import subprocess
import sys

import torch

from core.jobs.devices import devices


def test_what_is_offered_is_what_torch_finds():
    there = {"auto": True, "cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    assert devices() == tuple(name for name, found in there.items() if found)


def test_workers_elsewhere_may_have_any(monkeypatch):
    monkeypatch.setenv("LATENT_INK_SCHEDULER", "tls://elsewhere:8786")
    assert devices() == ("auto", "cpu", "cuda", "mps")


def test_torch_is_not_loaded():
    code = "import sys; from core.jobs.devices import devices; devices(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
