"""What a GraphQL query selects, as the JSON Schema of the only answer that is true to it.

Every selected field has to be there and no other, null only where the schema allows it, with
enums and scalars of the right kind. Where a type is abstract, the answer has to fit one of the
possible types, told apart by `__typename` if that was selected.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_directive_values,
    is_abstract_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.values import VariableValues

from tests.specs.schema import Schema

_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date"}

SCALARS: Mapping[str, Schema] = {
    "ID": _TEXT,
    "String": _TEXT,
    "Boolean": {"type": "boolean"},
    "Float": {"type": "number"},
    "Int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "DateTime": _MOMENT,
    "PreciseDateTime": _MOMENT,
    "TimelessDate": _DAY,
    "Date": _DAY,
    "UUID": {"type": "string", "format": "uuid"},
    "URI": {"type": "string", "format": "uri"},
    "JSONObject": {"type": "object"},
    "JSON": {},
    "BigInt": {"type": ["string", "integer"]},
}
"""By their descriptions in the schemas; a scalar that is not here is text."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Turns what one operation selects into a schema.

    `variables` decide what `@include` and `@skip` leave; `lenient` allows null everywhere, as
    it is where an error was reported.
    """

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    lenient: bool

    def of_object(self, kind: GraphQLObjectType, sets: list[SelectionSetNode]) -> Schema:
        """The schema of an object of which `sets` select fields."""
        chosen: dict[str, list[FieldNode]] = {}
        for selected in sets:
            for node in self._fields(kind, selected):
                key = node.alias.value if node.alias else node.name.value
                chosen.setdefault(key, []).append(node)
        return {
            "type": "object",
            "properties": {key: self._field(kind, nodes) for key, nodes in chosen.items()},
            "required": list(chosen),
            "additionalProperties": False,
        }

    def _fields(self, kind: GraphQLObjectType, selected: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selected.selections:
            skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
            include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
            if (skip and skip["if"]) or (include and not include["if"]):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            assert isinstance(node, FragmentSpreadNode | InlineFragmentNode)
            inner = (
                self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            )
            condition = inner.type_condition
            if condition is None or self._holds(condition.name.value, kind):
                yield from self._fields(kind, inner.selection_set)

    def _holds(self, name: str, kind: GraphQLObjectType) -> bool:
        wanted = self.schema.type_map[name]
        return wanted is kind or (
            is_abstract_type(wanted) and self.schema.is_sub_type(wanted, kind)
        )

    def _field(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> Schema:
        name = nodes[0].name.value
        if name == "__typename":
            return {"const": kind.name}
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        return self._value(kind.fields[name].type, sets)

    def _value(self, kind: GraphQLOutputType, sets: list[SelectionSetNode]) -> Schema:
        if is_non_null_type(kind):
            found = self._present(kind.of_type, sets)
            return _or_null(found) if self.lenient else found
        return _or_null(self._present(kind, sets))

    def _present(self, kind: Any, sets: list[SelectionSetNode]) -> Schema:
        if is_list_type(kind):
            return {"type": "array", "items": self._value(kind.of_type, sets)}
        if is_object_type(kind):
            return self.of_object(kind, sets)
        if is_abstract_type(kind):
            possible = [self.of_object(each, sets) for each in self.schema.get_possible_types(kind)]
            return {"anyOf": [each for n, each in enumerate(possible) if each not in possible[:n]]}
        if is_enum_type(kind):
            return {"enum": list(kind.values)}
        return SCALARS.get(kind.name, _TEXT)


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [{"type": "null"}, schema]} if schema else schema
