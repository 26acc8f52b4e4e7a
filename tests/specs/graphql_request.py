"""The adapter's half of a GraphQL exchange: a query that the schema allows, with its variables."""

from dataclasses import dataclass
from functools import lru_cache

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values

from tests.specs.exchange import Exchange, media_type
from tests.specs.operation import JSON
from tests.specs.problem import shown
from tests.specs.schema import Schema
from tests.specs.violations import Violation, validator_of, violations

_BODY: Schema = {
    "type": "object",
    "properties": {
        "query": {"type": "string"},
        "variables": {"type": ["object", "null"]},
        "operationName": {"type": ["string", "null"]},
        "extensions": {"type": "object"},
    },
    "required": ["query"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A valid request: the text of its query, the operation chosen, and its variables."""

    query: str
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues

    @property
    def name(self) -> str:
        """How messages call it: by its own name, else by the fields that it asks for."""
        operation = self.operation
        selected = operation.selection_set.selections
        fields = [node.name.value for node in selected if isinstance(node, FieldNode)]
        said = operation.name.value if operation.name else ", ".join(fields)
        return f"{operation.operation.value} {said}"

    @property
    def shape(self) -> tuple[object, ...]:
        """What decides the shape of the answer: of the variables only those that can include."""
        flags = [
            (name, value)
            for name, value in self.variables.coerced.items()
            if isinstance(value, bool)
        ]
        return (self.query, self.operation.name and self.operation.name.value, *sorted(flags))


class GraphqlRequests:
    """Reads requests; the text of a query is parsed and validated once."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """`schema` is what queries are validated against."""
        self._schema = schema
        self._documents = lru_cache(maxsize=1_000)(self._document)
        self._body = validator_of(_BODY, {})

    def read(self, exchange: Exchange) -> tuple[Asked | None, list[Violation]]:
        """What is asked for, if that is valid, and what is wrong with it."""
        media = media_type(exchange.request_headers)
        if media != JSON:
            return None, [Violation("body", f"must be {JSON}", media or "no content type")]
        try:
            body = msgspec.json.decode(exchange.request_body)
        except msgspec.DecodeError as failure:
            return None, [Violation("body", f"is not JSON: {failure}")]
        if wrong := list(violations(self._body, body, "body")):
            return None, wrong
        document = self._documents(body["query"])
        if isinstance(document, list):
            return None, [Violation("body.query", message) for message in document]
        operation = get_operation_ast(document, body.get("operationName"))
        if operation is None:
            return None, [Violation("body.operationName", "names none of the query's operations")]
        given = body.get("variables") or {}
        declared = operation.variable_definitions or ()
        names = {each.variable.name.value for each in declared}
        unknown = [
            Violation(f"body.variables.{name}", "is not declared by the query", shown(given[name]))
            for name in sorted(given.keys() - names)
        ]
        variables = get_variable_values(self._schema, declared, given)
        if isinstance(variables, list):
            errors = [Violation("body.variables", failure.message) for failure in variables]
            return None, [*unknown, *errors]
        fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        return Asked(body["query"], operation, fragments, variables), unknown

    def _document(self, query: str) -> DocumentNode | list[str]:
        """A query that the schema allows, or why it does not."""
        try:
            document = parse(query)
        except GraphQLError as failure:
            return [failure.message]
        return [failure.message for failure in validate(self._schema, document)] or document
