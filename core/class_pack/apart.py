"""How is a class pack made without slowing the pages of everybody else? In a process of its own, at low priority.

It takes seconds of processor, in Python; in a thread of the web process every visitor's page would wait beside it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from core import places
from core.config import ConfigError
from core.types import DataError, ModelError

ROOT = Path(__file__).parent.parent.parent
NICE = 10  # steps below the pages'
LAST_WORDS = 400  # characters of what an unforeseen error said

Told = Callable[[str, float], None]


def zipped_apart(server: str, told: Told) -> bytes:
    """Return the usual pack as a zip, with links to the app at `server`, "" for none.

    told: hears what is being made and its share of the whole, 0 to 1; what it raises ends the process and is passed on.
    Raises DataError with the sentence of a refusal; RuntimeError if the process dies.
    """
    with tempfile.TemporaryDirectory(prefix="class-pack-") as aside:
        out = Path(aside) / "pack.zip"
        with (Path(aside) / "complaints").open("w+b") as complaints:
            child = _started(out, server, complaints)
            try:
                refused = _heard(child, told)
                status = child.wait()
            finally:
                child.kill()
                child.wait()
                child.stdout.close()
            if refused:
                raise DataError(refused)
            if status or not out.is_file():
                complaints.seek(0)
                last = complaints.read().decode(errors="replace").strip()[-LAST_WORDS:]
                raise RuntimeError(f"The process that makes the class pack ended with {status}: {last}")
        return out.read_bytes()


def _started(out: Path, server: str, complaints) -> subprocess.Popen:
    command = [sys.executable, "-m", "core.class_pack.apart", str(out), server]
    env = os.environ | {"LATENT_INK_HOME": str(places.home())}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=complaints)


def _heard(child: subprocess.Popen, told: Told) -> str:
    """Pass on how far it is until it ends; return the sentence of a refusal, "" without one."""
    refused = ""
    for line in child.stdout:
        news = json.loads(line)
        if "refused" in news:
            refused = news["refused"]
        else:
            told(news["what"], news["share"])
    return refused


def _main(out: str, server: str) -> None:
    from core.class_pack.write import pack_files, zipped

    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        Path(out).write_bytes(zipped(pack_files(server=server, told=lambda what, share: _say(what=what, share=share))))
    except (ConfigError, DataError, ModelError, OSError) as error:
        _say(refused=str(error))


def _say(**news) -> None:
    print(json.dumps(news), flush=True)


if __name__ == "__main__":
    _main(*sys.argv[1:])
