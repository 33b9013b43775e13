"""Everything that pages and the engine read of a model's folder and of the tasks about it, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from core import library, places
from core.blocks.compare_models import compare_models_of
from core.blocks.inside_of_model import inside_of, kinds_of
from core.blocks.training_film import training_film_block
from core.blocks.write import write_of
from core.export.model import bundle_of, encoder_of, export_folder
from core.jobs import client, order, paces, run_state, waiting
from core.library import Entry, annotations
from core.sampling import SAMPLERS
from core.scores import table
from core.scores.costs import facts_of
from core.tasks import sampler, store
from core.tasks.clusters import open_clusters
from core.tasks.directions import open_directions
from core.tasks.map import kept
from core.tasks.sampler import open_sampler
from core.tasks.stability import open_stability
from core.training import film
from core.training.outcome import outcome_of
from core.training.trouble import trouble_ever, trouble_in
from core.transfer import model_zip
from core.words.text import ISOLATES
from tests.visitors import SOMEBODY

Reading = Callable[[Entry], object]
OPENERS = {"map": kept.open_map, "clusters": open_clusters, "sampler": open_sampler, "stability": open_stability}


def _latents(entry: Entry) -> None:
    found = library.latents(entry)
    found.thumbnails(), found.keys, found.drawn(found.held_out)
    sampler.fit(SAMPLERS["kde"](), entry, found)


def _history(entry: Entry) -> None:
    rows = library.history(entry)
    trouble_in(rows, entry.config.model, entry.config.classes), trouble_ever(rows, entry.config.model)
    outcome_of(rows, entry.config)


def _film(entry: Entry) -> None:
    film.images_by(entry, 10)
    if found := film.read(entry):
        training_film_block([(entry.title, found)])


def _inside(entry: Entry) -> None:
    found = library.latents(entry) if (entry.path / "latents.safetensors").is_file() else None
    for kind in kinds_of(entry, None):
        inside_of(entry, kind, bundle=bundle_of(entry), latents=found)


def _queue(entry: Entry) -> None:
    order.in_turn(order.outstanding(places.models())), order.position(entry.path), order.teammates(entry.path)
    order.newcomer(places.models(), SOMEBODY), order.team_of(entry.path), order.in_background(entry.path)
    run_state.read_state(entry.path), run_state.reached(entry.path), run_state.lost_starts(entry.path)
    waiting.waiting_seconds(SOMEBODY, lambda config: 1.0), waiting.waiting_left(entry.id, lambda config: 1.0)
    waiting.seconds_left(entry.path), paces.took([entry]), paces.noted()


def _tasks(entry: Entry) -> None:
    kept.kept_maps(entry)
    for found in store.entries(entry.id):
        client.task_status(found.key)
        OPENERS[found.task.kind](found.task)
        kept.read_frames(found.key)


READINGS: Mapping[str, Reading] = {
    "the library": lambda entry: [library.list_models(SOMEBODY), library.broken(SOMEBODY)],
    "the history": _history,
    "the scores": library.scores,
    "the card": library.card,
    "the preview": library.preview,
    "the latents": _latents,
    "how many are kept": library.kept_images,
    "the weights": lambda entry: library.open_model(entry) and np.arange(3),
    "the pad": bundle_of,
    "the encoder": encoder_of,
    "the inside": _inside,
    "the film": _film,
    "the writer": lambda entry: write_of(entry, open_directions(entry)),
    "several": lambda entry: compare_models_of([entry, entry]),
    "the page": export_folder,
    "the zip": lambda entry: model_zip.export_zip(entry.id),
    "the scores of samples": table.read,
    "the facts": facts_of,
    "the notes": lambda entry: annotations.read(entry, SOMEBODY),
    "the status": lambda entry: client.status(entry.id),
    "the events": lambda entry: client.events(entry.id),
    "its company": lambda entry: client.together(entry.id),
    "the queue": _queue,
    "the tasks": _tasks,
}


def of_the_house(error: Exception) -> bool:
    """Say whether an error is one of ours that a page shows: of a type of its own, in one short line."""
    sentence = str(error).translate(dict.fromkeys(map(ord, ISOLATES)))
    ours = type(error).__module__.startswith("core.") and isinstance(error, ValueError)
    return ours and 0 < len(sentence) <= 500 and sentence.isprintable()
