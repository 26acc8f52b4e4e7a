"""Requests to Jira: authenticated by python-jira, one at a time, each through the gate.

python-jira's session is used for authentication and connections, below its methods: those
fetch what they made again, look users up by guess, and its session tries a create that was not
answered again (python-jira 3.10, `ResilientSession`, three times unless it is told not to).
"""

import json
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from syncd.ports import AgainError, DeniedError, Gate, PortError, UnsureError
from syncd.ports.attempt import attempt
from syncd_jira.settings import TrackerSettings
from syncd_jira.verdicts import verdict

if TYPE_CHECKING:
    from jira import JIRA

_TIMEOUT = (10.0, 60.0)  # seconds to connect, and to wait for an answer
_SHORTEST_WAIT, _LONGEST_WAIT = 2.0, 60.0  # seconds, where a limit does not say how long
_OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `data` is the JSON, None where there was none."""

    status: int
    headers: Mapping[str, str]
    data: Any


class Client:
    """One account on one site."""

    def __init__(self, name: str, settings: TrackerSettings, gate: Gate) -> None:
        """Nothing is sent before it is asked for; `name` is how messages call this account."""
        self.name = name
        self.cloud = settings.is_cloud
        self._settings = settings
        self._gate = gate
        self._lock = threading.Lock()
        self._api = f"{settings.url}/rest/api/{'3' if self.cloud else '2'}"
        self._server_time: tuple[datetime, float] | None = None
        self._me: str | None = None
        self._limits = 0

    def real_time(self) -> float:
        """This machine's time, in seconds since 1970."""
        return self._gate.real_time.now()

    def server_time(self) -> datetime:
        """The time by the server's clock, as far as its answers so far tell."""
        now = self.real_time()
        if self._server_time is None:
            return datetime.fromtimestamp(now, UTC)
        told, at = self._server_time
        return datetime.fromtimestamp(told.timestamp() + now - at, UTC)

    @property
    def skew(self) -> float | None:
        """How many seconds the server's clock is ahead of this machine's."""
        if self._server_time is None:
            return None
        told, at = self._server_time
        return told.timestamp() - at

    @property
    def known(self) -> str | None:
        """The account that syncd has here, if an answer has told it."""
        return self._me

    def me(self) -> str:
        """The account that syncd has here: its account id, or its name on Data Center.

        Every answer tells it in a header, `X-AAccountId` (v3 introduction of Atlassian's
        documentation) or `X-AUSERNAME`; where a proxy takes that away, it is asked once.
        """
        if self._me is None:
            data = self.send("GET", "/myself").data
            self._me = self._me or str(data["accountId" if self.cloud else "name"])
        return self._me

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Any = None,
        reads: bool = False,
        repeatable: bool = True,
        expected: Collection[int] = (),
    ) -> Answer:
        """Send one request, again where that does no harm, and give back its answer.

        `path` follows the version of the API. A POST that only `reads` is no write. Not
        `repeatable` is what makes something new each time. Beside success, the `expected`
        statuses are answers too.

        Raises:
            PortError: the verdict on any other answer, or on none.
        """

        def once() -> Answer:
            with self._lock:
                return self._once(method, path, query, body, repeatable, expected)

        return attempt(self._gate, once, write=method != "GET" and not reads)

    def _once(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None,
        body: Any,
        repeatable: bool,
        expected: Collection[int],
    ) -> Answer:
        from jira import JIRAError

        what = f"{self.name}: {method} {urlsplit(path).path}"
        try:
            # its public methods send more than they are asked for
            response = self._jira._session.request(  # noqa: SLF001
                method,
                self._api + path,
                params=dict(query or {}),
                data=None if body is None else json.dumps(body),
                allow_redirects=False,
            )
        except JIRAError as error:
            if error.response is None:
                raise DeniedError(f"{what}: {error.text}") from None
            response = error.response
        except requests.RequestException as error:
            raise _broken_off(error, what, repeatable=repeatable) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        self._learn(headers)
        if response.status_code in _OK or response.status_code in expected:
            self._limits = 0
            return Answer(response.status_code, headers, _json_of(response, what))
        patience = min(_LONGEST_WAIT, _SHORTEST_WAIT * 2**self._limits)
        self._limits += response.status_code == 429
        raise verdict(
            response.status_code,
            headers,
            response.text,
            what,
            now=self.server_time().timestamp(),
            repeatable=repeatable,
            patience=patience,
        )

    def _learn(self, headers: Mapping[str, str]) -> None:
        if date := headers.get("date"):
            self._server_time = self._gate.compare(parsedate_to_datetime(date))
        if me := headers.get("x-aaccountid" if self.cloud else "x-ausername"):
            self._me = None if me == "anonymous" else unquote(me)
        remaining = headers.get("x-ratelimit-remaining", "")
        if remaining.isdecimal():
            interval = headers.get("x-ratelimit-interval-seconds", "")
            self._gate.learn(int(remaining), float(interval) if interval.isdecimal() else 1.0)

    @cached_property
    def _jira(self) -> "JIRA":
        from jira import JIRA

        settings = self._settings
        secret = settings.token.get_secret_value()
        return JIRA(
            server=settings.url,
            basic_auth=(settings.email or "", secret) if self.cloud else None,
            token_auth=None if self.cloud else secret,
            max_retries=0,
            get_server_info=False,
            timeout=_TIMEOUT,
        )


def _json_of(response: requests.Response, what: str) -> Any:
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError:
        message = f"{what}: the answer is no JSON; url leads to a page, not to Jira's API"
        raise DeniedError(message) from None


def _broken_off(error: requests.RequestException, what: str, *, repeatable: bool) -> PortError:
    """The verdict on a connection that failed; one that never came about has sent nothing."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return AgainError(f"{what}: no connection; check url, network and proxy")
    message = f"{what}: the connection broke off ({type(error).__name__})"
    return AgainError(message) if repeatable else UnsureError(message)
