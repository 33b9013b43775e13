"""More of one's own came after the teaching: how is the same run tested on it in seconds, without learning anew?

Every run leaves its networks beside what it shows. A run of the same images and settings takes them from there, whoever
made them: with the same seeds it would come to the very same ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core import places
from core.files import write_atomic
from core.library.task_folder import Tick
from core.library.weights import tensors_of
from core.one_image.claims import claims
from core.one_image.journey import Taught, evidence
from core.one_image.outcome import Outcome, hand_outcome, tested
from core.one_image.table import tested_again
from core.tasks.one_image import kept
from core.types import ModelError

if TYPE_CHECKING:
    from core.models.classifier_network import Classifier
    from core.tasks.one_image.task import OneImageTask

NETWORKS = "networks-{}.safetensors"


class Networks:
    """The networks of a run, each by the outcome that it had: kept as they come, written when all are there."""

    def __init__(self, found: dict[str, np.ndarray] | None = None) -> None:
        self.found = found or {}

    def keep(self, outcome: Outcome, model: Classifier) -> None:
        """Keep a network that was taught."""
        from torch.nn.utils import parameters_to_vector

        self.found[_name(outcome)] = parameters_to_vector(model.parameters()).detach().numpy().copy()

    def opened(self, outcome: Outcome) -> Classifier:
        """Return the network of an outcome. Raises ModelError if it is not here, or damaged."""
        import torch
        from torch.nn.utils import vector_to_parameters

        from core.one_image.network import CLASSES, MODEL

        model = MODEL.build(CLASSES).eval()
        weights = self.found.get(_name(outcome))
        if weights is None or weights.shape != (sum(p.numel() for p in model.parameters()),):
            raise ModelError("a network of the earlier run is not what it left: ask for it again.")
        vector_to_parameters(torch.tensor(weights), model.parameters())
        return model.requires_grad_(False)

    def write(self, folder: Path, task: OneImageTask) -> None:
        """Leave them in a task's folder. Raises OSError."""
        from safetensors.numpy import save

        write_atomic(folder / _file(task), save(self.found))


def earlier(task: OneImageTask) -> Path | None:
    """Return the folder of a run that taught the same, whatever it was tested on; None if none is kept."""
    found = places.tasks().glob(f"*/{_file(task)}")
    return next((path.parent for path in sorted(found) if path.parent.name != task.key()), None)


def retested(task: OneImageTask, before: Path, folder: Path, should_stop: Callable[[], bool]) -> bool:
    """Take over what an earlier run left, test its networks on `task.own`, and leave verdict, table and claims.

    Returns whether that is done; False if what it left is damaged or goes meanwhile. Raises Stopped, OSError.
    """
    try:
        known = kept.verdict_in(before), kept.table_in(before) if task.seeds else None
        for name in (*kept.WHATEVER_IS_TESTED, _file(task)):
            if (before / name).is_file():
                shutil.copyfile(before / name, folder / name)
        networks = Networks(tensors_of((folder / _file(task)).read_bytes(), _file(task)))
        _tested(task, known, networks, folder, should_stop)
    except (FileNotFoundError, ModelError):
        return False
    return True


def _tested(
    task: OneImageTask,
    before: tuple[kept.KeptVerdict, kept.KeptTable | None],
    networks: Networks,
    folder: Path,
    should_stop: Callable[[], bool],
) -> None:
    told, question, (verdict, table) = Tick(folder), task.question(), before
    scribe = kept.Scribe(folder, question)
    told("testing the network", 0.0)
    outcome = tested(question, verdict.outcome, networks.opened(verdict.outcome))
    judge = verdict.judge
    hand = verdict.hand and hand_outcome(question, verdict.hand.images, judge)
    network = (folder / kept.NETWORK).read_bytes()
    scribe.write(Taught(outcome, hand, judge, network, len(question.others.test_same)))
    if table is None:
        return
    heard: list[Outcome] = []

    def hear(one: Outcome, expected: int) -> None:
        heard.append(one)
        scribe.write(one)
        told(f"table: {len(heard)} of {expected}", len(heard) / expected)

    made = tested_again(question, table.table.outcomes, networks.opened, on_outcome=hear, should_stop=should_stop)
    varied, learned, found = kept.open_varied(task), kept.open_vae(task), kept.open_map(task)
    if varied is None or learned is None or found is None:
        raise ModelError("what the earlier run left is not whole.")
    scribe.finish(made, claims(evidence(varied, learned, found, made)))


def _name(outcome: Outcome) -> str:
    return f"{outcome.set}/{outcome.seed}/{outcome.images}"


def _file(task: OneImageTask) -> str:
    return NETWORKS.format(task.replace(own=()).key())
