"""Which function answers which request."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

from syncd.testing.exchange import Answer, Request

W = TypeVar("W")
Handler = Callable[[W, Request], Answer | dict[str, Any] | list[Any]]
"""Answers one request from a world; anything but an `Answer` is sent as JSON with 200."""

_PLACE = re.compile(r"\{(\w+)(\*?)\}")


class Routes(Generic[W]):
    """A part of an API: patterns such as `/repos/{owner}/{repo}/contents/{path*}`.

    A name in braces stands for one segment of the path, with a star for the rest of it. Routes
    are tried in the order in which they were written, those with fixed text at a place first.
    """

    def __init__(self) -> None:
        """A part without routes; `on` adds them."""
        self._routes: list[tuple[str, str, Handler[W]]] = []

    def on(self, method: str, pattern: str) -> Callable[[Handler[W]], Handler[W]]:
        """Let the decorated function answer requests of this form."""

        def register(handler: Handler[W]) -> Handler[W]:
            self._routes.append((method, pattern, handler))
            return handler

        return register

    def __iter__(self) -> Iterator[tuple[str, str, Handler[W]]]:
        """Method, pattern and function of each route."""
        return iter(self._routes)


class RouteTable(Generic[W]):
    """All routes of a simulator, ready to be asked."""

    def __init__(self, parts: Iterable[Routes[W]], below: str = "") -> None:
        """`below` is the path that the API begins with, such as `/rest/api/3`."""
        self._by_shape: dict[tuple[str, int | None], list[tuple[re.Pattern[str], Handler[W]]]] = {}
        routes = [
            (method, below.rstrip("/") + path, run) for part in parts for method, path, run in part
        ]
        for method, path, handler in sorted(routes, key=lambda route: _vagueness(route[1])):
            depth = None if "*}" in path else path.count("/")
            self._by_shape.setdefault((method, depth), []).append((_compiled(path), handler))

    def find(self, request: Request) -> tuple[Handler[W], dict[str, str]] | None:
        """The function for a request and the decoded names of its path, if there is one."""
        method = "GET" if request.method == "HEAD" else request.method
        for depth in (request.path.count("/"), None):
            for pattern, handler in self._by_shape.get((method, depth), ()):
                if found := pattern.fullmatch(request.path):
                    return handler, {
                        name: unquote(text) for name, text in found.groupdict().items()
                    }
        return None


def _vagueness(path: str) -> list[int]:
    return [2 if "*}" in part else 1 if "{" in part else 0 for part in path.split("/")]


def _compiled(path: str) -> re.Pattern[str]:
    text, end = "", 0
    for place in _PLACE.finditer(path):
        text += re.escape(path[end : place.start()])
        text += f"(?P<{place[1]}>{'.*' if place[2] else '[^/]+'})"
        end = place.end()
    return re.compile(text + re.escape(path[end:]))
