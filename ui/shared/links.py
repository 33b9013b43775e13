"""How does an address carry settings? As what differs from the defaults: neighbours:50,min_dist:0.3"""

from __future__ import annotations

import json

from core.config import Config


def described(settings: dict) -> str:
    """Write settings as an address carries them."""
    return ",".join(f"{name}:{_text(value)}" for name, value in settings.items())


def parsed(kind: type[Config], text: str) -> dict:
    """Read what `described` wrote, for a kind of config. Raises ConfigError with a sentence."""
    settings = {}
    for part in filter(None, text.split(",")):
        field, _, value = part.partition(":")
        try:
            settings[field] = json.loads(value)
        except ValueError:
            settings[field] = value
    return kind.from_json(json.dumps({"name": kind().name} | settings)).not_as_usual()


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
