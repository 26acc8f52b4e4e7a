"""What the checker has to know of one HTTP exchange."""

from collections.abc import Mapping
from typing import Protocol


class Exchange(Protocol):
    """One request and its answer, as they went over the wire.

    `path` comes without the query and with its percent signs, so that a label such as
    `priority/P0` is one segment. `status` is 0 where no answer was given.
    """

    @property
    def method(self) -> str:
        """GET, POST and so on."""

    @property
    def path(self) -> str:
        """What follows the host, up to the question mark."""

    @property
    def query(self) -> str:
        """What follows the question mark, undecoded; empty without one."""

    @property
    def request_headers(self) -> Mapping[str, str]:
        """Names in any case."""

    @property
    def request_body(self) -> bytes:
        """Empty without one."""

    @property
    def status(self) -> int:
        """The answer's."""

    @property
    def response_headers(self) -> Mapping[str, str]:
        """Names in any case."""

    @property
    def response_body(self) -> bytes:
        """Empty without one."""


def header(headers: Mapping[str, str], name: str) -> str | None:
    """The value of a header, whose name is written in any case."""
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), None)


def media_type(headers: Mapping[str, str]) -> str:
    """The content type without its parameters, in lower case; empty if none is said."""
    return (header(headers, "Content-Type") or "").partition(";")[0].strip().lower()
