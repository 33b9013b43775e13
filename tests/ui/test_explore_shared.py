"""Does what one visitor ends on Explore go on for another who waits for it?"""

from __future__ import annotations

from core import jobs, places
from core.jobs import run_state
from core.owner import Owner
from core.projection import PcaConfig
from core.tasks import MapTask
from tests.ui.conftest import ID, OWNER, open_page

OTHER = "f" * 32


def test_a_map_that_another_waits_for_goes_on_and_that_is_said(shelf):
    task = MapTask(model=ID, projection=PcaConfig(), points=60)
    key = jobs.submit_task(task, OWNER)
    jobs.submit_task(task, Owner.of(OTHER))
    with run_state.claim(places.tasks() / key):
        run_state.write_state(places.tasks() / key, "running")
        at = open_page("pages/Explore.py", model=ID, map="pca", points="60")
        at.button(key="end-map").click().run()
        assert not at.exception
        assert "Somebody else waits for this too" in " ".join(said.value for said in [*at.info, *at.warning, *at.error])
        assert jobs.task_status(key).state == "running" and not (places.tasks() / key / "stop").exists()
        other = open_page("pages/Explore.py", OTHER, model=ID, map="pca", points="60")
        other.button(key="end-map").click().run()
        assert (places.tasks() / key / "stop").exists()
