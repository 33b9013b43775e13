"""What does a teacher's link say: page, start, step of a lesson, what is hidden or locked, and how it looks?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from core.config import ConfigError
from core.lessons.places import PAGES, script_of, strange

LONGEST = 2_000  # bytes of a link that any mailer, messenger and learning platform hands on whole
OWN_STEP = "Your hand"  # whose own address has a step: there a lesson says its own behind its name, as in vae:3
Look = Literal["usual", "projector", "embed"]
LOOKS: dict[Look, str] = {
    "usual": "As usual",
    "projector": "For a projector",
    "embed": "In a frame",
}
_OF_LOOK: dict[Look, dict[str, str]] = {"usual": {}, "projector": {"projector": "on"}, "embed": {"embed": "true"}}


@dataclass(frozen=True)
class Link:
    """A link. page: a name in PAGES; start: what its address says; lesson, step: a lesson's name, and a number from 1.

    hide, lock: names of parts of pages; room: a classroom's code, empty for none.
    """

    page: str
    start: Mapping[str, str] = field(default_factory=dict)
    lesson: str = ""
    step: int = 1
    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    look: Look = "usual"
    room: str = ""

    def query(self) -> dict[str, str]:
        """Return what its address says."""
        lesson = at_step(self.lesson, self.step, self.page) if self.lesson else {}
        parts = {"hide": ",".join(self.hide), "lock": ",".join(self.lock), "room": self.room}
        return {**self.start, **lesson, **{k: v for k, v in parts.items() if v}, **_OF_LOOK[self.look]}

    def written(self, base: str) -> str:
        """Return the link. base: the app's own address, without a page."""
        path = "" if self.page == "Home" else script_of(self.page).removeprefix("pages/").removesuffix(".py")
        said = urlencode(self.query(), safe=",:|")
        return f"{base.rstrip('/')}/{path}" + (f"?{said}" if said else "")


def at_step(lesson: str, number: int, page: str) -> dict[str, str]:
    """Return how the address of a page names a step of a lesson. number: from 1."""
    return {"lesson": f"{lesson}:{number}"} if page == OWN_STEP else {"lesson": lesson, "step": str(number)}


def read(text: str) -> tuple[str, dict[str, str], list[str]]:
    """Return page and start of a link that was copied from a page, and which of its parts mean nothing here.

    What makes a link a teacher's is left out: it is set anew. Raises ConfigError where it leads to no page.
    """
    try:
        split = urlsplit(text.strip())
        name = split.path.rpartition("/")[2].replace("_", " ") or "Home"
    except ValueError:  # such as http://[
        name = ""
    if name not in PAGES or not split.netloc:
        raise ConfigError(f"a link to a page of this app is wanted, as Copy link gives it; got {text[:60]!r}.")
    said = dict(parse_qsl(split.query))
    left = strange(said)
    anew = {"hide", "lock", "projector", "embed", "room", "host", "lesson", *left}
    own = {"step"} if name != OWN_STEP else set()
    return name, {k: v for k, v in said.items() if k not in anew | own}, [one for one in left if one != "embed"]


def checked(names: Iterable[str], has: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return which of these names are parts there, each once, and which are not."""
    known, wanted = set(has), dict.fromkeys(names)
    return tuple(name for name in wanted if name in known), [name for name in wanted if name not in known]
