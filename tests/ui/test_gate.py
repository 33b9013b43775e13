"""Who is let in, what goes out with every answer, and what is kept of what is uploaded? Asked of a server that runs."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from http.client import HTTPMessage
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import app_session
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from websockets.exceptions import InvalidStatus

from benchmarks.visitor import Visitor
from tests.browser.servers import ROOT, serving
from ui import gate, uploads

OWN = "ink.example.org"
OURS = ["localhost", "127.0.0.1", "[::1]", OWN, "class.example.org"]
FOREIGN = ["evil.example", "localhost.evil.example", "example.org"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", f"localhost 127.0.0.1 ::1 {OWN} *.example.org")
        with serving(ROOT / "app.py", home=tmp_path_factory.mktemp("home")) as address:
            yield address


def answer(address: str, path: str = "/", host: str = "localhost", method: str = "GET") -> tuple[int, HTTPMessage]:
    asked = urllib.request.Request(address + path, headers={"Host": host}, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=20) as found:
            return found.status, found.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


@pytest.mark.parametrize("host", OURS)
def test_a_page_comes_under_every_name_of_this_server(address, host):
    port = urlsplit(address).port
    assert answer(address, host=host)[0] == answer(address, host=f"{host}:{port}")[0] == 200
    with Visitor(address, host=f"{host}:{port}") as visitor:
        assert visitor.session


@pytest.mark.parametrize("host", FOREIGN)
def test_another_name_is_refused_on_pages_and_socket(address, host):
    assert answer(address, host=host)[0] == 403
    with pytest.raises(InvalidStatus, match="403"):
        Visitor(address, host=host)


def test_whoever_watches_the_server_need_not_know_its_name(address):
    assert answer(address, "/_stcore/health", host="10.0.0.7")[0] == 200


def test_as_it_comes_only_this_machine_reaches_it():
    shown = subprocess.run(
        [sys.executable, "-m", "streamlit", "config", "show"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    options = dict(line.split(" = ", 1) for line in shown.splitlines() if " = " in line and line[0] != "#")
    assert options["address"] == '"127.0.0.1"'
    assert "localhost" in shown.partition("allowedHosts = ")[2].split("]")[0]
    assert "enableXsrfProtection = false" not in shown and "enableCORS = false" not in shown


@pytest.mark.parametrize("path", ["/", "/Explore", "/_stcore/health", "/_stcore/upload_file/a/b", "/media/none"])
def test_every_answer_keeps_a_page_to_itself(address, path):
    heard = answer(address, path)[1]
    assert heard["X-Content-Type-Options"] == "nosniff"
    assert heard["Referrer-Policy"] == "same-origin"
    policy = dict(part.split(" ", 1) for part in heard["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == policy["default-src"] == "'self'" and policy["object-src"] == "'none'"
    assert "http" not in heard["Content-Security-Policy"]
    others = [word for word in policy["script-src"].split() if not word.startswith("'sha256-")]
    assert others == ["'self'", "blob:", "'wasm-unsafe-eval'"], "no text becomes a program"


@pytest.mark.parametrize(
    "query, framers", [("embed=true", "*"), ("embed=false", "'self'"), ("embed=true&embed=false", "'self'")]
)
def test_a_page_stands_in_anybodys_frame_if_its_link_is_for_one(address, query, framers):
    policy = answer(address, f"/Explore?{query}")[1]["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {framers}")


def test_what_is_measured_of_the_server_is_not_for_visitors(address):
    assert answer(address, "/_stcore/metrics")[0] == answer(address, "/_stcore/metrics/")[0] == 404


def test_the_theme_that_is_worked_out_once_is_the_one_of_the_settings(monkeypatch):
    plain = app_session._populate_theme_msg
    monkeypatch.setattr(app_session, "_populate_theme_msg", plain)
    monkeypatch.setattr(gate.st, "get_option", lambda name: "none")
    gate._work_the_theme_out_once()
    assert app_session._populate_theme_msg is not plain
    for section in ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar"):
        wanted, twice = CustomThemeConfig(), [CustomThemeConfig(), CustomThemeConfig()]
        plain(wanted, section)
        assert wanted.ByteSize() or section == "theme.sidebar"
        for theme in twice:
            app_session._populate_theme_msg(theme, section)
        assert twice == [wanted, wanted]


def test_no_visitor_clears_what_is_kept_for_all():
    assert not gate._is_welcome(BackMsg(clear_cache=True).SerializeToString())
    assert gate._is_welcome(BackMsg(stop_script=True).SerializeToString())
    assert gate._is_welcome(b"not a message")


def test_a_session_goes_on_when_it_asked_for_what_it_may_not(address):
    with Visitor(address) as visitor:
        visitor.say(BackMsg(clear_cache=True))
        visitor.run("")


def test_a_session_keeps_its_newest_uploads_and_no_more_than_its_share(address):
    with Visitor(address, "Library") as visitor:
        some = b"x" * (19 * 2**20)
        assert [visitor.upload(some) for _ in range(4)] == [204] * 4
        assert visitor.upload(b"x" * (21 * 2**20)) == 413


def test_an_uploaded_file_reaches_its_page(address):
    with Visitor(address, "Library") as visitor:
        place = visitor.upload_place()
        assert visitor.upload(b"no zip", place) == 204
        message = BackMsg()
        message.rerun_script.page_name = "Library"
        visitor.say(message)
        drawn = visitor.hear(lambda heard: heard.delta.new_element.HasField("file_uploader"))
        state = WidgetState(id=drawn.delta.new_element.file_uploader.id)
        held = state.file_uploader_state_value.uploaded_file_info.add()
        held.file_id, held.name, held.size = place.rsplit("/", 1)[1], "a.zip", 6
        held.file_urls.upload_url, held.file_urls.delete_url, held.file_urls.file_id = place, place, held.file_id
        message.rerun_script.widget_states.widgets.append(state)
        visitor.say(message)
        assert visitor.hear(lambda heard: heard.delta.new_element.button.label == "Take it in")


def kept(*sizes: int, session: str = "a") -> MemoryUploadedFileManager:
    files = MemoryUploadedFileManager("/upload")
    for number, size in enumerate(sizes):
        files.add_file(session, UploadedFileRec(f"{number}", "a.zip", "application/zip", bytes(size)))
    return files


def test_the_oldest_make_room():
    files = kept(5, 4, 3)
    uploads.let_go(files, "a", 7)
    assert uploads.sizes_of(files) == {"a": {"1": 4, "2": 3}}
    uploads.let_go(files, "unknown", 0)
    assert uploads.held(files) == 7


def test_what_no_page_holds_goes_after_a_while(monkeypatch):
    files = kept(5, 4, 3)
    monkeypatch.setattr(uploads, "_session", lambda session: object())
    monkeypatch.setattr(uploads, "held_by", lambda session: {"1"})
    seen = uploads.tidy(files, {}, 0.0)
    seen = uploads.tidy(files, seen, uploads.UNHELD - 1)
    assert uploads.held(files) == 12
    assert not uploads.tidy(files, seen, uploads.UNHELD)
    assert uploads.sizes_of(files) == {"a": {"1": 4}}


def test_what_a_gone_session_sent_goes_at_once(monkeypatch):
    files = kept(5, 4)
    monkeypatch.setattr(uploads, "_session", lambda session: None)
    assert not uploads.tidy(files, {}, 0.0)
    assert not files.file_storage
