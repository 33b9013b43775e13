"""Whose is what somebody draws now, by the hand and by the network, and how often would a stranger pass?"""

from __future__ import annotations

import hashlib
import json

import numpy as np
import streamlit as st

from core.blocks.one_image import verdict_block
from core.blocks.reader import reader_of as browser_reader
from core.images import to_png
from core.one_image import hand
from core.one_image.calibration import CALIBRATION
from core.one_image.drawn import weight_of
from core.one_image.hand import Judge
from core.one_image.outcome import Outcome
from core.one_image.reading import reader_of
from core.one_image.sets import SETS
from core.tasks.one_image import kept
from core.tasks.one_image.kept import KeptVerdict, judge_row
from core.tasks.one_image.task import MOST_OWN, images_of, of
from core.tasks.one_image.vary import Read
from core.types import DataError, ModelError
from core.writing.redrawn import redrawn
from ui import forms, state
from ui.cache import several_models
from ui.components.one_image import live_verdict
from ui.one_image import start
from ui.one_image.intake import Given
from ui.one_image.run import Run
from ui.one_image.state import OneImageState
from ui.shared.ink_image import ink_image

KEY = "one-image-verdict"  # one for all: what is drawn stays
NOT_YET = "A network that learns from your image itself comes with **Learn my hand**."
LEARNS = "The network is learning."


def show(given: Given, found: Read | None, now: Run | None) -> None:
    """Draw the canvas on which hands are judged: before a run by the hand alone, then by the network too."""
    known, character = state.of(OneImageState), state.of(OneImageState).character.strip()
    told = _opened(now)
    judge = told.judge if told and told.judge else found.judge if found else None
    if judge is None or not character:
        return
    if now:
        character = now.task.character
    st.header("Whose is it?", anchor=False)
    st.markdown(f"Write another **{forms.plain(character)}**, and let somebody else write one.")
    images, drawn = (now.known, now.task.drawn) if now else (given.images, all(one.drawn for one in given.known))
    weight = weight_of(images, pen=drawn)
    try:
        kept_now = live_verdict(_block(character, weight, judge, told, now), key=KEY)
    except (DataError, ModelError) as error:
        st.warning(forms.sentence(error))
        return
    if kept_now and kept_now.id != known.kept_last:
        known.kept_last = kept_now.id
        if kept_now.strokes:
            text = of(redrawn(kept_now.strokes, weight)[None])[0]
            known.own = tuple(dict.fromkeys((*known.own, text)))[-MOST_OWN:]
            st.rerun()
    _tests(now)


def _opened(now: Run | None) -> KeptVerdict | None:
    return kept.open_verdict(now.task) if now else None


def _block(character: str, weight: float, judge: Judge, told: KeptVerdict | None, now: Run | None) -> bytes:
    network = kept.network_of(now.task) if now and told else None
    entry = reader_of(character, state.owner())
    words = _words(character, told, now)
    about = judge_row(judge) | {"least": round(judge.least, 4)}
    first, name = "network" if told and _better(told) else "hand", f"{KEY}-{state.of(OneImageState).name}"

    def made() -> bytes:
        return verdict_block(
            character=character,
            weight=weight,
            hand=hand.browser_network(),
            judge=about,
            reader=browser_reader(entry) if entry else None,
            network=network,
            calibration=CALIBRATION[told.outcome.set] if told else (1.0, 0.0),
            line=told.outcome.line or 0.5 if told else 0.5,
            words=words,
            first=first,
            kept=name,
        )

    parts = json.dumps([character, weight, about, words, first, name, entry.id if entry else ""]).encode()
    return several_models.one_image_verdict(hashlib.sha256(parts + (network or b"")).hexdigest(), made)


def _better(told: KeptVerdict) -> bool:
    """Say whether the network has ranked own and strangers' images better than the hand, in this very run."""
    ranked = told.outcome.auc, told.hand.auc if told.hand else None
    return ranked[0] is not None and ranked[1] is not None and ranked[0] > ranked[1]


def _words(character: str, told: KeptVerdict | None, now: Run | None) -> dict[str, str]:
    """Return what stands below the verdicts: how often strangers pass, and one's own tests."""
    if told is None:
        line = (
            f"Its line is set so that {hand.PASSING:.0%} of strangers pass, on scanned digits by "
            f"{hand.verdicts().writers} people from whom it has not learned. On a screen, where all have one pen, more "
            "may."
        )
        return {"hand": line, "waiting": LEARNS if now and now.active else "" if now else NOT_YET.replace("**", "")}
    own = len(now.task.own) if now else 0
    passing = _passing(told.outcome, told.tested // 2, own, character)  # on the other half its line was set
    words = {"network": f"Taught from: {SETS[told.outcome.set].title}. {passing}"}
    return words | ({"hand": _passing(told.hand, told.tested, own, character)} if told.hand else {})


def _passing(one: Outcome, tested: int, own: int, character: str) -> str:
    """Say how many strangers pass its line and how many of one's own do, as this run has measured it."""
    said = f"Of {tested} images of a {character} by strangers it takes {one.strangers_line or 0:.0%} for yours"
    if own and one.own_line is not None and one.auc is not None:
        said += f", of {own} more of yours {one.own_line:.0%}; AUC {one.auc:.2f}"
    return f"{said}."


def _tests(now: Run | None) -> None:
    """Draw the tests that were kept, and the button that has a run measured on them."""
    known = state.of(OneImageState)
    if not known.own:
        return
    n = len(known.own)
    st.markdown(f"**{n} test{'s' if n > 1 else ''} of yours.** Five or more say something: each counts {1 / n:.0%}.")
    ink_image(
        to_png(_row(images_of(known.own))), key="one-image-tests", alt=f"{n} drawings kept as tests", stretch=False
    )
    with st.container(horizontal=True, gap="small"):
        if now and now.task.own != known.own:
            st.button(
                "Measure on them", key="one-image-measure", type="primary", icon=":material/straighten:",
                on_click=start.again, args=(now,), kwargs={"own": known.own},
            )  # fmt: skip
        st.button("Leave the last out", key="one-image-less", type="tertiary", on_click=_less)


def _row(images: np.ndarray) -> np.ndarray:
    return np.concatenate(list(images.repeat(2, 1).repeat(2, 2)), axis=1)


def _less() -> None:
    known = state.of(OneImageState)
    known.own = known.own[:-1]
