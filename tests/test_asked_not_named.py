"""Does the code ask a family or a projection what it can do, instead of what it is called?

Where it asks, a new one has sensible pages without their being edited. What a family alone has, its settings and its
losses, is looked at in the files that are about that family.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from core.models import MODELS
from core.models.vae import VaeConfig

ROOT = Path(__file__).parent.parent
FAMILIES = {VaeConfig.__name__, *(family.__name__ for family in MODELS.values())}
GUESSED = {"latent_dim", "conditional", "family"}  # what every config says, or its `draws` does
# Files about what a single family has: weights of a loss, scores of a discriminator, training in a browser.
THEIR_OWN = {
    "core/training/advice.py", "core/training/elbo.py", "ui/train/discriminator.py",
    "core/blocks/browser_training.py", "core/blocks/browser_duel.py", "core/transfer/browser_trained.py",
}  # fmt: skip


def offences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line of each place that goes by a name, and what is wrong with it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1:
            asked = node.args[1]
            if node.func.id in ("hasattr", "getattr") and isinstance(asked, ast.Constant) and asked.value in GUESSED:
                yield node.lineno, f"{node.func.id} of {asked.value}"
            if node.func.id == "isinstance" and FAMILIES & _names(asked):
                yield node.lineno, f"isinstance of {', '.join(sorted(FAMILIES & _names(asked)))}"
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_told, sides)) and any(map(_written, sides)):
                yield node.lineno, "compares a name"
        if any(map(_told, _looked_up(node))):
            yield node.lineno, "looks something up by a name"


def _looked_up(node: ast.AST) -> list[ast.expr]:
    """Return by what something is looked up in a table of the code, which is written in capitals."""
    if isinstance(node, ast.Subscript):
        table, by = node.value, [node.slice]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        table, by = node.func.value, node.args
    else:
        return []
    name = table.attr if isinstance(table, ast.Attribute) else getattr(table, "id", "")
    return by if name.isupper() and name not in ("MODELS", "PROJECTIONS") else []


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _told(node: ast.AST) -> bool:
    """Say whether this is what a family or a projection is called: x.family, family, or projection.name."""
    if isinstance(node, ast.Name):
        return node.id == "family"
    if not isinstance(node, ast.Attribute):
        return False
    of = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    return node.attr == "family" or (node.attr == "name" and of == "projection")


def _written(node: ast.AST) -> bool:
    """Say whether this is a text, or several."""
    parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts)


def test_nothing_goes_by_the_name_of_a_family_or_a_projection():
    found = []
    for folder in ("core", "ui", "pages", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith("core/models/") and name not in THEIR_OWN:
                tree = ast.parse(path.read_text(encoding="utf-8"))
                found += [f"{name}:{line}: {what}" for line, what in offences(tree)]
    assert found == []


def test_what_is_looked_for_is_found():
    wrong = (
        'hasattr(model, "latent_dim")', 'getattr(entry.config.model, "conditional", False)', "isinstance(m, GanConfig)",
        "isinstance(m, (GanConfig, int))", 'model.family == "gan"', '"gan" != family', 'x.family in ("gan", "vae")',
        "WORDS.get(model.family)", "WORDS[entry.config.model.family]", 'task.projection.name == "pca"',
        "settings.TITLES[projection.name]",
    )  # fmt: skip
    assert [text for text in wrong if not list(offences(ast.parse(text)))] == []
    right = (
        'getattr(model, "image_size", 0)', "isinstance(m, LatentModelConfig)", "MODELS[model.family]", "model.draws",
        "chosen.family != kept.family", "known.kept[task.projection.name]", 'dataset.name == "own"',
    )  # fmt: skip
    assert [text for text in right if list(offences(ast.parse(text)))] == []
