"""Which clusters were found, what is in each, do they agree with the labels, and how does one call them?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import clustering
from core.blocks.layout import Mark
from core.clustering import Agreement
from core.library import annotations
from core.library.annotations import AnnotationError, Annotations
from core.library.model_card import plain
from core.tasks import ClusterTask
from core.tasks.clusters import FoundClusters
from core.types import ModelError
from ui import forms, notices, state
from ui.cache import one_model
from ui.map.view import MapView
from ui.shared.ink_image import ink_image

SHOWN = 12  # clusters before "Show all": each brings pictures and a field
SHEET = 12  # images of a cluster that are shown, the most typical first
HELP = {
    "ARI": "Adjusted Rand index: of all pairs of images, how many are together or apart in both. 1 is perfect, 0 is "
    "what chance gives. Noise counts as one more cluster.",
    "NMI": "Normalised mutual information: how much the cluster tells of the label and the label of the cluster, 0 to "
    "1. It rises with the number of clusters. Noise counts as one more cluster.",
    "Purity": "Share of the images in clusters that are of the commonest class of theirs. Noise is left out, and many "
    "small clusters are always pure: read it beside the noise and the number of clusters.",
    "Noise": "Images in no cluster: nothing near them is dense enough.",
}
EMPTY = {  # what to try where a method that knows noise finds nothing else
    "dbscan": "A larger eps, or a smaller min_samples,",
    "hdbscan": "A smaller min_cluster_size, or a smaller min_samples,",
}
CHAINED = (
    "One cluster holds them all: from any of its images to any other leads a chain of images, none farther than eps = "
    "{eps:.3g} from the next. A smaller eps breaks chains and leaves more noise; HDBSCAN does not need one eps for all."
)
AGREES = ((0.8, "closely follow"), (0.5, "partly follow"), (0.2, "loosely follow"), (-1.0, "hardly follow"))


def colour_of(view: MapView, task: ClusterTask) -> tuple[np.ndarray, tuple[str, ...], tuple[Mark, ...]] | None:
    """Return (cluster of each image on the map, int32 (n,), -1 for noise; their names; their most typical images).

    None if they have not been found (yet), or are those of other images than the map shows.
    """
    points = view.task.points if view.map is not None else 0
    if (task.model, task.points) != (view.entry.id, points):
        return None
    try:
        result = one_model.kept_clusters(task)
        names = () if result is None else names_of(view, result)
    except ModelError:
        return None
    if result is None or len(result.clusters.labels) != len(view.latents):
        return None
    marks = (
        Mark(int(index), name, i) for i, (index, name) in enumerate(zip(result.clusters.typical, names, strict=True))
    )
    return result.clusters.labels, names, tuple(marks)


def names_of(view: MapView, result: FoundClusters) -> tuple[str, ...]:
    """Return what each cluster is called: the label its most typical image was given, else its number."""
    notes = annotations.read(view.entry, state.owner())
    label_of = notes.label_of()
    keys = view.latents.keys if label_of else ()
    names: list[str] = []
    for number, index in enumerate(result.clusters.typical, start=1):
        name = label_of.get(keys[index], "") if keys else ""
        names.append(f"{name} ({number})" if name in names else name or f"Cluster {number}")
    return tuple(names)


def show(view: MapView, result: FoundClusters) -> None:
    """Draw the scores, and a card for each cluster."""
    k = len(result.clusters.sizes)
    _scores(view, result)
    if k == 0:
        st.info(f"There is no cluster: every image is noise. {EMPTY[result.task.clustering.name]} may find some.")
        return
    if k == 1 and result.clusters.eps:  # of DBSCAN
        st.info(CHAINED.format(eps=result.clusters.eps))
    table = None
    if view.latents.labels is not None:
        table = clustering.counts(result.clusters.labels, view.latents.labels, len(view.classes))
    st.caption(
        "The first picture of each is its most typical one: the image with the smallest mean distance to the rest."
    )
    shown = k if k <= SHOWN or st.toggle(f"Show all {k} clusters", key=f"all-{result.key}") else SHOWN
    try:
        names, sheets = names_of(view, result), one_model.cluster_sheets(result, view.latents, SHEET)
    except ModelError as error:
        st.error(forms.sentence(error))
        return
    with st.grid(3, min_column_width=250, gap="small"):
        for i in range(shown):
            with st.container(border=True, height="stretch", key=f"cluster-{result.key}-{i}"):
                _card(view, result, i, names[i], sheets[i], None if table is None else table[i])


def _scores(view: MapView, result: FoundClusters) -> None:
    found, agreement = result.clusters, result.agreement
    noise = found.noise / len(found.labels)
    values = {"Clusters": f"{len(found.sizes)}"} | ({"eps": f"{found.eps:.3g}"} if found.eps else {})
    values |= {"Noise": f"{noise:.1%}"}
    if agreement:
        values |= {"ARI": f"{agreement.ari:.2f}", "NMI": f"{agreement.nmi:.2f}", "Purity": f"{agreement.purity:.0%}"}
    with st.grid(len(values), min_column_width=90):
        for name, value in values.items():
            st.metric(name, value, help=HELP.get(name))
    st.caption(sentence(agreement) if agreement else _unlabelled(view))


def sentence(agreement: Agreement) -> str:
    """Say in a sentence what the scores mean."""
    words = next(words for least, words in AGREES if agreement.ari >= least)
    noise = f", {agreement.noise:.0%} being noise" if agreement.noise >= 0.005 else ""
    return (
        f"The clusters {words} the labels: they agree on pairs of images {max(0.0, agreement.ari):.0%} of the way from "
        f"chance to perfect{noise}. No method saw a label."
    )


def _unlabelled(view: MapView) -> str:
    return "These images have no labels, so nobody can say which clusters are right: look into them, and name them."


def _card(view: MapView, result: FoundClusters, i: int, name: str, sheet: bytes, row: np.ndarray | None) -> None:
    key, members = f"{result.key}-{i}", result.members[i]
    ink_image(sheet, key=f"sheet-{key}", alt=f"Images of {name}, the most typical first", zoom=1.2)
    st.markdown(f"**{plain(name)}** · {len(members):,} image{'s' if len(members) > 1 else ''}")
    if row is not None:
        st.caption(_content(row, view.classes))
    with st.form(f"form-{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = st.text_input(
            "Name", key=f"name-{key}", max_chars=60, placeholder="Name them", label_visibility="collapsed", width=130
        )
        # Not callbacks: they would be handed what the field held before the last letter.
        named = st.form_submit_button("Label", key=f"label-{key}")
        usual = view.classes[row.argmax()] if row is not None else ""
        if usual and st.form_submit_button(
            f"All are {plain(usual)}", key=f"take-{key}", help="Label all of them as most of them are."
        ):
            named, text = True, usual
        if named:
            label(view, members, text)
            st.rerun()


def _content(row: np.ndarray, classes: tuple[str, ...]) -> str:
    """Say what a cluster holds, such as "7: 94 %, 9: 4 %, others: 2 %"."""
    order, total = np.argsort(-row, kind="stable")[:3], row.sum()
    parts = [f"{plain(classes[c])}: {row[c] / total:.0%}" for c in order if row[c] / total >= 0.02 or c == order[0]]
    left = (total - row[order[: len(parts)]].sum()) / total
    return ", ".join(parts) + (f", others: {left:.0%}" if left >= 0.005 else "")


def label(view: MapView, members: np.ndarray, text: str) -> None:
    """Label the images at `members` in the visitor's notes; what came of it is said in the next run."""
    if not text.strip():
        notices.say_later("Type a name first.")
        return
    keys = [view.latents.keys[i] for i in members]
    if note(view, lambda notes: notes.labelled(keys, text)):
        notices.say_later(
            f"{len(members):,} image{'s are' if len(members) != 1 else ' is'} “{plain(text.strip())}” now."
        )


def note(view: MapView, how) -> Annotations | None:
    """Change the visitor's notes about the model; None if that is refused, with the reason said in the next run."""
    try:
        return annotations.change(view.entry, state.owner(), how)
    except (AnnotationError, ModelError) as error:
        notices.say_later(forms.sentence(error))
        return None
