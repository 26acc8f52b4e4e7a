"""The kinds of exceptions to a description."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class AlsoAnswers:
    """Operations (a pattern over `GET /path`) also answer these statuses.

    `body` points to the schema of the answer; without one its body is not looked at, unless
    the operation declares it.
    """

    description: str
    statuses: Iterable[int]
    reason: str
    source: str
    operations: str = ".*"
    body: str = ""


@dataclass(frozen=True, slots=True)
class AlsoSends:
    """Operations answer a media type that they do not declare; its body is not looked at."""

    description: str
    media: str
    reason: str
    source: str
    operations: str = ".*"


@dataclass(frozen=True, slots=True)
class Amended:
    """`value` is what holds at this pointer; a step `*` goes through every entry that has it."""

    description: str
    pointer: str
    value: Any
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Widened:
    """These values come besides those at this pointer: entries of a list, or of an object."""

    description: str
    pointer: str
    values: Iterable[Any] | Mapping[str, Any]
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """The text at this pointer is another: what `pattern` matches becomes `by`, as in `re.sub`."""

    description: str
    pointer: str
    pattern: str
    by: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class AlsoAt:
    """This path is there too, and is as that of `like`, whose last parameter it leaves out."""

    description: str
    path: str
    like: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class AlsoNamed:
    """A request's path that matches `pattern` means the one that `by` makes of it."""

    description: str
    pattern: str
    by: str
    reason: str
    source: str


Change: TypeAlias = Amended | Widened | Replaced
Deviation: TypeAlias = AlsoAnswers | AlsoSends | AlsoAt | AlsoNamed | Change
