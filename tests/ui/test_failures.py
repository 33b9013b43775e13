"""Is an unexpected failure said in a sentence, and is no id that opens a model written into the log?"""

from __future__ import annotations

import errno
import io
import logging
from pathlib import Path

import pytest

from core.types import DataError
from ui import failures
from ui.failures import words

ID = "0123456789abcdef" * 2


def test_what_a_disk_refuses_is_said_in_words_and_a_fault_of_our_own_is_not_dressed_up():
    assert "may not write" in words(OSError(errno.EROFS, "Read-only file system"))
    assert "may not write" in words(PermissionError(errno.EACCES, "Permission denied"))
    assert "disk is full" in words(OSError(errno.ENOSPC, "No space left on device"))
    assert words(DataError("no images.")) == "No images."
    assert words(KeyError("x")) is words(FileNotFoundError(errno.ENOENT, "No such file")) is None
    assert words(PermissionError("Only a visitor who waits for this may stop it.")) is None


@pytest.fixture
def log():
    usual, stream = logging.getLogRecordFactory(), io.StringIO()
    handler, logger = logging.StreamHandler(stream), logging.getLogger("tests.failures")
    logger.addHandler(handler)
    failures.keep_ids_out_of_the_log()
    yield logger, stream
    logging.setLogRecordFactory(usual)
    logger.removeHandler(handler)


def test_no_id_stands_in_the_log(log):
    logger, stream = log
    logger.error("models/%s is gone, says %s", ID, ID * 2)
    try:
        Path(f"/nowhere/models/{ID}/config.json").read_text()
    except OSError:
        logger.exception("Uncaught app exception")
    said = stream.getvalue()
    assert ID not in said and said.count("0123...") >= 3 and "FileNotFoundError" in said
