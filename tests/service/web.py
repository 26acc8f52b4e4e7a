"""Requests to an application, without a server."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field

import httpx
from starlette.types import ASGIApp


@dataclass(frozen=True)
class Web:
    """Somebody who asks an application; `headers` go with every request."""

    app: ASGIApp
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for something; `_` in a header's name is a dash."""
        return self.request("GET", path, headers=_dashed(headers))

    def post(
        self,
        path: str,
        content: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send something, in parts if it is many."""
        return self.request("POST", path, content, headers or {})

    def request(
        self,
        method: str,
        path: str,
        content: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Any request."""
        return asyncio.run(self._send(method, path, content, {**self.headers, **(headers or {})}))

    async def _send(
        self,
        method: str,
        path: str,
        content: bytes | Iterable[bytes],
        headers: Mapping[str, str],
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        base = "http://127.0.0.1:8080"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            body = content if isinstance(content, bytes) else _in_parts(content)
            return await client.request(method, path, content=body, headers=dict(headers))


async def _in_parts(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def _dashed(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
