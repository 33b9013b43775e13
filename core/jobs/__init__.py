"""How is a model trained outside the web process? client.py orders, serve.py moves, execute.py does the work."""

from core.jobs.client import JobError, Status, events, resume, status, stop, submit
from core.jobs.engine import ensure_engine

__all__ = ["JobError", "Status", "ensure_engine", "events", "resume", "status", "stop", "submit"]
