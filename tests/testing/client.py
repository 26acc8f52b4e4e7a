"""HTTP without comfort: what is sent and answered, and nothing tried twice."""

import http.client
import json
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit


class Client:
    """Speaks HTTP over one connection that is kept alive until the test is over."""

    opened: ClassVar[list["Client"]] = []

    def __init__(self, url: str, token: str | None = None) -> None:
        """A client of this base URL; the token goes into every request."""
        parts = urlsplit(url)
        self.path = parts.path
        self.token = token
        self.connection = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=5)
        self.opened.append(self)

    def ask(
        self, line: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON and headers of the answer to `METHOD PATH`."""
        method, _, path = line.partition(" ")
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        sent = dict(headers or {})
        if text is not None:
            sent.setdefault("Content-Type", "application/json")
        if self.token is not None:
            sent.setdefault("Authorization", f"token {self.token}")
        self.connection.request(method, self.path + path, text, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        is_json = (answer.headers["Content-Type"] or "").startswith("application/json")
        shown = json.loads(content) if content and is_json else content or None
        return answer.status, shown, dict(answer.headers)

    def get(self, path: str) -> Any:
        """The JSON of something that is there."""
        status, body, _ = self.ask(f"GET {path}")
        assert status == 200, (status, body)
        return body

    def send(self, line: str, body: Any = None) -> Any:
        """The JSON of the answer to a request that has to succeed."""
        status, shown, _ = self.ask(line, body)
        assert 200 <= status < 300, (status, shown)
        return shown

    def status(self, line: str, body: Any = None) -> int:
        """Only the status of the answer."""
        return self.ask(line, body)[0]

    def lost(self, line: str, body: Any = None) -> bool:
        """Whether the connection was closed without an answer."""
        try:
            self.ask(line, body)
        except (http.client.RemoteDisconnected, ConnectionError):
            self.connection.close()
            return True
        return False

    @classmethod
    def close_all(cls) -> None:
        """Close the connections of all clients."""
        while cls.opened:
            cls.opened.pop().connection.close()
