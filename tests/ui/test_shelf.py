"""Is what is fetched by address kept for long, and nobody's who was not told it?"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import urllib.error
import urllib.request
from http.client import HTTPMessage

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.visitor import Visitor
from browser import bundle
from core.host.secret import _of, secret
from tests.browser.servers import ROOT, serving
from ui import shelf

FIRST_VIEW = 500_000  # bytes of a first view of Home, code and styles included


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(ROOT / "app.py", home=tmp_path_factory.mktemp("home")) as address:
        yield address


def fetched(address: str, path: str, **heads: str) -> tuple[int, HTTPMessage, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, headers=heads), timeout=20) as found:
            return found.status, found.headers, found.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def opened(address: str) -> tuple[int, list]:
    """Open Home; return the bytes that came over the socket, and the components in what came."""
    with Visitor(address) as visitor:
        message = BackMsg()
        message.rerun_script.page_name = ""
        visitor.say(message)
        came, parts = 0, []

        def heard(message: ForwardMsg) -> bool:
            nonlocal came
            came += message.ByteSize()
            if message.delta.new_element.HasField("bidi_component"):
                parts.append(message.delta.new_element.bidi_component)
            return message.WhichOneof("type") == "script_finished"

        visitor.hear(heard)
    return came, parts


def test_a_first_view_brings_addresses_and_what_lies_there_is_kept_for_long(address):
    came, parts = opened(address)
    assert came < FIRST_VIEW / 4
    pad = next(part for part in parts if "pad" in part.component_name)
    name = json.loads(pad.mixed.json or pad.json)["shelf"]
    status, heads, block = fetched(address, f"/shelf/{name}", **{"Accept-Encoding": "gzip"})
    assert status == 200 and len(block) > FIRST_VIEW and heads["Content-Encoding"] is None
    assert heads["Cache-Control"] == "private, max-age=86400"
    assert name not in (hashlib.sha256(block).hexdigest()[:32], hashlib.blake2b(block, digest_size=16).hexdigest())

    (code,) = re.findall(r'CODE = "(.+?)"', pad.js_content)
    status, heads, zipped = fetched(address, f"/{code}", **{"Accept-Encoding": "gzip"})
    assert status == 200 and heads["Cache-Control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(zipped).decode() == bundle.served("pad/entry_inviting.js")
    assert fetched(address, f"/{code}")[2].decode() == bundle.served("pad/entry_inviting.js")


def test_of_another_version_the_code_of_today_is_given_and_not_kept(address):
    status, heads, code = fetched(address, f"/shelf/code/{'0' * 16}/pad/channel.js")
    assert status == 200 and heads["Cache-Control"] == "no-store" and b"export default" in code


@pytest.mark.parametrize(
    "name",
    [
        "",
        "0" * 32,
        "0" * 31,
        "../app.py",
        f"code/{'0' * 16}/pad/none.js",
        f"code/{'0' * 16}/../app.py",
        f"code/{'0' * 16}/pad//channel.js",
        f"code/{'0' * 16}/pad/{'a' * 300}.js",
    ],
)
def test_what_is_not_there_is_not_kept(address, name):
    status, heads, _ = fetched(address, f"/shelf/{name}")
    assert status in (400, 404) and heads["Cache-Control"] in ("no-store", None)


@pytest.fixture
def lies_open(monkeypatch):
    monkeypatch.setattr(shelf, "_open", True)
    monkeypatch.setattr(shelf, "_blocks", type(shelf._blocks)())
    monkeypatch.setattr(shelf, "_known", {})


def test_equal_blocks_have_one_address_and_the_oldest_makes_room(lies_open, monkeypatch):
    monkeypatch.setattr(shelf, "ROOM", 3 * shelf.LEAST)
    first, *others = (bytes([number]) * shelf.LEAST for number in range(4))
    name = shelf.laid_by(first)
    assert name == shelf.laid_by(bytes(bytearray(first))) != shelf.laid_by(others[0])
    shelf.laid_by(others[1])
    shelf.laid_by(first)  # asked for again
    shelf.laid_by(others[2])
    assert set(shelf._blocks.values()) == {first, *others[1:]} and len(shelf._known) == 3
    for size in (shelf.LEAST - 1, shelf.MOST + 1):
        assert shelf.laid_by(bytes(size)) == bytes(size), "what is small, or takes others' room, is sent"


def test_where_nothing_is_handed_out_all_is_sent():
    assert shelf.laid_by(b"x" * shelf.LEAST) == b"x" * shelf.LEAST
    assert shelf.code("pad/entry.js") == bundle.script("pad/entry.js")


def test_all_processes_of_a_store_share_a_secret_that_another_store_has_not(tmp_path, monkeypatch):
    found = []
    for folder in ("one", "other", "one"):
        monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / folder))
        found.append(secret())
        _of.cache_clear()  # the file alone says it
    assert found[0] == found[2] != found[1] and len(found[0]) == 32
    assert (tmp_path / "one" / "host" / "secret").stat().st_mode & 0o777 == 0o600
    assert not list((tmp_path / "one" / "host").glob(".secret*"))
