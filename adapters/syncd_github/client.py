"""Requests to GitHub: authenticated by PyGithub, one at a time, each through the gate.

PyGithub's own requester is used for authentication, redirects and connections, below its
objects: those fetch themselves again when an attribute is missing, and its retries and pauses
would repeat a create whose answer was lost (PyGithub 2.10, `GithubRetry`). GitHub asks for
serial requests, and a requester keeps the request under way in itself, so there is one lock.
"""

import json
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from github import Auth, Github, GithubException
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from syncd.ports import AgainError, DeniedError, Gate, PortError, UnsureError
from syncd.ports.attempt import attempt
from syncd_github.settings import AccountSettings
from syncd_github.verdicts import verdict

PAGE = 100
_TIMEOUT = 30  # seconds; GitHub itself gives up after 10
_OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `data` is the JSON, None where there was none."""

    status: int
    headers: Mapping[str, str]
    data: Any

    @property
    def next(self) -> str | None:
        """The address of the next page."""
        return _links(self.headers).get("next")

    @property
    def pages(self) -> int:
        """How many pages there are, as far as the first one tells."""
        last = _links(self.headers).get("last")
        if last is None:
            return 1
        told = parse_qs(urlsplit(last).query)
        return int(told.get("page", ["1"])[0])


class Client:
    """One account on one GitHub."""

    def __init__(self, name: str, settings: AccountSettings, gate: Gate) -> None:
        """Nothing is sent before it is asked for; `name` is how messages call this account."""
        self.name = name
        self._settings = settings
        self._gate = gate
        self._lock = threading.Lock()
        self._server_time: tuple[datetime, float] | None = None
        self._me: str | None = None

    def server_time(self) -> datetime:
        """The time by the server's clock, as far as its answers so far tell."""
        now = self._gate.real_time.now()
        if self._server_time is None:
            return datetime.fromtimestamp(now, UTC)
        told, at = self._server_time
        return datetime.fromtimestamp(told.timestamp() + now - at, UTC)

    def followed(self) -> None:
        """Count a request that PyGithub made by itself, to where an answer sent it."""
        self._gate.count()

    @property
    def skew(self) -> float | None:
        """How many seconds the server's clock is ahead of this machine's."""
        if self._server_time is None:
            return None
        told, at = self._server_time
        return told.timestamp() - at

    @property
    def known(self) -> str | None:
        """The login that syncd has here, if it was asked."""
        return self._me

    def me(self) -> str:
        """The login that syncd has here; asked once.

        Source: `apps/get-authenticated` of the REST description, which takes the App's own
        token; an App comments as its slug with `[bot]` behind it.
        """
        if self._me is None:
            if self._settings.app_id is None:
                self._me = str(self.send("GET", "/user").data["login"])
            else:
                self._me = f"{self.send('GET', '/app', as_app=True).data['slug']}[bot]"
        return self._me

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = True,
        expected: Collection[int] = (),
        as_app: bool = False,
    ) -> Answer:
        """Send one request, again where that does no harm, and give back its answer.

        `path` starts with `/`, or is an address that an earlier answer gave. Not
        `repeatable` is what makes something new each time. Beside success, the `expected`
        statuses are answers too. What is asked `as_app` is about the App, not its installation.

        Raises:
            PortError: the verdict on any other answer, or on none.
        """

        def once() -> Answer:
            with self._lock:
                github = self._app if as_app else self._github
                return self._once(github, method, path, query, body, headers, repeatable, expected)

        write = method != "GET"
        spacing = self._settings.spacing if write else 0.0
        return attempt(self._gate, once, write=write, spacing=spacing)

    def pages(self, path: str, query: Mapping[str, str | int]) -> Iterator[Answer]:
        """Every page of a list, by the addresses that the answers give."""
        answer = self.send("GET", path, query={**query, "per_page": PAGE})
        yield answer
        if answer.next is not None:
            yield from self.following(answer.next)

    def following(self, address: str) -> Iterator[Answer]:
        """The page at an address that an answer gave, and those after it."""
        following: str | None = address
        while following is not None:
            answer = self.send("GET", following)
            yield answer
            following = answer.next

    def _once(
        self,
        github: Github,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None,
        body: Any,
        headers: Mapping[str, str] | None,
        repeatable: bool,
        expected: Collection[int],
    ) -> Answer:
        what = f"{self.name}: {method} {urlsplit(path).path}"
        try:
            status, told, text = github.requester.requestJson(
                method,
                path,
                parameters=dict(query or {}),
                headers={"Accept": "application/vnd.github+json", **(headers or {})},
                input=body,
            )
        except requests.RequestException as error:
            raise _broken_off(error, what, repeatable=repeatable) from error
        except (GithubException, RuntimeError) as error:
            raise DeniedError(f"{what}: {error}; check url and credentials") from error
        self._learn(told)
        if status in _OK or status in expected:
            return Answer(status, told, json.loads(text) if text else None)
        now = self.server_time().timestamp()
        raise verdict(status, told, text, what, now=now, repeatable=repeatable)

    def _learn(self, headers: Mapping[str, str]) -> None:
        if date := headers.get("date"):
            self._server_time = self._gate.compare(parsedate_to_datetime(date))
        remaining, reset = headers.get("x-ratelimit-remaining"), headers.get("x-ratelimit-reset")
        if remaining and reset and headers.get("x-ratelimit-resource") in {None, "core"}:
            left = float(reset) - self.server_time().timestamp()
            self._gate.learn(int(remaining), left)

    @cached_property
    def _github(self) -> Github:
        settings = self._settings
        if settings.app_id is not None and settings.installation_id is not None:
            app = Auth.AppAuth(settings.app_id, settings.private_key.get_secret_value())
            return self._opened(Auth.AppInstallationAuth(app, settings.installation_id))
        return self._opened(Auth.Token(settings.token.get_secret_value()))

    @cached_property
    def _app(self) -> Github:
        settings = self._settings
        key = settings.private_key.get_secret_value()
        return self._opened(Auth.AppAuth(settings.app_id or 0, key))

    def _opened(self, auth: Auth.Auth) -> Github:
        return Github(
            auth=auth,
            base_url=self._settings.url,
            timeout=_TIMEOUT,
            user_agent="syncd",
            per_page=PAGE,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            lazy=True,
        )


def _broken_off(error: requests.RequestException, what: str, *, repeatable: bool) -> PortError:
    """The verdict on a connection that failed; one that never came about has sent nothing."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return AgainError(f"{what}: no connection; check url, network and proxy")
    message = f"{what}: the connection broke off ({type(error).__name__})"
    return AgainError(message) if repeatable else UnsureError(message)


def _links(headers: Mapping[str, str]) -> dict[str, str]:
    parsed = requests.utils.parse_header_links(headers.get("link", ""))
    return {link["rel"]: link["url"] for link in parsed if "rel" in link}
