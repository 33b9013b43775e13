"""Write, Read, Look inside, Compare models and the exhibits in the pack."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from core import ink, library
from core.blocks.as_another import as_another_block
from core.blocks.compare_models import compare_models_of
from core.blocks.inside_of_model import inside_of, kinds_of, posterior_network
from core.blocks.read import manner_of, read_block
from core.blocks.read_vae import read_vae_block
from core.blocks.reader import reader_of
from core.blocks.write import write_of
from core.class_pack.models import PackModel
from core.class_pack.stage import Choice, Part, Scene, Stage
from core.ink import MNIST_SHARE
from core.lessons.exhibits import EXHIBITS
from core.library import Entry
from core.tasks.directions import open_directions
from core.types import ModelError

MODEL = Choice("model", "Model")
NETWORKS = {"encoder": "Encoder", "classifier": "Reader", "steps": "Step by step"}
FIRST_PAIR, FIRST_WRITER, FIRST_INSIDE = ("mnist-cvae", "mnist-cgan"), ("mnist-cgan",), ("mnist-cgan", "mnist-gan")
ENCODERS = ("mnist-vae-2d", "mnist-vae-16d")  # the first of these


def write(models: Sequence[PackModel]) -> Stage:
    """Return what the models that are told a class write. Raises ModelError."""
    writers = _first([m for m in models if m.draws and m.entry.config.model.conditional], FIRST_WRITER)
    scenes = [
        Scene(
            {"model": m.id},
            [Part("write", f"write {m.id}", write_of(m.entry, open_directions(m.entry)))],
            {"model": m.title},
        )
        for m in writers
    ]
    return Stage((MODEL,), tuple(scenes))


def read(models: Sequence[PackModel]) -> Stage:
    """Return what the readers read, and what each VAE of their images makes of a drawing. Raises ModelError."""
    scenes: list[Scene] = []
    for reader in (m for m in models if m.entry.config.model.reads):
        block = _reader_block(reader, models)
        size = reader.entry.config.model.image_size
        vaes = [m for m in _whose_encoders_come(models) if m.entry.config.model.image_size == size]
        choices = {m.id: m.title for m in vaes}
        sheet = Part("read", "read", block)
        for vae in vaes or [None]:
            at, titles, parts = {"model": reader.id}, {"model": reader.title}, [sheet, *_another(reader.entry, models)]
            if vae is not None:
                at["vae"], titles["vae"] = vae.id, vae.title
                known = read_vae_block(vae.pad, posterior_network(vae.entry), model=vae.id, choices=choices)
                parts.append(Part("channel", "read vae", known))
            scenes.append(Scene(at, parts, titles))
    return Stage((Choice("model", "Reader"), Choice("vae", "VAE", heard=True)), tuple(scenes))


def inside(models: Sequence[PackModel]) -> Stage:
    """Return the networks of the models, layer by layer. Raises ModelError."""
    scenes: list[Scene] = []
    encoders = _whose_encoders_come(models)
    for model in _first(list(models), FIRST_INSIDE):
        config = model.entry.config
        reader = model.entry if config.model.reads else library.reader_for(config.classes, config.model.image_size)
        for kind in kinds_of(model.entry, reader):
            if kind == "encoder" and model not in encoders:
                continue
            title = config.model.drawn_by.capitalize() if kind == "decoder" else NETWORKS[kind]
            part = _inside_part(model, kind, reader, models)
            scenes.append(Scene({"model": model.id, "part": kind}, [part], {"model": model.title, "part": title}))
    return Stage((MODEL, Choice("part", "Network")), tuple(scenes))


def compare(models: Sequence[PackModel]) -> Stage:
    """Return every two models of one kind of image side by side. Raises ModelError."""
    drawing = _first([m for m in models if m.draws], FIRST_PAIR)
    scenes: list[Scene] = []
    for one, other in permutations(drawing, 2):
        if not _alike(one.entry, other.entry):
            continue
        parts = [Part("compare", f"versus {one.id} {other.id}", compare_models_of([one.entry, other.entry]))]
        at = {"models": one.id, "beside": other.id}
        scenes.append(Scene(at, parts, {"models": one.title, "beside": other.title}))
    return Stage((Choice("models", "Left"), Choice("beside", "Right")), tuple(scenes))


def exhibit(name: str) -> Stage:
    """Return an exhibit alone. Raises ValueError or one of its kinds where it cannot be made."""
    return Stage((), (Scene({}, [Part(f"exhibit {name}", f"exhibit {name}", EXHIBITS[name].block())]),))


def _first(models: list[PackModel], ids: Sequence[str]) -> list[PackModel]:
    return sorted(models, key=lambda m: ids.index(m.id) if m.id in ids else len(ids))


def _alike(one: Entry, other: Entry) -> bool:
    return one.config.model.image_size == other.config.model.image_size and one.config.classes == other.config.classes


def _whose_encoders_come(models: Sequence[PackModel]) -> list[PackModel]:
    """Return whose encoders a pack has room for: an encoder is as large as all else of a model."""
    return _first([m for m in models if _encodes(m)], ENCODERS)[: len(ENCODERS)]


def _encodes(model: PackModel) -> bool:
    config = model.entry.config.model
    return config.draws and config.encodes and (model.entry.path / "encoder.bin").is_file()


def _images(model: PackModel, models: Sequence[PackModel]) -> PackModel | None:
    """Return a model that keeps images like those that this one learned from."""
    of = (m for m in (model, *models) if m.latents is not None and _alike(m.entry, model.entry))
    return next(of, None)


def _reader_block(reader: PackModel, models: Sequence[PackModel]) -> bytes:
    network, images = reader_of(reader.entry), _images(reader, models)
    if network is None:
        raise ModelError(f"{reader.entry.named} has nothing that a browser can run.")
    share, weight = manner_of(images.latents.thumbnails()) if images else (MNIST_SHARE, None)
    return read_block(network, model=reader.id, title=reader.title, share=share, weight=weight)


def _another(reader: Entry, models: Sequence[PackModel]) -> list[Part]:
    """Return what draws again as another class, by a flow of the pack; its network comes once it is asked for."""
    flow = library.redrawer_for(reader.config.classes, reader.config.model.image_size)
    if flow is None or flow.id not in {model.id for model in models}:
        return []
    about = {"flow": flow.id, "title": flow.title, "classes": flow.config.classes}
    size = flow.config.model.image_size
    first, whole = (
        as_another_block(library.browser_bin(flow) if network else None, image_size=size, **about)
        for network in (False, True)
    )
    return [Part("channel", "another", first, later=whole, wanted="another")]


def _inside_part(model: PackModel, kind, reader: Entry | None, models: Sequence[PackModel]) -> Part:
    if kind == "steps":
        return Part("inside flow", f"inside {model.id} steps", model.pad)
    images = _images(model, models) if kind != "decoder" else None
    latents = images.latents if images else None
    share = ink.usual_share(latents.thumbnails()[:500]) if latents is not None else 20 / 28
    bundle = model.pad if model.draws else None
    block = inside_of(model.entry, kind, bundle=bundle, reader=reader, latents=latents, share=share)
    return Part("inside", f"inside {model.id} {kind}", block)
