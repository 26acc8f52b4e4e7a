"""What a description says of one method on one path, whatever version of OpenAPI it is in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tests.specs.schema import Schema

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in the path, the query or a header; `commas` joins lists, else they repeat."""

    name: str
    where: str
    schema: Schema
    required: bool = False
    commas: bool = False
    slashes: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a status comes with: bodies by media type, and the headers that are declared."""

    bodies: Mapping[str, Schema | None] = field(default_factory=dict)
    headers: Mapping[str, Schema] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One method on one path; `answers` by status, `4XX` or `default`."""

    method: str
    template: str
    parameters: tuple[Parameter, ...]
    bodies: Mapping[str, Schema]
    body_required: bool
    answers: Mapping[str, Answer]

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.method} {self.template}"

    def within(self, place: str) -> tuple[Parameter, ...]:
        """Its parameters in the path, the query or the headers."""
        return tuple(p for p in self.parameters if p.where == place)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a raw path of this operation looks like; its groups are the path parameters."""
        wide = {p.name for p in self.within("path") if p.slashes}
        parts = re.split(r"\{([^{}]+)\}", self.template)
        names = parts[1::2]
        return re.compile(
            "".join(
                re.escape(literal) + (("(.+)" if name in wide else "([^/]+)") if name else "")
                for literal, name in zip(parts[::2], [*names, ""], strict=True)
            )
        )

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """The names of the path parameters, in order."""
        return tuple(re.findall(r"\{([^{}]+)\}", self.template))


class Routes:
    """Finds the operation of a request; a literal path wins over one with parameters."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Sorts them once."""
        self._operations = sorted(operations, key=_vagueness)

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that a raw path and a method name, if there is one."""
        return next((op for op in self._on(path) if op.method == method), None)

    def methods(self, path: str) -> list[str]:
        """The methods that a path has; none if the description does not have the path."""
        return sorted({op.method for op in self._on(path)})

    def _on(self, path: str) -> Iterable[Operation]:
        return (op for op in self._operations if op.pattern.fullmatch(path))


def _vagueness(operation: Operation) -> list[int]:
    """Literal before one segment before several; what ends early is vaguer than what goes on."""
    wide = {p.name for p in operation.within("path") if p.slashes}
    segments = operation.template.split("/")
    return [
        0 if "{" not in segment else 2 if segment.strip("{}") in wide else 1 for segment in segments
    ] + [3]
