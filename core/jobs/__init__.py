"""How is a model trained outside the web process? client.py orders, serve.py moves, execute.py does the work."""

from core.jobs.client import (
    JobError,
    Status,
    TaskStatus,
    abandon_task,
    events,
    resume,
    status,
    stop,
    stop_task,
    submit,
    submit_task,
    submit_together,
    task_status,
    together,
)
from core.jobs.engine import ensure_engine

__all__ = [
    "JobError",
    "Status",
    "TaskStatus",
    "abandon_task",
    "ensure_engine",
    "events",
    "resume",
    "status",
    "stop",
    "stop_task",
    "submit",
    "submit_task",
    "submit_together",
    "task_status",
    "together",
]
