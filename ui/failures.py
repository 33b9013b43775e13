"""What does a visitor read, and what does the log say, when something fails that nobody expected?"""

from __future__ import annotations

import errno
import logging
import re

import streamlit as st

from core.files import READ_ONLY
from core.jobs.intake import JobError
from core.types import DataError, ModelError
from ui import forms

ID = re.compile(r"\b([0-9a-f]{4})[0-9a-f]{28}(?:[0-9a-f]{32})?\b")  # of a model, a task or a set; an owner's hash
NOT_KEPT = {
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.ENOSPC: "The disk is full: delete a model or two, then try again.",
    errno.EDQUOT: "The disk is full: delete a model or two, then try again.",
}


def words(error: Exception) -> str | None:
    """Return what a visitor is told of an error, None for one that is a fault of the app's own."""
    if isinstance(error, OSError) and not isinstance(error, PermissionError | FileNotFoundError):
        return NOT_KEPT.get(error.errno or 0, f"This failed: {error.strerror or error}.")
    if isinstance(error, PermissionError) and error.errno in NOT_KEPT:
        return NOT_KEPT[error.errno]
    if isinstance(error, JobError | DataError | ModelError):
        return forms.sentence(error)
    return None


def tell(error: Exception) -> bool:
    """Say on the page what failed, wherever in it that was; return whether there was anything to say."""
    if (said := words(error)) is None:
        return False
    st.error(said)
    return True


def keep_ids_out_of_the_log() -> None:
    """See to it that the log of this process opens no model: an id in it keeps its first four digits."""
    usual = logging.getLogRecordFactory()

    def discreet(*args: object, **named: object) -> logging.LogRecord:
        record = usual(*args, **named)
        record.msg, record.args = _shortened(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = _shortened(logging.Formatter().formatException(record.exc_info))
        return record

    logging.setLogRecordFactory(discreet)


def _shortened(text: str) -> str:
    return ID.sub(r"\1...", text)
