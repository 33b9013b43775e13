"""Which model draws the letters of a hand, and by which strategy, as the terminal names them?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from core.config import ConfigError
from core.handwriting.message.blend import TwoHands
from core.handwriting.message.hand import Hand
from core.handwriting.message.model_between import Ladder
from core.handwriting.message.model_ink import ModelInkConfig
from core.handwriting.message.sources import Source, hand_from, hands_between, ink_of, ways
from core.library.folder import Entry, entry_at, find
from core.sampling import SAMPLERS

EACH = 12  # letters drawn of each character


@dataclass(frozen=True)
class Drawn:
    """Where letters come from. model: folder or id; strategy: a key of SAMPLERS, empty for the model's usual one.

    second: a model that draws the letters of a hand which blends with it, so that none lies between the two.
    """

    source: Source = "ink"
    model: str = ""
    second: str = ""
    strategy: str = ""

    def hand(self, own: Hand, seed: int) -> Hand:
        """Return what writes in the place of a hand's own ink. Raises ConfigError, DataError, ModelError."""
        if self.source == "ink":
            if self.model:
                raise ConfigError("--model goes with --source model or --source mixed.")
            return own
        if not self.model:
            raise ConfigError(f"--source {self.source} needs a --model that draws the letters.")
        entry = opened(self.model)
        return hand_from(self.source, own, entry, config_of(entry, self.strategy, seed))

    def two(self, own: Hand, other: Hand, seed: int) -> TwoHands:
        """Return two hands that blend, of own ink or of letters that a model of each draws. Raises as `hand` does."""
        if self.source == "ink" and self.second:
            raise ConfigError("--blend-model goes with --source model or --source mixed.")
        return TwoHands(self.hand(own, seed), replace(self, model=self.second).hand(other, seed))

    def between(self, own: Hand, other: Hand, share: float) -> Ladder:
        """Return what a model draws at a share of the way to another hand. Raises as `hand` does."""
        if self.source == "mixed":
            raise ConfigError("between two hands a model draws alone: --source model.")
        if not self.model:
            raise ConfigError("--source model needs a --model that draws the letters.")
        return hands_between(own, other, opened(self.model), share=share)


def opened(model: str) -> Entry:
    """Return the model of a folder, or of an id. Raises ModelError."""
    return entry_at(model) if Path(model).is_dir() else find(model)


def config_of(entry: Entry, strategy: str, seed: int) -> ModelInkConfig:
    """Return how a model's letters are drawn; strategy: a key of SAMPLERS, empty for its usual one.

    Raises ConfigError naming those there are.
    """
    named = strategy or ways(entry.config.model)[0]
    if named not in SAMPLERS:
        raise ConfigError(f"there is no strategy {strategy!r}; there are {', '.join(SAMPLERS)}.")
    return ModelInkConfig(sampler=SAMPLERS[named](), each=EACH, seed=seed)


__all__ = ["Drawn", "config_of", "ink_of", "opened"]
