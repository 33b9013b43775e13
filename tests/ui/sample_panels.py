"""Panels of Sample for a test: drawn alone, under the plane of the tiny model's images."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.ui.conftest import come


def script(panel: str, label: int | None, strategies: tuple[str, ...]) -> None:
    from importlib import import_module

    import streamlit as st

    from core import library
    from core.projection import PROJECTIONS
    from core.sampling import SAMPLERS
    from core.tasks import MapTask
    from ui import notices, state
    from ui.cache import one_model
    from ui.map.view import MapView
    from ui.sample.view import Column, SampleView

    entry = library.find("1" * 32)
    plane = MapTask(model=entry.id, projection=PROJECTIONS["pca"]())
    latents = one_model.latents(entry)
    fitted, mine = PROJECTIONS["pca"]().fit(latents.mu), entry.owner == state.owner()
    view = SampleView(
        entry=entry,
        map=MapView(entry, plane, latents, fitted, None, None, mine),
        columns=tuple(Column(SAMPLERS[name]()) for name in strategies),
        n=16,
        temperature=1.0,
        label=label,
        seed=0,
    )
    import_module(f"ui.sample.{panel}").show(view)
    note = notices.said_earlier()
    if note:
        st.markdown(note)


def opened(panel: str, *, label: int | None = None, strategies: tuple[str, ...] = ()) -> AppTest:
    """Open a panel as the model's owner, beside strategies (by key)."""
    kwargs = {"panel": panel, "label": label, "strategies": strategies}
    at = AppTest.from_function(script, default_timeout=20, kwargs=kwargs)
    come(at)
    at.run()
    assert not at.exception
    return at
