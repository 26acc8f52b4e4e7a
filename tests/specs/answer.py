"""The simulator's half of an exchange: a declared status, with the body and headers of it."""

import re
from collections.abc import Iterator

import msgspec
from jsonschema_rs import Draft202012Validator

from tests.specs.exchange import Exchange, header, media_type
from tests.specs.leniency import also_answers, also_sends
from tests.specs.operation import JSON, Answer, Operation
from tests.specs.problem import shown
from tests.specs.schema import Schemas
from tests.specs.violations import Formats, Violation, validator_of, violations

_REDIRECTS = frozenset({301, 302, 307, 308})
_BODILESS = frozenset({204, 304})
_URL = re.compile(r"https?://[^\s<>]+")
_LINK = re.compile(r"<https?://[^\s<>]+>(\s*;\s*[a-z]+=(\"[^\"]*\"|[^\s;,\"]+))*")
_WAIT = re.compile(r"\d+|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")


class AnswerCheck:
    """Checks answers; what a status needs is compiled when it is first met."""

    def __init__(self, description: str, schemas: Schemas, formats: Formats) -> None:
        """`schemas` are those of an answer."""
        self._description = description
        self._schemas = schemas
        self._formats = formats
        self._validators: dict[tuple[str, str, str], Draft202012Validator] = {}

    def check(self, operation: Operation, exchange: Exchange, key: str) -> Iterator[Violation]:
        """What is wrong with an answer; `key` is the entry of `operation.answers` it goes by."""
        row = also_answers(self._description, operation.name, exchange.status)
        declared = operation.answers.get(key)
        if declared is None and row is None:
            wanted = ", ".join(sorted(operation.answers))
            yield Violation("status", f"must be one of {wanted}", str(exchange.status))
            return
        if row is not None and not (declared and declared.bodies):
            if not row.body:
                declared = None
            else:
                declared = Answer({JSON: {"$ref": row.body}}, declared.headers if declared else {})
                key = f"also {exchange.status}"
        yield from _in_headers(exchange, declared or Answer())
        if declared is not None:
            yield from self._in_body(operation, exchange, key, declared)

    def _in_body(
        self, operation: Operation, exchange: Exchange, key: str, declared: Answer
    ) -> Iterator[Violation]:
        media = media_type(exchange.response_headers)
        if not exchange.response_body:
            if declared.bodies and exchange.status not in _BODILESS:
                yield Violation("body", f"is missing: {exchange.status} comes with one")
            return
        if not declared.bodies or exchange.status in _BODILESS:
            found = shown(exchange.response_body)
            yield Violation("body", f"must not be there: {exchange.status} comes without", found)
            return
        if media not in declared.bodies:
            gateway = exchange.status >= 500 and media != JSON  # it speaks for itself
            if not gateway and not also_sends(self._description, operation.name, media):
                wanted = " or ".join(declared.bodies)
                yield Violation("header.Content-Type", f"must be {wanted}", media or "nothing")
            return
        schema = declared.bodies[media]
        if schema is None or not (media == JSON or media.endswith("+json")):
            return
        try:
            value = msgspec.json.decode(exchange.response_body)
        except msgspec.DecodeError as error:
            yield Violation("body", f"is not JSON: {error}", shown(exchange.response_body))
            return
        compiled = (operation.name, key, media)
        if compiled not in self._validators:
            strict = self._schemas.strict(schema)
            self._validators[compiled] = validator_of(strict, self._formats)
        yield from violations(self._validators[compiled], value, "body")


def status_key(operation: Operation, status: int) -> str:
    """The entry of `operation.answers` that a status goes by."""
    return next(
        (key for key in (str(status), f"{status // 100}XX", "default") if key in operation.answers),
        str(status),
    )


def _in_headers(exchange: Exchange, declared: Answer) -> Iterator[Violation]:
    """Loosely: links are links, numbers numbers, and what was made or moved says where it is."""
    found = {name.lower(): value for name, value in exchange.response_headers.items()}
    names = {name.lower() for name in declared.headers}
    location = found.get("location")
    if location is None:
        if exchange.status in _REDIRECTS or (exchange.status == 201 and "location" in names):
            yield Violation("header.Location", f"is missing: {exchange.status} says where")
    elif not _URL.fullmatch(location):
        yield Violation("header.Location", "must be a whole URL", shown(location))
    for link in re.split(r",\s*(?=<)", found.get("link", "")):
        if link and not _LINK.fullmatch(link.strip()):
            yield Violation("header.Link", 'must be <URL>; rel="..."', shown(link))
    wait = header(exchange.response_headers, "Retry-After")
    if wait is not None and not _WAIT.fullmatch(wait):
        yield Violation("header.Retry-After", "must be seconds or an HTTP date", shown(wait))
    for name, schema in declared.headers.items():
        value = found.get(name.lower())
        if value is not None and schema.get("type") == "integer" and not value.isdecimal():
            yield Violation(f"header.{name}", "must be integer", shown(value))
