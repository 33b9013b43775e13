"""How good are the images that a model draws by a strategy? Asked of a worker, kept beside what was asked before."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

from core import places
from core.files import write_atomic
from core.library.folder import Entry, find, parsed
from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick
from core.scores import SampleTable, ScoringConfig
from core.scores import table as kept

FILE = "scores.json"
GRACE = 1.0  # seconds that a stop leaves to what is nearly there


class ScoreTask(TaskConfig):
    """Score the images that a model draws by a strategy, beside real ones and the model's own reconstructions.

    Leaves scores.json (`open_scores`), and puts it into the folder of the model of whoever asks, to go with it.
    """

    edition: ClassVar[int] = 2
    decodes: ClassVar[bool] = True

    kind: Literal["scores"] = "scores"
    scoring: ScoringConfig

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Draw and score. Raises ModelError, DataError if it cannot be done, SamplingError from the strategy."""
        from core.scores.of_samples import table
        from core.scores.progress import Stopped
        from core.tasks import store  # it reads AnyTask, which reads this file
        from core.tasks.interruptible import LeftBehind, aside

        entry = find(self.model)
        work = partial(table, entry, self.scoring, on_progress=Tick(folder))
        try:
            found = aside(lambda stop: work(should_stop=stop), should_stop, grace=GRACE)
        except (LeftBehind, Stopped):
            return "stopped"
        write_atomic(folder / FILE, found.to_json())
        if not entry.zoo and store.entry_at(folder).owner == entry.owner:
            kept.merge(entry.path, *found.scored)
        return "done"


def open_scores(task: ScoreTask) -> SampleTable | None:
    """Return what a worker has found for these settings, with floor and reconstruction limit; None if nobody has asked.

    Raises ModelError if the model is gone, or for a broken file.
    """
    return parsed(SampleTable, places.tasks() / task.key() / FILE)


def files_of(entry: Entry) -> list[Path]:
    """Return the files that `table_of` goes by: as long as they are the same, so is the table."""
    from core.tasks import store  # as above

    tasks = [found.task for found in store.entries(entry.id) if isinstance(found.task, ScoreTask)]
    asked = [places.tasks() / task.key() / FILE for task in tasks]
    return [entry.path / kept.FILE, entry.path / kept.WEIGHTS, *asked]


def table_of(entry: Entry) -> SampleTable | None:
    """Return all that was scored of a model as it is now: what its folder holds, and what anybody asked for here.

    Where there is no room for all, the newest of what was asked for come along; what the folder holds always does. None
    if there is nothing. Raises ModelError if what the folder holds is unreadable.
    """
    from core.tasks import store  # as above

    there = kept.read(entry)
    own = {kept.named(scores): scores for scores in there.scored} if there else {}
    tasks = [found.task for found in store.entries(entry.id) if isinstance(found.task, ScoreTask)]
    made = [found for task in reversed(tasks) if (found := open_scores(task))]  # the oldest first
    asked = {kept.named(scores): scores for table in made for scores in table.scored}
    others = [scores for name, scores in asked.items() if name not in own]
    room = kept.MOST_KEPT - len(own)
    scored = (*own.values(), *(others[-room:] if room else ()))
    return SampleTable(scored=scored) if scored else None
