"""What is a visitor told about an error that ended a run or a task?"""

from __future__ import annotations

import errno

ERRORS = (ValueError, OSError, MemoryError, RuntimeError)  # what may end one; anything else is a mistake of ours
REMEDY = "a smaller model or a smaller batch"


def reason_of(error: BaseException, *, what: str = "training", remedy: str = REMEDY) -> str:
    """Return one sentence. what: was being done; remedy: what to try when memory ran out."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; free some space, then resume."
    if isinstance(error, MemoryError) or "allocate memory" in str(error) or "out of memory" in str(error):
        return f"the {what} ran out of memory; try {remedy}."
    if isinstance(error, ValueError):
        return str(error)
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}"[:300]
