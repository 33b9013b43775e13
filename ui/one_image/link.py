"""Does an address say what to begin with: a sample, its name, how it is varied, what is learned from it?"""

from __future__ import annotations

from collections.abc import Callable

from core.config import ConfigError
from core.one_image.intake import named
from core.one_image.presets import PRESETS, CommonlyConfig, WithinConfig
from core.one_image.samples import samples
from core.one_image.sets import SETS
from core.one_image.sets import USUAL as USUAL_SET
from core.types import DataError
from ui import forms, notices, state
from ui.one_image.state import DIMS, SAMPLE, OneImageState
from ui.shared import links

PLACE = "one image settings"
USUAL = "gentler"


def follow() -> None:
    """Set the page to what an address says that it has not written itself; what means nothing is taken out and said."""
    known = state.of(OneImageState)
    found = {name: state.parameter(name) for name in TAKES}
    if found == known.written:
        return
    wrong = {}
    for name, take in TAKES.items():
        if found[name] and found[name] != known.written.get(name, ""):
            try:
                take(known, found[name])
            except (DataError, ConfigError) as error:
                wrong[name] = forms.sentence(error)
    if wrong:
        notices.linger(" ".join(wrong.values()), PLACE)


def write() -> None:
    """Put what differs from the usual into the address, unless a run says all of it."""
    known = state.of(OneImageState)
    of_sample = known.source == SAMPLE and not known.run
    wanted = {
        "sample": f"{known.digit}.{known.sample + 1}" if of_sample else "",
        "as": known.character if not known.run and known.character != known.read else "",
        "vary": "" if known.run else _vary_text(known.variation),
        "set": known.chosen if not known.run and known.chosen != USUAL_SET else "",
        "dims": str(known.dims) if not known.run and known.dims != DIMS[0] else "",
    }
    known.written = wanted
    state.write_address(**wanted)


def _vary_text(variation: WithinConfig | CommonlyConfig) -> str:
    name = next((name for name, preset in PRESETS.items() if preset.variation == variation), None)
    if name is not None:
        return "" if name == USUAL else name
    return links.described(variation.not_as_usual())


def _sample(known: OneImageState, value: str) -> None:
    digit, _, place = value.partition(".")
    fits = len(digit) == 1 and digit in "0123456789" and place.isascii() and place.isdigit() and len(place) <= 3
    if not fits or not 1 <= int(place) <= len(samples(int(digit))):
        raise DataError(f"a sample is named by its digit and its number, such as 2.1, not {value[:20]!r}.")
    known.source, known.digit, known.sample = SAMPLE, digit, int(place) - 1


def _as(known: OneImageState, value: str) -> None:
    known.character = named(value)


def _vary(known: OneImageState, value: str) -> None:
    known.variation = (
        PRESETS[value].variation if value in PRESETS else WithinConfig(**links.parsed(WithinConfig, value))
    )


def _set(known: OneImageState, value: str) -> None:
    if value not in SETS:
        raise DataError(f"a set must be one of {', '.join(SETS)}, not {value[:20]!r}.")
    known.chosen = value


def _dims(known: OneImageState, value: str) -> None:
    if value not in map(str, DIMS):
        raise DataError(f"the VAE has {' or '.join(map(str, DIMS))} latent dimensions, not {value[:20]!r}.")
    known.dims = int(value)


Take = Callable[[OneImageState, str], None]
TAKES: dict[str, Take] = {"sample": _sample, "as": _as, "vary": _vary, "set": _set, "dims": _dims}
