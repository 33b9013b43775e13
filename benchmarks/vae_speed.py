"""How much faster does the same VAE train here than in the loop of the public PyTorch example, and to which loss?

Run: LATENT_INK_DATA=... python -m benchmarks.vae_speed [--epochs 10] [--threads 2] [--terminal 4]

Peer: the 784-400-20-400-784 network, batch 128, Adam 1e-3, in the manner of pytorch/examples/vae: a DataLoader turns
one PIL image at a time into a tensor, the loss is read every step. Epochs of both are interleaved, the fastest of each
counts. `mnist-quick` then trains for its own number of epochs. Loss: reconstruction + KL on the 10,000 test images,
nats per image. --terminal: instead, the command `python -m core train pytorch-example` for so many epochs, by the clock
from its start to its end, between two times as many epochs of the example's loop, whose own start does not count.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

from benchmarks.report import report
from core.jobs.execute import prepared
from core.training.loop import evaluate, fit
from core.training.recipes import RECIPES
from core.types import ImageDataset


class Pictures(Dataset):
    """Images as a torchvision data set gives them: a PIL image, turned into a tensor, and its label, one at a time."""

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        self.images, self.labels = torch.from_numpy(images), torch.from_numpy(labels)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, i: int) -> tuple[torch.Tensor, int]:
        picture, label = Image.fromarray(self.images[i].numpy()), int(self.labels[i])
        pixels = torch.from_numpy(np.array(picture, np.uint8, copy=True)).view(28, 28, 1)
        return pixels.permute(2, 0, 1).contiguous().to(torch.get_default_dtype()).div(255), label


class PlainVae(nn.Module):
    """The example's network, two heads and all."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.mu, self.logvar = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.third, self.last = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        hidden = F.relu(self.first(x.view(-1, 784)))
        mu, logvar = self.mu(hidden), self.logvar(hidden)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        return torch.sigmoid(self.last(F.relu(self.third(z)))), mu, logvar


def plain_loss(x: torch.Tensor, x_hat: torch.Tensor, mu: torch.Tensor, logvar: torch.Tensor) -> torch.Tensor:
    """Return the example's loss, summed over the batch."""
    kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return F.binary_cross_entropy(x_hat, x.view(-1, 784), reduction="sum") + kl


class Peer:
    """The example's loop, an epoch at a time."""

    def __init__(self, data: ImageDataset) -> None:
        self.model = PlainVae()
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.loader = DataLoader(Pictures(data.images, data.labels), batch_size=128, shuffle=True)

    def epoch(self) -> float:
        """Train one epoch; return its seconds."""
        began, total = time.perf_counter(), 0.0
        for x, _ in self.loader:
            self.optimiser.zero_grad()
            loss = plain_loss(x, *self.model(x))
            loss.backward()
            total += loss.item()
            self.optimiser.step()
        return time.perf_counter() - began

    @torch.no_grad()
    def test_loss(self, images: np.ndarray) -> float:
        """Return reconstruction + KL, nats per image."""
        x = torch.from_numpy(images).unsqueeze(1).float().div(255)
        return float(plain_loss(x, *self.model(x))) / len(x)


class Ours:
    """A recipe, an epoch at a time."""

    def __init__(self, recipe: str) -> None:
        self.config = RECIPES[recipe].run.replace(training=RECIPES[recipe].run.training.replace(device="cpu"))
        self.data = prepared(self.config, "train")
        torch.manual_seed(0)
        self.model = self.config.model.build(self.data.classes)
        self.progress = fit(self.model, self.data, self.config.training)

    def epoch(self) -> float:
        """Train one epoch, validation and pictures included; return its seconds."""
        began = time.perf_counter()
        next(p for p in self.progress if p.epoch_end)
        return time.perf_counter() - began

    def test_loss(self, images: np.ndarray) -> float:
        """Return reconstruction + KL, nats per image."""
        self.model.eval()
        return evaluate(self.model, torch.from_numpy(images), None, 0)["loss"]


def from_terminal(epochs: int) -> float:
    """Return the seconds that the command takes, Python's start and the last file included."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "core", "train", "pytorch-example", "--epochs", str(epochs)]
        began = time.perf_counter()
        subprocess.run([*command, "--out", f"{folder}/run"], check=True, capture_output=True)
        return time.perf_counter() - began


def beside_terminal(epochs: int) -> None:
    """Time the command between the example's epochs, and report."""
    peer, spent = Peer(prepared(RECIPES["pytorch-example"].run, "train")), []
    spent += [peer.epoch() for _ in range(epochs)]
    command = from_terminal(epochs)
    spent += [peer.epoch() for _ in range(epochs)]
    loop = sum(spent) / 2
    told = (("public example", loop), ("its fastest epoch", epochs * min(spent)), ("python -m core train", command))
    report("vae_terminal", [{"what": name, "epochs": epochs, "seconds": t, "ratio": t / command} for name, t in told])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--terminal", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    if arguments.terminal:
        beside_terminal(arguments.terminal)
        return
    peer, ours = Peer(prepared(RECIPES["pytorch-example"].run, "train")), Ours("pytorch-example")
    test = prepared(RECIPES["pytorch-example"].run, "test").images
    seconds: dict[str, list[float]] = {"peer": [], "ours": [], "quick": []}
    for _ in range(arguments.epochs):
        seconds["peer"].append(peer.epoch())
        seconds["ours"].append(ours.epoch())
    quick = Ours("mnist-quick")
    for _ in range(quick.config.training.epochs):
        seconds["quick"].append(quick.epoch())
    rows = []
    for name, trained in (("peer", peer), ("ours", ours), ("quick", quick)):
        spent = seconds[name]
        rows.append(
            {
                "loop": {"peer": "public example", "ours": "pytorch-example", "quick": "mnist-quick"}[name],
                "epochs": len(spent),
                "s/epoch (min)": min(spent),
                "speed ratio": min(seconds["peer"]) / min(spent),
                "seconds in all": sum(spent),
                "wall ratio": sum(seconds["peer"]) / sum(spent),
                "test loss": trained.test_loss(test),
            }
        )
    report("vae_speed", rows)


if __name__ == "__main__":
    main()
