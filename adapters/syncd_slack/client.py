"""Calls of Slack's Web API by slack_sdk, each through the gate, and none repeated by the SDK.

Source: slack_sdk 3.48, `web/base_client.py`: a call that fails for want of a connection is
repeated unless `retry_handlers` says otherwise; errors go to its logger as well, with what was
sent, so that it gets one that nobody hears.
"""

import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from syncd.ports import AgainError, Gate, PortError, UnsureError
from syncd.ports.attempt import attempt
from syncd_slack.settings import NotifierSettings
from syncd_slack.verdicts import verdict

if TYPE_CHECKING:
    from slack_sdk import WebClient

_TIMEOUT = 30  # seconds
_UNSENT = (ConnectionRefusedError, socket.gaierror, ssl.SSLError)


class Client:
    """One app in one workspace."""

    def __init__(self, name: str, settings: NotifierSettings, gate: Gate) -> None:
        """Nothing is sent before it is asked for; `name` is how messages call this account."""
        self.name = name
        self.scopes: frozenset[str] | None = None
        """What the token may do, once an answer has told."""
        self._settings = settings
        self._gate = gate
        self._lock = threading.Lock()

    def read(self, method: str, what: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method that can be repeated; `what` it does, in the words of a message.

        Raises:
            PortError: the verdict.
        """
        return self._call(method, what, {"params": arguments}, write=False)

    def write(self, method: str, what: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method that must not be repeated unless it certainly was not carried out.

        Raises:
            UnsureError: it may have been.
            PortError: any other verdict.
        """
        return self._call(method, what, {"json": arguments}, write=True)

    def _call(
        self, method: str, what: str, arguments: Mapping[str, Any], *, write: bool
    ) -> Mapping[str, Any]:
        from slack_sdk.errors import SlackApiError

        told = f"{self.name}: {what}"

        def once() -> Mapping[str, Any]:
            try:
                answer = self._web.api_call(method, **arguments)
            except SlackApiError as error:
                refused = error.response
                said = refused.data if isinstance(refused.data, dict) else {}
                self._learn(refused.headers)
                status = int(refused.status_code)
                raise verdict(status, refused.headers, said, told, write=write) from None
            except (URLError, OSError, http.client.HTTPException, ValueError) as error:
                raise self._broken(error, told, write=write) from None
            self._learn(answer.headers)
            body = answer.data
            return body if isinstance(body, dict) else {}

        return attempt(self._gate, once, write=write)

    def _broken(self, error: Exception, what: str, *, write: bool) -> PortError:
        reason = error.reason if isinstance(error, URLError) else error
        kind = type(reason).__name__
        if isinstance(reason, _UNSENT):
            return AgainError(f"{what}: no connection ({kind}); check url, network and proxy")
        message = f"{what}: the connection broke off ({kind})"
        return UnsureError(f"{message}; it may have happened") if write else AgainError(message)

    def _learn(self, headers: Mapping[str, str]) -> None:
        for name, value in headers.items():
            if name.lower() == "x-oauth-scopes":
                self.scopes = frozenset(part.strip() for part in value.split(",") if part.strip())

    @cached_property
    def _web(self) -> "WebClient":
        from slack_sdk import WebClient

        silent = logging.getLogger("syncd_slack.silent")
        silent.propagate = False
        silent.setLevel(logging.CRITICAL + 1)
        return WebClient(
            token=self._settings.token.get_secret_value().strip(),
            base_url=self._settings.url,
            timeout=_TIMEOUT,
            retry_handlers=[],
            logger=silent,
            user_agent_prefix="syncd",
        )
