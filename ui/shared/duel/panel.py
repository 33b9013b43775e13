"""How does a visitor watch a duel: as it runs, in slow motion, or step by step?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.blocks.duel import duel_block
from core.config import ConfigError
from core.jobs import client
from core.library import Entry
from core.tasks import DuelTask, TaskError
from core.tasks.duel.task import open_duel, starts_of
from core.types import ModelError
from ui import forms, notices, state, terms
from ui.cache import one_model
from ui.components.duel import live_duel
from ui.map import forming
from ui.shared.duel import chosen
from ui.shared.duel.state import DuelState

TICK = 0.4  # seconds between two looks at a step that is being taken
STARTS = {"untrained": "Networks that know nothing", "newest": "The newest weights"}
CLOCK_HELP = (
    "The training itself; one round in ten seconds, explained; or the steps that you choose. The last two work on a "
    "copy: the training does not notice."
)


def show(entry: Entry) -> None:
    """Draw the section "The duel, step by step" of a GAN; nothing for another model. Once a page: it has an address."""
    if not entry.config.model.duels:
        return
    chosen.choose(entry)
    st.subheader("The duel, step by step", anchor=False)
    st.fragment(_clocks)(entry)


def _clocks(entry: Entry) -> None:
    st.segmented_control(
        "Clock", list(chosen.CLOCKS), format_func=chosen.CLOCKS.__getitem__, required=True,
        label_visibility="collapsed", help=CLOCK_HELP, **state.bind(DuelState, "clock"),
    )  # fmt: skip
    note = notices.said_earlier(chosen.PLACE) or notices.lingering(chosen.PLACE)
    if note:
        st.warning(note)
    clock = state.of(DuelState).clock
    if clock == "run":
        chosen.write()
        _run(entry)
        return
    if clock == "slow" and not state.of(DuelState).moves:
        state.of(DuelState).moves = "B"
    with st.container():
        _controls(entry, clock)
    chosen.write()
    with st.container():
        _step(entry, clock)


def _run(entry: Entry) -> None:
    """Say how fast the training goes, so that the other clocks can be told from it."""
    pace = _rounds_a_second(entry)
    goes = "goes on above" if entry.active else "is over"
    rounds = f" About {pace:,.0f} rounds take one second." if pace else ""
    terms.write(
        f"The training itself {goes}.{rounds} In every round the **discriminator** sees a batch of real images and one "
        "of drawn ones, and learns to tell them apart; then the **generator** learns from its verdict to draw what "
        "looks more real to it. *Slow motion* shows one round in ten seconds, *Step* lets you choose who learns next."
    )


def _rounds_a_second(entry: Entry) -> float:
    if entry.active:
        training = entry.config.training
        return client.status(entry.id).images_per_second / training.batch_size
    rows = one_model.history(entry)
    return rows[-1]["step"] / rows[-1]["seconds"] if rows and rows[-1]["seconds"] else 0.0


def _controls(entry: Entry, clock: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Begin with", starts_of(entry), format_func=_start_said, width=240,
            help="Weights of the run to begin with. All steps are taken at its highest learning rate.",
            **_anew_with(state.bind(DuelState, "start")),
        )  # fmt: skip
        if clock == "slow":
            for n in (10, 100):
                st.button(
                    f"Skip {n} rounds", key=f"duel-skip-{n}", icon=":material/fast_forward:",
                    on_click=chosen.add, args=(entry, "B" * n),
                )  # fmt: skip
            _anew()
        else:
            _steps(entry)


def _anew() -> None:
    st.button("Start anew", key="duel-anew", icon=":material/restart_alt:", type="tertiary", on_click=chosen.anew)


def _steps(entry: Entry) -> None:
    times = st.segmented_control(
        "Steps at once", (1, 10, 100), default=1, required=True, key="duel-times", format_func=lambda n: f"×{n}"
    )
    for move, title, about in (
        ("D", "Discriminator learns", "It alone: what happens when it gets too strong?"),
        ("G", "Generator learns", "It alone, against a discriminator that stands still."),
        ("B", "Both learn", "A round as in the training."),
    ):
        st.button(title, key=f"duel-{move}", help=about, on_click=chosen.add, args=(entry, move * times))
    with st.container(horizontal=True, width="content"):  # which go into a second row together, if they have to
        st.button(
            "Take back", key="duel-back", icon=":material/undo:", type="tertiary", on_click=chosen.take_back,
            disabled=not state.of(DuelState).moves, help="Undo the last steps of one kind.",
        )  # fmt: skip
        _anew()


def _anew_with(bound: dict) -> dict:
    """Have a widget that chooses the weights forget the moves too."""
    noted = bound["on_change"]

    def changed() -> None:
        noted()
        chosen.anew()

    return bound | {"on_change": changed}


def _start_said(start: str) -> str:
    return STARTS.get(start) or f"The weights after {start}"


def _step(entry: Entry, clock: str) -> None:
    """Show the step that is wished for, or the one before while it is being taken."""
    standing, now = st.container(), state.of(DuelState)
    try:
        task = chosen.task_of(entry, now.moves)
        ready = open_duel(task) is not None
        with standing:
            if ready:
                st.caption(chosen.said(now.moves))
            elif not _wait(task):
                return
        _picture(entry, clock, now.moves if ready else now.shown)
        if clock == "slow" and ready:
            _prepare(chosen.task_of(entry, now.moves + "B"))
    except ConfigError as error:
        standing.info(f"{forms.sentence(error)} Start anew to go on.")
    except (ModelError, TaskError) as error:
        standing.warning(forms.sentence(error))


def _picture(entry: Entry, clock: str, moves: str) -> None:
    slow = clock == "slow"
    trace = open_duel(chosen.task_of(entry, moves))
    if trace:
        state.of(DuelState).shown = moves
    block = duel_block(trace, pace="slow" if slow else "quick", follow=slow) if trace else None
    live_duel(block, key=f"duel-{entry.id}", on_seen=partial(_next, entry))


def _next(entry: Entry) -> None:
    if state.of(DuelState).clock == "slow":
        chosen.add(entry, "B")


def _prepare(task: DuelTask) -> None:
    """Have the step taken that follows, so that it is ready by the time this one has been seen."""
    if forming.status_of(task) is None:
        forming.order(task, place=chosen.PLACE, background=True)


def _wait(task: DuelTask) -> bool:
    """Have a step taken and say how far it is; return False if it cannot be, having said why."""
    status = forming.status_of(task)
    if status is None or status.state == "stopped":
        if not forming.order(task, place=chosen.PLACE):
            st.warning(notices.said_earlier(chosen.PLACE))
            return False
    elif status.state == "failed":
        st.error(forms.sentence(TaskError(status.reason)))
        st.button("Try again", key="duel-again", on_click=forming.wish, args=(task, chosen.PLACE))
        return False
    st.fragment(_waiting, run_every=TICK)(task)
    return True


def _waiting(task: DuelTask) -> None:
    now = forming.status_of(task)
    if now is None or now.state not in forming.ACTIVE:
        st.rerun()
    st.caption(_words(now))  # as high as what stands there before and after: nothing is to jump


def _words(now: client.TaskStatus) -> str:
    if now.state == "queued":
        return f"Number {now.position} in the queue." if (now.position or 1) > 1 else "Next in the queue."
    if now.doing == "learning":
        return f"Taking step {now.iteration + 1:,} of {now.total:,}."
    return f"{now.doing[:1].upper()}{now.doing[1:]}." if now.doing else "Getting ready."
