"""One REST description that exchanges can be checked against."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.specs.answer import AnswerCheck, status_key
from tests.specs.exchange import Exchange
from tests.specs.leniency import also_named
from tests.specs.operation import Operation, Routes
from tests.specs.problem import Problem, Side
from tests.specs.request import RequestCheck
from tests.specs.schema import Schemas
from tests.specs.violations import Formats, Violation


class RestApi:
    """The operations of one tracker; compiles of them what the exchanges ask for."""

    def __init__(
        self,
        name: str,
        document: Mapping[str, Any],
        operations: Iterable[Operation],
        *,
        base: str = "",
        formats: Formats | None = None,
    ) -> None:
        """`base` is the path of the tracker's own server, which a simulator may leave out."""
        self.name = name
        self.operations = tuple(operations)
        self._routes = Routes(self.operations)
        self._base = base
        self._requests = RequestCheck(Schemas(document, Side.REQUEST), formats or {})
        self._answers = AnswerCheck(name, Schemas(document, Side.ANSWER), formats or {})

    def check(self, exchange: Exchange) -> list[Problem]:
        """Every problem of one exchange; the answer to a request without operation is not one."""
        path = exchange.path
        if self._base and path.startswith(f"{self._base}/"):
            path = path.removeprefix(self._base)
        path = also_named(self.name, path)
        operation = self.find(exchange.method.upper(), path)
        if operation is None:
            methods = self._routes.methods(path)
            message = f"the path has only {', '.join(methods)}" if methods else "no such path"
            asked = f"{exchange.method} {path}"
            place = "method" if methods else "path"
            return [Problem(Side.REQUEST, asked, place, message)]
        sides = [(Side.REQUEST, self.of_request(operation, exchange, path))]
        if exchange.status:
            sides.append((Side.ANSWER, self.of_answer(operation, exchange)))
        return [
            Problem(side, operation.name, found.place, found.message, found.found)
            for side, all_found in sides
            for found in all_found
        ]

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that a method and a raw path name."""
        return self._routes.find(method, path)

    def of_request(
        self, operation: Operation, exchange: Exchange, path: str
    ) -> Iterator[Violation]:
        """What is wrong with the request of an operation."""
        return self._requests.check(operation, exchange, path)

    def of_answer(self, operation: Operation, exchange: Exchange) -> Iterator[Violation]:
        """What is wrong with the answer of an operation."""
        key = status_key(operation, exchange.status)
        return self._answers.check(operation, exchange, key)
