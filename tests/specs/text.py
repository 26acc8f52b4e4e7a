"""Values that arrive as text: queries, forms and path segments, typed as their schemas say."""

import re
from collections.abc import Callable, Iterable, Mapping
from email import policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from tests.specs.operation import MULTIPART, Parameter
from tests.specs.schema import Schema

_NUMBERS: Mapping[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "integer": (re.compile(r"-?\d{1,19}"), int),
    "number": (re.compile(r"-?\d+(\.\d+)?"), float),
    "boolean": (re.compile("true|false"), "true".__eq__),
}


def pairs(text: str) -> list[tuple[str, str]]:
    """The names and values of a query or a form, decoded, in their order."""
    return parse_qsl(text, keep_blank_values=True)


def typed(text: str, schema: Schema) -> Any:
    """A value as its schema wants it, where it can be read so; else the text, which then fails."""
    kinds = schema.get("type", ())
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if kind in _NUMBERS:
            pattern, read = _NUMBERS[kind]
            if pattern.fullmatch(text):
                return read(text)
    return text


def arguments(given: Iterable[tuple[str, str]], parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The values of a query by name; a name that repeats without being a list becomes one."""
    declared = {parameter.name: parameter for parameter in parameters}
    texts: dict[str, list[str]] = {}
    for name, text in given:
        texts.setdefault(name, []).append(text)
    out: dict[str, Any] = {}
    for name, found in texts.items():
        parameter = declared.get(name)
        if parameter is None:
            out[name] = found[0]
            continue
        if parameter.schema.get("type") == "array":
            parts = [part for text in found for part in text.split(",")]
            inner = parameter.schema.get("items", {})
            out[name] = [typed(text, inner) for text in (parts if parameter.commas else found)]
        else:
            values = [typed(text, parameter.schema) for text in found]
            out[name] = values[0] if len(values) == 1 else values
    return out


def form(given: Iterable[tuple[str, str]], schema: Schema) -> dict[str, Any]:
    """The values of a form by name."""
    properties = schema.get("properties", {})
    fields = [Parameter(name, "form", inner) for name, inner in properties.items()]
    return arguments(given, fields)


def multipart(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The fields of a multipart form; a file's content is its text, whatever is in it."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    if message.get_content_type() != MULTIPART:
        return []
    return [
        (
            str(part.get_param("name", "", header="content-disposition")),
            bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace"),
        )
        for part in message.iter_parts()
    ]
