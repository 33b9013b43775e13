"""An OpenID Connect provider on loopback, as small as one can be: it asks who one is and believes it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT, WORD = "latent-ink", "the client's own secret"
PEOPLE = ("anna", "ben")


def as_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider(ThreadingHTTPServer):
    """Knows its key, who has agreed, and, if `forged`, signs by another key than the one it shows."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.keys = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
        self.agreed: dict[str, dict[str, str]] = {}  # what was asked, by code
        self.forged = False

    def key(self) -> dict[str, str]:
        """Return the public key, as JSON Web Keys are written."""
        numbers = self.keys[0].public_key().public_numbers()
        n, e = (as_base64(value.to_bytes((value.bit_length() + 7) // 8, "big")) for value in (numbers.n, numbers.e))
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "n": n, "e": e}

    def signed(self, claims: dict[str, object]) -> str:
        """Return claims as a signed JSON Web Token."""
        parts = [{"alg": "RS256", "kid": "one", "typ": "JWT"}, claims]
        text = ".".join(as_base64(json.dumps(part).encode()) for part in parts)
        signature = self.keys[self.forged].sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{as_base64(signature)}"


class Desk(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        at = self.server.address
        match asked.path:
            case "/.well-known/openid-configuration":
                self.answer({
                    "issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
                    "jwks_uri": f"{at}/keys", "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
                })  # fmt: skip
            case "/keys":
                self.answer({"keys": [self.server.key()]})
            case "/authorize":
                ways = [f'<a href="/agree?{urlencode(query | {"who": who})}">{who}</a>' for who in (*PEOPLE, "nobody")]
                self.answer(f"<!doctype html><title>Provider</title>{' '.join(ways)}")
            case "/agree":
                said = {"error": "access_denied"}
                if query["who"] in PEOPLE:
                    said = {"code": secrets.token_hex(8)}
                    self.server.agreed[said["code"]] = query
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri']}?{urlencode(said | {'state': query['state']})}")
                self.end_headers()

    def do_POST(self) -> None:
        """Give a token for a code, once, to the client that it was meant for."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        kept = self.server.agreed.pop(form["code"][0])
        client = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        challenge = as_base64(hashlib.sha256(form["code_verifier"][0].encode()).digest())
        if (client, challenge, form["redirect_uri"][0]) != (
            f"{CLIENT}:{WORD}", kept["code_challenge"], kept["redirect_uri"],
        ):  # fmt: skip
            self.send_error(400)
            return
        now = int(time.time())
        claims = {
            "iss": self.server.address, "sub": kept["who"], "aud": CLIENT, "iat": now, "exp": now + 600,
            "nonce": kept["nonce"], "name": kept["who"].title(),
        }  # fmt: skip
        token = {"access_token": "a", "token_type": "Bearer", "id_token": self.server.signed(claims)}
        self.answer(token)

    def answer(self, what: dict | str) -> None:
        data = (what if isinstance(what, str) else json.dumps(what)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if isinstance(what, str) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def provider() -> Iterator[Provider]:
    """Run one."""
    with Provider() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def settings(running: Provider) -> str:
    """Return what `.streamlit/secrets.toml` says of it."""
    return f"""[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "long enough and random, they say"
client_id = "{CLIENT}"
client_secret = "{WORD}"
server_metadata_url = "{running.address}/.well-known/openid-configuration"
"""
