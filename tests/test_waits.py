"""Does no browser test wait for a time, but for those that are marked as watching the clock?"""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).parent / "browser"
CLOCKS = ("wait_for_timeout", "sleep")
FREE = ("drivers.py", "servers.py", "test_other_browsers.py")  # programs that are started, and what speaks WebDriver


def _waits(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in CLOCKS for node in ast.walk(function))


def _alone(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(mark) == "pytest.mark.alone" for mark in function.decorator_list)


def offenders(name: str, text: str) -> list[str]:
    """Return the functions at the top of a file, and methods, that wait for a time and may not."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return [f"{name}: {node.name}" for node in functions if _waits(node) and not _alone(node)]


def test_nobody_waits_for_a_time_who_runs_beside_others():
    files = [path for path in sorted(FOLDER.glob("*.py")) if path.name not in FREE]
    assert [found for path in files for found in offenders(path.name, path.read_text(encoding="utf-8"))] == []


def test_who_does_is_named():
    waits = "def test_it(page):\n    page.wait_for_timeout(300)\n"
    assert offenders("it", waits) == ["it: test_it"] and offenders("it", f"@pytest.mark.alone\n{waits}") == []
