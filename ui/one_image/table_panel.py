"""What is each way of teaching worth, by numbers that do not flatter, and what becomes of twenty claims?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.one_image.outcome import HAND, Outcome
from core.one_image.sets import USUAL, called
from core.one_image.table import PAIRS, Difference, Table, spread
from core.one_image.written import (
    HAND_TITLE,
    csv_of_claims,
    csv_of_differences,
    csv_of_table,
    lines_of,
    title_of,
)
from core.tasks.one_image import kept
from ui import charts
from ui.one_image import claims_list, figures, not_there, other_sets
from ui.one_image.run import Run
from ui.sample.board import mount

LOOK = 1.5  # seconds between two looks at a table that fills
# Title, unit, which way is better, digits, and what it tells, by the name of a number of an outcome.
NUMBERS = {
    "generator": ("Own generator", "%", "", 0, "Fresh images from where it learned, taken for mine. This is the test "
                  "that is usually made, and it says how well the network knows the generator, not the hand."),
    "own": ("Own real", "%", "↑", 0, "Real images by the same hand, that nothing learned from, taken for mine. "
            "Higher is better."),
    "strangers": ("Strangers pass", "%", "↓", 1, "The same character by others, taken for mine: the false accept rate. "
                  "Lower is better."),
    "others": ("Others told", "%", "↑", 0, "Other characters, told as such. Higher is better."),
    "auc": ("AUC", "", "↑", 3, "The chance that one of mine seems more mine than a stranger's: 0.5 is guessing, 1 is "
            "perfect, whatever the threshold. Higher is better."),
    "eer": ("EER", "%", "↓", 0, "Equal error rate: where as many of mine are refused as strangers pass. Lower is "
            "better."),
    "ece": ("ECE", "", "↓", 3, "Expected calibration error, 0 to 1: how far what the bars say is from how often they "
            "are right. Lower is better. Source: Guo et al. 2017, arXiv:1706.04599."),
    "robust": ("AUC, varied", "", "↑", 3, "The AUC where real images of mine and strangers' are varied a little. "
               "Higher is better."),
}  # fmt: skip
SHARES = ("generator", "own", "strangers", "others", "eer")
COMPARED = {"auc": "AUC", "own": "Own real", "strangers": "Strangers pass", "eer": "EER", "ece": "ECE",
            "robust": "AUC, varied", "gap": "Own generator less own real"}  # fmt: skip


def show(run: Run) -> None:
    """Draw the table as far as it is, what it says of the claim, its charts, and the twenty claims."""
    found = kept.open_table(run.task)
    if found is None:
        last = "The table comes last: every set is taught with every seed."
        not_there.say(run, last if run.task.seeds else "No table was asked for.")
        return
    st.fragment(_filling, run_every=LOOK if run.active and not found.whole else None)(run)
    if not found.whole:
        return
    made = found.table
    if made.own:
        _charts(made)
    _differences(made)
    other_sets.offer(run)
    claims_list.show(found.claims)
    _downloads(found)


def _filling(run: Run) -> None:
    """Draw the headline and the table; again and again while it fills."""
    found = kept.open_table(run.task)
    if found is None:
        return
    made = found.table
    st.markdown(claims_list.headline(made) if found.whole else _so_far(run, made))
    st.caption(_tested(run, made))
    lines = lines_of(made)
    names = [name for name in NUMBERS if any(spread(outcomes, name) for _, _, outcomes in lines)]
    columns = [
        {"title": title, "unit": unit, "arrow": arrow, "about": f"{title}: {about}"}
        for title, unit, arrow, _, about in map(NUMBERS.__getitem__, names)
    ]
    several = len({k for _, k, _ in lines}) > 1
    rows = [
        {
            "name": title_of(name),
            "kind": f"{k} known" if several else "",
            "cells": [_cell(outcomes, number) for number in names],
        }
        for name, k, outcomes in lines
    ]
    mount(columns, rows, "Mean ± standard deviation over seeds. Point at a heading, or tap it, to read what it means.",
          key="one-image-table")  # fmt: skip


def _so_far(run: Run, made: Table) -> str:
    taught = sum(one.set != HAND for one in made.outcomes)
    if not run.active:
        return f"The run ended with {taught} networks taught: the table is not whole."
    return f"{taught} networks are taught; each line fills as they come."


def _tested(run: Run, made: Table) -> str:
    """Say what was tested on what."""
    seeds = len({one.seed for one in made.outcomes if one.set != HAND})
    if made.own:
        own = f"{made.own} own real image{'s' if made.own > 1 else ''}, so that one of them is {1 / made.own:.0%}"
    else:
        own = "No own real images yet: what needs them is missing. Write some more, and only the tests are made again"
    strangers = f"{made.tested:,} images by strangers. {made.where}"
    pen = "" if run.task.drawn or run.task.writer is not None else (
        " Yours came from another pen than theirs, and part of what tells them apart is that."
    )  # fmt: skip
    return f"{own}; {strangers}{pen} {seeds} seed{'s' if seeds > 1 else ''}, equal steps for all sets."


def _cell(outcomes: Sequence[Outcome], number: str) -> dict:
    told, digits = spread(outcomes, number), NUMBERS[number][3]
    if told is None:
        return {"text": "", "spread": "", "best": False}
    mean, sd = (100 * value if number in SHARES else value for value in told)
    return {"text": f"{mean:.{digits}f}", "spread": f"{sd:.{digits}f}" if len(outcomes) > 1 else "", "best": False}


def _charts(made: Table) -> None:
    most = max(one.images for one in made.outcomes)
    lines = [(title_of(name), outcomes) for name, k, outcomes in lines_of(made) if k == most]
    with st.grid(2, min_column_width=320, gap="medium"):
        with st.container():
            st.plotly_chart(
                figures.worth(lines), key="one-image-worth", config=charts.CONFIG,
                alt="For each set: its own generator, own real images and strangers taken for mine, as in the table",
            )  # fmt: skip
        with st.container():
            st.plotly_chart(
                figures.curves(lines), key="one-image-roc", config=charts.CONFIG,
                alt="ROC of each set, the mean over seeds; the table has the area below each, the AUC",
            )  # fmt: skip
        with st.container():
            st.plotly_chart(
                figures.reliability(lines), key="one-image-reliability", config=charts.CONFIG,
                alt="How often the bars of each set are right, by what they say; the table has the distance, the ECE",
            )  # fmt: skip
    steps = {
        title: [(k, outcomes) for name, k, outcomes in lines_of(made) if name == asked]
        for asked, title in ((USUAL, title_of(USUAL)), (HAND, HAND_TITLE))
    }
    if max(map(len, steps.values())) > 1:
        with st.grid(2, min_column_width=320, gap="medium"):
            for number in ("auc", "own"):
                with st.container():
                    title = f"{COMPARED[number]} by how many images are known"
                    st.plotly_chart(
                        figures.by_number(steps, number, title), key=f"one-image-known-{number}", config=charts.CONFIG,
                        alt=f"{title}; the numbers stand in the table",
                    )  # fmt: skip


def _differences(made: Table) -> None:
    there = {one.number for one in made.differences}
    numbers = [number for number in COMPARED if number in there]
    st.subheader("Is one better than another?", anchor=False)
    if not numbers:
        st.markdown("Differences need two sets and two seeds.")
        return
    number = st.segmented_control(
        "Difference in",
        numbers,
        default=numbers[0],
        required=True,
        format_func=COMPARED.__getitem__,
        key="one-image-number",
    )
    found = [
        (f"{_capital(called(a))} less {called(b)}", told) for a, b in PAIRS if (told := made.difference(a, b, number))
    ]
    with st.grid(2, min_column_width=340, gap="medium"):
        with st.container():
            st.plotly_chart(
                figures.differences(found, f"Differences in {COMPARED[number]}, 95 %"), key="one-image-differences",
                config=charts.CONFIG, alt="Paired differences with intervals; the numbers stand beside them",
            )  # fmt: skip
        with st.container():
            _difference_table(found, number)
    n = len({one.seed for one in made.outcomes if one.set != HAND})
    st.caption(
        f"Paired over {n} seeds, with Student's 95 % interval, not corrected for how many there are. The interval says "
        "what another seed may change. What another image, other tests or another person would change is not in it."
    )


def _difference_table(found: Sequence[tuple[str, Difference]], number: str) -> None:
    title = COMPARED[number]
    columns = [
        {"title": title, "unit": "", "arrow": "", "about": f"{title}: the first less the second, the mean over seeds."},
        {"title": "95 %", "unit": "", "arrow": "", "about": "95 %: Student's interval over the seeds."},
        {"title": "Sure", "unit": "", "arrow": "", "about": "Sure: whether the interval leaves out 0."},
    ]
    signs = {1: "more", -1: "less", 0: "no"}
    rows = [
        {
            "name": name,
            "kind": "",
            "cells": [
                {"text": text, "spread": "", "best": False}
                for text in (f"{one.mean:+.3f}", f"{one.low:+.3f} to {one.high:+.3f}", signs[one.sure])
            ],
        }
        for name, one in found
    ]
    mount(columns, rows, "The same numbers as a table.", key="one-image-differences-table")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _downloads(found: kept.KeptTable) -> None:
    files = {
        "The table as CSV": ("table", lambda: csv_of_table(found.table), "Every network a line, with all its numbers."),
        "Differences": ("differences", lambda: csv_of_differences(found.table), "Each with its 95 % interval."),
        "Claims": ("claims", lambda: csv_of_claims(found.claims), "All twenty, with what this run says of them."),
    }
    with st.container(horizontal=True):
        for label, (name, make, help) in files.items():
            st.download_button(
                label, make, f"latent-ink-one-image-{name}.csv", "text/csv", key=f"one-image-csv-{name}",
                on_click="ignore", icon=":material/download:", help=help,
            )  # fmt: skip
