"""What does whoever runs this server see of it, and settle? Drawn in place of any page whose address has the key."""

from __future__ import annotations

import os
import shutil
import time

import streamlit as st

from core import library, places
from core.holdings import held
from core.host import admission, metrics, settled
from core.host.health import ills
from core.host.visitors import visitors
from core.jobs import client, order
from core.library import models
from core.library.model_card import plain
from core.limits import Limits
from core.owner import Owner
from core.types import ModelError
from ui import forms, notices

SHORT = 8  # digits of a visitor's mark: enough to tell them apart
MOST = 30  # rows of a table
LOOK = 5.0  # seconds between two looks


def show() -> None:
    """Draw the page."""
    st.title("This server")
    st.caption("Only this address, with its key, shows this page. What you settle here holds for all visitors.")
    if said := notices.said_earlier("host"):
        st.success(said)
    _settle()
    st.fragment(_now, run_every=LOOK)()
    st.subheader("What waits and runs", anchor=False)
    _queue()
    st.subheader("What is kept", anchor=False)
    _kept()


def _settle() -> None:
    paused = settled.paused()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if paused:
            st.button(
                "Let the queue go on", icon=":material/play_arrow:", on_click=_pause, args=(False,), type="primary"
            )
        else:
            st.button("Pause the queue", icon=":material/pause:", on_click=_pause, args=(True,))
    with st.form("banner", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Say to all visitors", settled.banner(), max_chars=settled.LONGEST,
            help="It stands on every page that is opened from now on. Empty: nothing is said any more.",
        )  # fmt: skip
        if st.form_submit_button("Say it"):
            settled.say(text)
            notices.say_later("It is said." if settled.banner() else "Nothing is said any more.", "host")
            st.rerun()


def _now() -> None:
    for ill in ills(""):
        st.warning(ill)
    if settled.paused():
        st.warning("The queue is paused: what is at work goes on, and nothing new begins.")
    web, runs = metrics.processes(), order.outstanding(*places.stores())
    inside, waiting = admission.counts(Limits.from_environment())
    home = next(path for path in (places.home(), *places.home().parents) if path.is_dir())
    with st.grid(4, min_column_width=150):
        st.metric("Open tabs", f"{sum(one.tabs for one in web):,}", help=f"Of {len(web)} web processes.")
        st.metric("Visitors in / in line", f"{inside:,} / {waiting:,}", help="Where LATENT_INK_ACTIVE limits them.")
        st.metric("Running", sum(run.state == "running" for run in runs))
        st.metric("Waiting", sum(run.state == "queued" for run in runs))
        st.metric("Disk free", f"{shutil.disk_usage(home).free / 1e9:,.1f} GB")
        st.metric("Memory, web", f"{sum(one.rss for one in web) / 1e6:,.0f} MB")
        st.metric("Load", f"{os.getloadavg()[0]:.1f}", help=f"Processes that want to run, on {os.cpu_count()} cores.")
        st.metric("Refused", f"{sum(n for one in web for n in one.refusals.values()):,}", help="Since the start.")
    if slowest := [*metrics.pages(web).items()][:5]:
        st.caption("Slowest pages, seconds in the middle of the latest 200 runs and at worst:")
        rows = [f"| {forms.plain(t)} | {p.runs:,} | {p.median:.3f} | {p.worst:.3f} |" for t, p in slowest]
        st.markdown("\n".join(["| page | runs | middle | worst |", "|:--|--:|--:|--:|", *rows]))


def _queue() -> None:
    runs = order.outstanding(*places.stores())
    rows = [*(run for run in runs if run.state == "running"), *order.in_turn(runs)]
    if not rows:
        st.markdown("Nothing waits, and nothing runs.")
    for run in rows[:MOST]:
        training = run.path.parent == places.models()
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.badge(
                "running" if run.state == "running" else "waiting", color="blue" if run.state == "running" else "gray"
            )
            who = run.owner.mark[:SHORT] if run.owner else "nobody"
            minutes = (time.time() - run.submitted) / 60
            what = _title(run.id) if training else "A task"
            st.markdown(f"{what}, by {who}, ordered {minutes:,.0f} min ago: `{run.id}`", width="stretch")
            if training and run.owner:
                st.button(
                    "Stop", key=f"stop-{run.id}", icon=":material/stop:", on_click=_stop, args=(run.id, run.owner)
                )
    if len(rows) > MOST:
        st.caption(f"And {len(rows) - MOST:,} more.")


def _kept() -> None:
    found = sorted(((who, held(who)) for who in visitors()), key=lambda one: -one[1].bytes)
    rows = [
        f"| {who.mark[:SHORT]} | {h.models:,} | {h.sets:,} | {h.hands:,} | {h.bytes / 1e6:,.1f} |" for who, h in found
    ]
    if rows:
        head = ["| visitor | models | sets | hands | MB |", "|:--|--:|--:|--:|--:|"]
        st.markdown("\n".join([*head, *rows[:MOST]]))
    with st.form("delete", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        id = st.text_input("Delete a visitor's model for good", max_chars=64, placeholder="its id, 32 hex digits")
        if st.form_submit_button("Delete", icon=":material/delete:"):
            notices.say_later(_deleted(id.strip()), "host")
            st.rerun()


def _deleted(id: str) -> str:
    try:
        path = library.path_of(id)
        if path not in models.visitors_folders():
            return "That comes along with the app and stays."
        if library.find(id).active:
            return "It trains or waits: stop it first."
        models.remove(path)
    except (ModelError, OSError) as error:
        return forms.sentence(error)
    return "The model is gone."


def _title(id: str) -> str:
    try:
        return plain(library.find(id).title)
    except ModelError:
        return "A training"


def _pause(on: bool) -> None:
    settled.pause(on=on)


def _stop(id: str, owner: Owner) -> None:
    try:
        client.stop(id, owner)
        notices.say_later("It was told to stop.", "host")
    except (ModelError, client.JobError, PermissionError) as error:
        notices.say_later(forms.sentence(error), "host")
