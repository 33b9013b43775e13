"""Which strategies does the visitor want to see, and what is drawn by each?

The address says it: by=prior|kde,bandwidth:silverman, n=36, class=7, seed=1, t=0.8, on=umap. What it does not say is as
it was left in this tab.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.config import ConfigError
from core.library import Entry
from core.sampling import SAMPLERS, AnySamplerConfig, available
from core.scores.words import named
from ui import forms, notices, state
from ui.sample.state import SampleState
from ui.shared.links import described, parsed

MOST = 4  # strategies side by side
USUAL = ("prior", "kde")  # what knows nothing of the images and what follows them, both drawn at once
NEXT = ("gaussian-mixture", "k-means")  # what is set beside them first
WITHOUT_IMAGES = tuple(name for name, sampler in SAMPLERS.items() if not sampler.needs)[:2]
COUNTS = (16, 36, 64, 100)
LOWEST_SEED, HIGHEST_SEED = 0, 2**31 - 1
HOTTEST = 3.0
ADDRESS = ("by", "n", "class", "seed", "t")


@dataclass(frozen=True)
class Wish:
    """What is to be drawn. label: index of the class asked for, None for all. missing: why one is not offered."""

    configs: tuple[AnySamplerConfig, ...]
    n: int
    label: int | None
    seed: int
    temperature: float
    missing: dict[str, str]


def current(entry: Entry) -> Wish:
    """Return what the address asks for, else what was drawn last; a bad wish gets a sentence, and nothing changes."""
    known, missing = state.of(SampleState), not_offered(entry)
    usual = USUAL if not missing["kde"] else WITHOUT_IMAGES
    try:
        _read(entry)
    except ConfigError as error:
        notices.linger(forms.sentence(ConfigError(f"This link cannot be followed: {error}")), "wish")
        state.write_address(**dict.fromkeys(ADDRESS, ""))
    if known.of_class not in entry.config.classes:
        known.of_class = ""
    state.write_address(**_spoken())  # who comes back by the sidebar sees it, and so must whoever is sent the address
    texts = [text for text in known.by or usual if not missing[_name(text)]] or usual
    classes = entry.config.classes
    return Wish(
        configs=tuple(config_of(text) for text in texts),
        n=known.n,
        label=classes.index(known.of_class) if known.of_class in classes else None,
        seed=known.seed,
        temperature=known.temperature,
        missing=missing,
    )


def not_offered(entry: Entry) -> dict[str, str]:
    """Return for each strategy why this model cannot be sampled by it, empty where it can."""
    has_latents = (entry.path / "latents.safetensors").is_file()
    return available(
        has_latents=has_latents,
        has_posterior=has_latents,
        labels=bool(entry.config.classes),
        conditional=entry.config.model.conditional,
    )


def config_of(text: str) -> AnySamplerConfig:
    """Read a strategy as an address has it, such as "kde,bandwidth:silverman". Raises ConfigError with a sentence."""
    name, _, settings = text.partition(",")
    if name not in SAMPLERS:
        raise ConfigError(f"there is no strategy {name[:20]!r}; there are {', '.join(SAMPLERS)}.")
    kind = SAMPLERS[name]
    try:
        return kind(**parsed(kind, settings))
    except ConfigError as error:  # which may speak of the class, as nobody does who reads an address
        raise ConfigError(str(error).replace(kind.__name__, kind.title)) from error


def text_of(config: AnySamplerConfig) -> str:
    """Write a strategy as an address has it."""
    return ",".join(filter(None, (config.name, described(config.not_as_usual()))))


def called(config: AnySamplerConfig) -> str:
    """Return what a strategy is called among others, which may be of its kind: with the settings not as usual."""
    return config.title if begins_at(config) is not None else named(config)


def take(configs: tuple[AnySamplerConfig, ...]) -> None:
    """Make these the strategies that are shown. For callbacks."""
    state.of(SampleState).by = tuple(text_of(config) for config in configs)
    write()


def follow(wish: Wish, image: int | None) -> bool:
    """Let what begins at one image begin at the one just chosen on the map; return whether that changes anything."""
    known = state.of(SampleState)
    if image is None or image == known.image:
        return False
    known.image = image
    configs = tuple(config.replace(index=image) if begins_at(config) is not None else config for config in wish.configs)
    if configs == wish.configs:
        return False
    take(configs)
    return True


def begins_at(config: AnySamplerConfig) -> int | None:
    """Return the number of the image that a strategy begins at, None if it begins at none or at any."""
    index = getattr(config, "index", -1)
    return index if index >= 0 else None


def heat(temperature: float) -> bool:
    """Note the temperature that was let go, and return whether it is another one than before."""
    known = state.of(SampleState)
    if abs(known.temperature - temperature) < 1e-6:
        return False
    known.temperature = temperature
    write()
    return True


def write() -> None:
    """Put what is drawn into the address, and on which map. For callbacks."""
    state.write_address(**_spoken(), on=state.of(SampleState).map)


def _spoken() -> dict[str, str]:
    """Return what an address says of what is drawn; what is as usual stays out of it."""
    known, usual = state.of(SampleState), SampleState()
    return {
        "by": "|".join(known.by),
        "n": str(known.n) if known.n != usual.n else "",
        "class": known.of_class,
        "seed": str(known.seed) if known.seed != usual.seed else "",
        "t": f"{known.temperature:g}" if known.temperature != usual.temperature else "",
    }


def _name(text: str) -> str:
    return text.partition(",")[0]


def _read(entry: Entry) -> None:
    """Take over what the address says, all of it or nothing. Raises ConfigError with a sentence."""
    known, wanted = state.of(SampleState), {name: state.parameter(name) for name in ADDRESS}
    found = {}
    if wanted["by"]:
        texts = wanted["by"].split("|")
        if len(texts) > MOST:
            raise ConfigError(f"it names {len(texts)} strategies, and {MOST} stand side by side at most.")
        found["by"] = tuple(text_of(config_of(text)) for text in texts)
    if wanted["n"]:
        found["n"] = _whole("n", wanted["n"], 1, COUNTS[-1])
    if wanted["seed"]:
        found["seed"] = _whole("seed", wanted["seed"], LOWEST_SEED, HIGHEST_SEED)
    if wanted["class"] and wanted["class"] not in entry.config.classes:
        raise ConfigError(f"{entry.named} knows no class {wanted['class'][:20]!r}.")
    if wanted["class"]:
        found["of_class"] = wanted["class"]
    if wanted["t"]:
        found["temperature"] = _number(wanted["t"])
    for name, value in found.items():
        setattr(known, name, value)


def _whole(name: str, text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdecimal()) or not low <= int(text) <= high:
        raise ConfigError(f"{name} must be a whole number from {low} to {high}, got {text[:20]!r}.")
    return int(text)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= HOTTEST:
        raise ConfigError(f"t, the temperature, must be a number from 0 to {HOTTEST:g}, got {text[:20]!r}.")
    return value
