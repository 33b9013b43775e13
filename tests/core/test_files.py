"""Is a file whole at any moment, and are torn lines left behind?"""

import json

import pytest

from core.files import append_line, read_lines, write_atomic, write_json


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    write_json(path, {"n": 1})
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"x" * 1000)
    assert json.loads(path.read_text()) == {"n": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_what_need_not_last_is_written_whole_without_waiting_for_the_disk(tmp_path, monkeypatch):
    waits = []
    monkeypatch.setattr("os.fsync", waits.append)
    write_json(tmp_path / "tick.json", {"step": 1}, durable=False)
    assert waits == [] and json.loads((tmp_path / "tick.json").read_text()) == {"step": 1}
    write_json(tmp_path / "tick.json", {"step": 2})
    assert len(waits) == 2  # the file, and the folder that names it
    assert [path.name for path in tmp_path.iterdir()] == ["tick.json"]


def test_nan_is_not_json(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "a.json", {"loss": float("nan")})
    assert not list(tmp_path.iterdir())


def test_a_torn_line_costs_only_itself(tmp_path):
    path = tmp_path / "history.jsonl"
    append_line(path, {"epoch": 1})
    with path.open("ab") as stream:
        stream.write(b'{"epoch": 2, "lo')
    assert read_lines(path) == [{"epoch": 1}]
    append_line(path, {"epoch": 3})
    assert read_lines(path) == [{"epoch": 1}, {"epoch": 3}]


def test_a_missing_file_has_no_lines(tmp_path):
    assert read_lines(tmp_path / "none.jsonl") == []
