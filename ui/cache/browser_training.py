"""What is kept of trainings in a browser: the plan of a run and its images, packed."""

from __future__ import annotations

from core.blocks.browser_training import images_block, plan_block
from core.training.run import RunConfig
from core.transfer.archive import without_place
from ui.cache.kept import kept


def blocks(config: RunConfig) -> tuple[bytes, bytes]:
    """Return plan and images of a run as a browser is sent them. Raises NotTrainable, DataError, OSError."""
    return _blocks(config.to_json(), config)


def ready(config: RunConfig) -> bool:
    """Have `blocks` at hand; for errands, which are to remember little."""
    blocks(config)
    return True


@kept(12)
def _blocks(key: str, _config: RunConfig) -> tuple[bytes, bytes]:
    dataset = _config.dataset.load("train", image_size=_config.model.image_size)
    return plan_block(_config, dataset, away=without_place(_config)), images_block(dataset)
