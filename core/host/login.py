"""Do visitors log in, by an account they have elsewhere, and who is it that did?

Whoever logs in is the same visitor in every browser. Nothing is kept of the account: not its name, not its number, but
a hash that nobody can make who has not this store's own secret.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from typing import Any

from core.config import ConfigError
from core.host.secret import secret

VARIABLE = "LATENT_INK_LOGIN"
SECTION = re.compile(r"auth(?:\.([a-zA-Z0-9-]{1,40}))?")
UNNAMED = "default"  # how the provider is called whose settings stand in [auth] itself


def asked() -> bool:
    """Say whether everybody has to log in, LATENT_INK_LOGIN."""
    return bool(_said())


def provider() -> str:
    """Return which provider of `.streamlit/secrets.toml` it is: "default" for [auth]. Raises ConfigError."""
    found = SECTION.fullmatch(_said())
    if found is None:
        raise ConfigError(f"{VARIABLE} must be auth, or auth. and the name of a provider, got {_said()[:60]!r}.")
    return found[1] or UNNAMED


def secret_of(claims: Mapping[str, Any]) -> str:
    """Return the secret of whoever has these claims, 64 hex digits; empty if they name nobody.

    claims: what a provider has signed, and the signature was checked. Who it is say issuer and subject together, and
    nothing else: a name or an address can become another's. Source: OpenID Connect Core 1.0, section 5.7.
    """
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not (isinstance(issuer, str) and isinstance(subject, str) and issuer and subject):
        return ""
    who = f"{len(issuer)} {issuer} {subject}".encode()  # its length: no other two are written like this
    return hmac.new(secret(), b"login " + who, hashlib.sha256).hexdigest()


def _said() -> str:
    return os.environ.get(VARIABLE, "").strip()
