"""How does a visitor log in, come back to the page they asked for, and log out again?

Streamlit does the talking with the provider (OpenID Connect): its routes send a browser there, check what comes back,
and keep it in a signed cookie. See its st.login, and core/host/login.py for who a visitor is then.
"""

from __future__ import annotations

import logging
from urllib.parse import quote, unquote, urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import auth_util
from streamlit.errors import Error

from core.config import ConfigError
from core.host import log, login, metrics
from ui import forms, state

LEAVES, RETURNS = "/auth/login", "/oauth2callback"  # Streamlit's addresses, below server.baseUrlPath
BACK = "latent_ink_back"  # the cookie with the page to come back to
LASTS = 900  # seconds that logging in may take
LONGEST = 3000  # characters of that page's address; a cookie has 4,096 bytes
FAILED = "login"  # what a page's address says if nobody was logged in
USER = "_streamlit_user="

_log = logging.getLogger("latent_ink")


def objection() -> str:
    """Return in a sentence why nobody can log in here although everybody should, empty if all is well. For the host."""
    if not login.asked():
        return ""
    try:
        if not auth_util.is_authlib_installed():
            return "LATENT_INK_LOGIN needs Authlib and httpx2, which requirements.txt names."
        auth_util.validate_auth_credentials(login.provider())
    except (ConfigError, Error) as error:
        return " ".join(str(error).split())
    return ""


def warn() -> None:
    """Say in the log, when the server begins, why nobody will be able to log in."""
    if why := objection():
        _log.error("Nobody can log in: %s", why)


def ask() -> None:
    """Draw what stands before every page until one has logged in."""
    st.title("Log in to come in")
    if state.embedded():
        st.markdown("In a frame of another page nobody is logged in: open this in a tab of its own.")
        return
    st.markdown(
        "Whoever runs this server wants to know that you belong here. What you make is yours then in every browser in "
        "which you log in."
    )
    if state.parameter(FAILED) == "failed":
        log.line("refused: login")
        metrics.refused("login")
        st.warning("Nobody was logged in: the provider said no, or did not answer. Try again.")
    if objection():
        st.error("Logging in is not set up yet on this server. Whoever runs it finds the reason in its log.")
        return
    st.button("Log in", type="primary", icon=":material/login:", on_click=st.login, args=(login.provider(),))


def offer_the_way_out() -> None:
    """Draw, in the menu, who is logged in and how to log out; nothing where nobody has to log in."""
    if not (login.asked() and state.logged_in()):
        return
    name = st.user.get("name") or st.user.get("email") or "you"
    st.button(
        "Log out", key="log-out", icon=":material/logout:", type="tertiary", on_click=st.logout,
        help=f"Logged in as {forms.plain(str(name)[:80])}. Close other tabs, too: they stay open to whoever sits here.",
    )  # fmt: skip


class WayBack:
    """Brings a visitor who has logged in back to the page they asked for; Streamlit would show Home.

    Which it is, the browser says when it leaves for the provider: a cookie keeps it until it returns.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, see Starlette."""
        leaves, returns = (scope["type"] == "http" and scope["path"].endswith(path) for path in (LEAVES, RETURNS))
        if not (leaves or returns):
            await self.app(scope, receive, send)
            return
        heads = Headers(scope=scope)
        place = _asked_for(heads) if leaves else _checked(unquote(cookie_parser(heads.get("cookie", "")).get(BACK, "")))

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                (_leave if leaves else _return)(message, place)
            await send(message)

        await self.app(scope, receive, answered)


def _leave(message: Message, place: str) -> None:
    if message["status"] >= 400:  # the provider cannot be reached
        message["status"] = 303
        MutableHeaders(scope=message)["location"] = _saying(place, failed=True)
    else:
        _keep(message, place, LASTS)


def _return(message: Message, place: str) -> None:
    heads = MutableHeaders(scope=message)
    if 300 <= message["status"] < 400:
        came = any(kept.startswith(USER) and "max-age=0" not in kept.lower() for kept in heads.getlist("set-cookie"))
        heads["location"] = _saying(place, failed=not came)
    _keep(message, "", 0)


def _keep(message: Message, place: str, seconds: int) -> None:
    kept = f"{BACK}={quote(place, safe='')}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
    MutableHeaders(scope=message).append("set-cookie", kept)


def _asked_for(heads: Headers) -> str:
    """Return the page that a browser says it comes from, if it is one of ours."""
    came = urlsplit(heads.get("referer", ""))
    return _checked(came.path + (f"?{came.query}" if came.query else "")) if came.netloc == heads.get("host") else "/"


def _checked(place: str) -> str:
    """Return an address of this server, the first page's for anything else: a cookie says what its browser likes."""
    own = place.startswith("/") and not place.startswith("//") and place.isascii() and place.isprintable()
    return place if own and "\\" not in place and len(place) <= LONGEST else "/"


def _saying(place: str, *, failed: bool) -> str:
    """Return an address that says whether logging in has failed."""
    path, _, query = place.partition("?")
    said = [part for part in query.split("&") if part and part.partition("=")[0] != FAILED]
    said += [f"{FAILED}=failed"] * failed
    return f"{path}?{'&'.join(said)}" if said else path
