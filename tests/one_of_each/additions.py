"""What is added, to which table of the project, and by which line? One of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Addition:
    """A file beside this one, the folder it goes to, and its line.

    table: the file that has the table. opens: how the line begins that opens it, or that part of it. line: the line.
    brought: the import that goes with it; empty where the table names the file.
    """

    file: str
    folder: str
    table: str
    opens: str
    line: str
    brought: str = ""


ADDITIONS = (
    Addition(
        "bars.py", "core/datasets", "core/datasets/__init__.py", "DATASETS: ",
        '    "bars": BarsConfig,', "from core.datasets.bars import BarsConfig",
    ),
    Addition(
        "linear_vae.py", "core/models", "core/models/__init__.py", "MODELS: ",
        '    "linear vae": LinearVaeConfig,', "from core.models.linear_vae import LinearVaeConfig",
    ),
    Addition(
        "random_plane.py", "core/projection", "core/projection/__init__.py", "PROJECTIONS: ",
        '    "random-plane": RandomPlaneConfig,', "from core.projection.random_plane import RandomPlaneConfig",
    ),
    Addition(
        "box.py", "core/sampling", "core/sampling/__init__.py", "SAMPLERS: ",
        '    "box": BoxConfig,', "from core.sampling.box import BoxConfig",
    ),
    Addition(
        "ink_kept.py", "core/metrics", "core/metrics/__init__.py", "METRICS: ",
        '    "ink kept": ink_kept,', "from core.metrics import ink_kept",
    ),
    Addition(
        "ink_drawn.py", "core/metrics", "core/metrics/__init__.py", "SAMPLE_METRICS: ",
        '    "ink": ink_drawn,', "from core.metrics import ink_drawn",
    ),
    Addition(
        "specks.py", "core/augmentation", "core/augmentation/__init__.py", "AUGMENTATIONS: ",
        '    "specks": SpecksConfig,', "from core.augmentation.specks import SpecksConfig",
    ),
    Addition(
        "bars_linear.py", "core/training/recipes", "core/training/recipes/__init__.py", "RECIPES: ",
        '    "bars-linear": bars_linear.RECIPE,', "from core.training.recipes import bars_linear",
    ),
    Addition(
        "Ink.py", "pages", "ui/frame.py", '    "Play": (',
        '        NavPage("pages/Ink.py", "Ink", "What is a model called?", ":material/opacity:"),',
    ),
)  # fmt: skip


def add(addition: Addition, project: Path) -> None:
    """Add it to the project that lies in a folder. Raises ValueError if there is no such table."""
    target, table = project / addition.folder / addition.file, project / addition.table
    if target.exists():
        raise ValueError(f"{target} is there already.")
    target.write_bytes((HERE / addition.file).read_bytes())
    lines = table.read_text(encoding="utf-8").splitlines()
    begin = next(i for i, line in enumerate(lines) if line.startswith(addition.opens))
    end = next(i for i in range(begin + 1, len(lines)) if lines[i].strip() in ("}", "),"))
    lines.insert(end, addition.line)
    if addition.brought:
        lines.insert(next(i for i, line in enumerate(lines) if line.startswith("from core.")), addition.brought)
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
