"""How does a visitor without a browser talk to the app, as a script of theirs could?"""

from __future__ import annotations

import http.client
import re
import socket
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect


class Visitor:
    """A tab open on one page of the app at `address`; closed with the block that it is used in.

    page: a name as in the menu, "" for Home. host: the name that the server is called by. Raises
    websockets.exceptions.InvalidStatus if it is refused.
    """

    def __init__(self, address: str, page: str = "", *, host: str = "") -> None:
        self.at = urlsplit(address)
        self.host = host or self.at.netloc
        self.closing = ExitStack()
        line = socket.create_connection((self.at.hostname, self.at.port), 30)
        opening = connect(f"ws://{self.host}/_stcore/stream", sock=line, subprotocols=["streamlit"], max_size=None)
        self.socket: ClientConnection = self.closing.enter_context(opening)
        self.session = ""
        self.run(page)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.closing.close()

    def say(self, message: BackMsg) -> None:
        """Send a message."""
        self.socket.send(message.SerializeToString())

    def hear(self, wanted: Callable[[ForwardMsg], bool], seconds: float = 60) -> ForwardMsg:
        """Return the next message that is `wanted`. Raises TimeoutError."""
        while True:
            message = ForwardMsg.FromString(self.socket.recv(timeout=seconds))
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
            if wanted(message):
                return message

    def run(self, page: str, *states: WidgetState) -> None:
        """Have a page run, with what its widgets are set to, and wait until it has."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.widget_states.widgets.extend(states)
        self.say(message)
        self.hear(lambda heard: heard.WhichOneof("type") == "script_finished")

    def upload_place(self) -> str:
        """Return the path that the session's next upload may be sent to."""
        message = BackMsg()
        message.file_urls_request.request_id = uuid.uuid4().hex
        message.file_urls_request.file_names.append("a.zip")
        message.file_urls_request.session_id = self.session
        self.say(message)
        heard = self.hear(lambda heard: heard.WhichOneof("type") == "file_urls_response")
        return heard.file_urls_response.file_urls[0].upload_url

    def upload(self, data: bytes, path: str = "") -> int:
        """Send a file, to a place of the session's own unless told one; return the status of the answer."""
        path = path or self.upload_place()
        line = http.client.HTTPConnection(self.at.hostname, self.at.port, timeout=60)
        line.request("GET", "/_stcore/health", headers={"Host": self.host})
        answer = line.getresponse()
        answer.read()
        token = re.search(r"_streamlit_xsrf=([^;]+)", answer.getheader("Set-Cookie", ""))[1]
        border = uuid.uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="f"; filename="a.zip"\r\n\r\n'.encode()
        heads = {
            "Host": self.host,
            "X-Xsrftoken": token,
            "Cookie": f"_streamlit_xsrf={token}",
            "Content-Type": f"multipart/form-data; boundary={border}",
        }
        line.request("PUT", path, body=head + data + f"\r\n--{border}--\r\n".encode(), headers=heads)
        status = line.getresponse().status
        line.close()
        return status
