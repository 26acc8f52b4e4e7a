"""Who may see what, and what every answer says about itself.

With a token everything asks for it but health and what is signed: as a Bearer, or as the
password of HTTP Basic, so that a browser can show the pages. Without one the service listens
on this machine alone, and then only for names of this machine: a page elsewhere could else
make a browser here read it under a name of its own (DNS rebinding).
"""

import base64
import binascii
import hmac

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syncd.service.address import Address

OPEN = frozenset({"/healthz", "/readyz"})
WEBHOOKS = "/webhooks/"
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Access:
    """Lets through who may come in."""

    def __init__(self, app: ASGIApp, *, token: str, address: Address) -> None:
        """Without a `token` whoever is on this machine may."""
        self._app, self._token, self._address = app, token, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def labelled(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        path, headers = scope["path"], Headers(scope=scope)
        refusal = None
        if path not in OPEN and not path.startswith(WEBHOOKS):
            refusal = self._refusal(headers)
        await (refusal or self._app)(scope, receive, labelled)

    def _refusal(self, headers: Headers) -> ASGIApp | None:
        if self._token:
            if knows(self._token, headers.get("authorization", "")):
                return None
            return PlainTextResponse(
                "This needs service.token: as Authorization: Bearer, or as the password of a"
                " browser (with any user name).\n",
                401,
                {"www-authenticate": 'Basic realm="syncd", charset="UTF-8"'},
            )
        host = headers.get("host", "").rpartition("@")[2]
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        if name.strip("[]").lower() in _HERE | {self._address.host}:
            return None
        return PlainTextResponse(
            "Without service.token this is shown under names of this machine only: set one.\n", 403
        )


def knows(token: str, authorization: str) -> bool:
    """Whether a header has the token, told in constant time."""
    scheme, _, given = authorization.strip().partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode())
