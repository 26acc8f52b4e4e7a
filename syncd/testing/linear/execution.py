"""From a GraphQL document to an answer.

A document that does not fit the schema is refused with HTTP 400 and without `data`; what fails
while it is carried out comes with HTTP 200 and `data: null` (sortie-ai, "Linear adapter"). The
schema is the part of Linear's that is simulated; asking for more is an error as well.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)

from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.linear.complexity import Cost
from syncd.testing.linear.errors import answer, extensions
from syncd.testing.linear.mutations import MUTATIONS
from syncd.testing.linear.objects import FIELDS, Asking, stored_value
from syncd.testing.linear.queries import QUERIES


@dataclass(frozen=True)
class Asked:
    """One operation of a document that fits the schema, and its variables."""

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: dict[str, Any]
    name: str | None

    @property
    def roots(self) -> list[str]:
        """What it asks for or does, as `query issues` or `mutation issueCreate`."""
        kind = self.operation.operation.value
        selected = self.operation.selection_set.selections
        return [f"{kind} {node.name.value}" for node in selected if isinstance(node, FieldNode)]

    def cost(self) -> float:
        """How complex it is."""
        fragments = {
            node.name.value: node
            for node in self.document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        return Cost(schema(), fragments, self.variables).of(self.operation)


def sdl() -> str:
    """The simulated part of Linear's schema."""
    parts = files("syncd.testing.linear") / "schema"
    texts = sorted(part.name for part in parts.iterdir() if part.name.endswith(".graphql"))
    return "\n".join((parts / name).read_text("utf-8") for name in texts)


@cache
def schema() -> GraphQLSchema:
    """The schema with its resolvers; made once, when it is first asked for."""
    made = build_schema(sdl())
    for kind, resolvers in {**FIELDS, "Query": QUERIES, "Mutation": MUTATIONS}.items():
        for name, resolver in resolvers.items():
            made.type_map[kind].fields[name].resolve = resolver  # type: ignore[attr-defined]
    return made


def read(request: Request) -> Asked:
    """What a request asks for.

    Raises:
        RefusedError: it is no request in GraphQL, or does not fit the schema.
    """
    try:
        body = request.json
    except ValueError as error:
        raise _misread("POST body sent invalid JSON.") from error
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise _misread("Must provide query string.")
    document = _document(body["query"])
    if isinstance(document, str):
        raise _misread(document)
    name = body.get("operationName")
    operation = get_operation_ast(document, name)
    if operation is None:
        raise _misread("Must provide operation name if query contains multiple operations.")
    return Asked(document, operation, body.get("variables") or {}, name)


def carry_out(asked: Asked, asking: Asking) -> Answer:
    """Ask or do it."""
    result = execute_sync(
        schema(),
        asked.document,
        context_value=asking,
        variable_values=asked.variables,
        operation_name=asked.name,
        field_resolver=stored_value,
    )
    for error in result.errors or ():
        if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
            raise error.original_error  # a bug of the simulator, which has to fail the test
    if result.errors and result.data is None and all(each.path is None for each in result.errors):
        raise _misread(result.errors[0].message)
    told: dict[str, Any] = dict(result.formatted)
    return Answer(200, told)


@lru_cache(maxsize=1_000)
def _document(query: str) -> DocumentNode | str:
    try:
        document = parse(query)
    except GraphQLError as error:
        return error.message
    errors = validate(schema(), document)
    return errors[0].message if errors else document


def _misread(message: str) -> RefusedError:
    said = extensions("graphql error", "GRAPHQL_VALIDATION_FAILED", message)
    return RefusedError(400, answer(400, message, said).body)
