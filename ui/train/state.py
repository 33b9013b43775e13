"""What does a tab remember of the training that is being set up?"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.training.run import RunConfig


@dataclass(frozen=True)
class Begun:
    """A training that a browser has been given. id: names it there; title: of its model."""

    id: str
    title: str
    config: RunConfig


@dataclass
class TrainState:
    """The draft of a training, and where it came from.

    draft: None before the first look; drafts: how many have been begun, so that each has widgets of its own. recipe:
    the card it came from, "own" for their own images, "" for none; card_picked: when a card was last picked, as the
    browser has it; why: what the recipe that a link named is good for. followed: what the address named last, a recipe
    and a set. settings: whether the form is unfolded; new_title: how the model is to be called.
    own: their own images are asked for and not yet here; linked: the set of them that a link named and that is not here
    yet; brought: the set that stands in the uploader; brought_anew: a file and the set that it gave, which was not
    known before; uploads: how many uploaders there have been, as only another one is empty again.
    place: where the visitor wants it trained, "" for where it suits best; measured: seconds that trainings take in
    this browser, by what it tried; here: the one that it was given last; here_picked: when one of those that it keeps
    was last picked, as the browser has it; keeping: title and block of what it has learned and is to be kept, while
    that is looked at.
    """

    draft: RunConfig | None = None
    drafts: int = 0
    recipe: str = ""
    card_picked: float = 0.0
    why: str = ""
    followed: tuple[str, str] = ("", "")
    settings: bool = False
    new_title: str = ""
    own: bool = False
    linked: str = ""
    brought: str = ""
    brought_anew: tuple[str, str] | None = None
    uploads: int = 0
    place: str = ""
    measured: dict[str, float] = field(default_factory=dict)
    here: Begun | None = None
    here_picked: float = 0.0
    keeping: tuple[str, bytes] | None = None

    @property
    def begun(self) -> RunConfig:
        """The draft, once the page has followed its address."""
        assert self.draft is not None
        return self.draft
