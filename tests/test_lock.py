"""Does requirements.lock say the same as requirements.txt, with a hash for every file and no place to fetch it from?"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
APART = {"torch"}  # its builds come from several places, see Makefile
PIN = re.compile(r"([\w.-]+)==([^\s;]+)")


def pins(text: str) -> dict[str, set[str]]:
    """Return the versions that are named, by package in the spelling of the registry."""
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if pin := PIN.match(line):
            found.setdefault(re.sub(r"[-_.]+", "-", pin[1]).lower(), set()).add(pin[2])
    return found


def test_what_is_pinned_is_locked_to_the_same_version():
    pinned, locked = (pins((ROOT / f"requirements.{kind}").read_text()) for kind in ("txt", "lock"))
    assert {name: locked.get(name) for name in pinned if name not in APART} == {
        name: versions for name, versions in pinned.items() if name not in APART
    }, "make lock renews requirements.lock"
    assert not APART & locked.keys() and len(locked) > 2 * len(pinned)


def test_every_locked_package_has_hashes_and_names_no_place():
    text = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    bare = [entry for entry in entries if not PIN.match(entry) or not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)]
    assert not bare
    assert "://" not in text and "index" not in text.replace("--hash", "")
