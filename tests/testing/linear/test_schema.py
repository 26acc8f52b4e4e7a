"""The simulated part of the schema says what Linear's own does."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_required_argument,
    is_required_input_field,
)

from syncd.testing.linear.execution import schema
from tests.specs.folder import text_of

OWN = {name: kind for name, kind in schema().type_map.items() if not name.startswith("__")}


@pytest.fixture(scope="module")
def official() -> GraphQLSchema:
    """Linear's SDL."""
    text = text_of("linear.schema.graphql")
    return build_schema(text, assume_valid=True, no_location=True)


def different(own: Any, theirs: Any) -> Iterator[str]:
    """How a type differs from Linear's, beyond having less."""
    if type(own) is not type(theirs):
        yield f"{own} is another kind of type"
    elif isinstance(own, GraphQLEnumType):
        if own.values.keys() != theirs.values.keys():
            yield f"{own} has other values"
    elif isinstance(own, GraphQLUnionType):
        yield f"{own} is not compared"
    elif isinstance(own, GraphQLObjectType | GraphQLInterfaceType):
        names = {each.name for each in theirs.interfaces}
        yield from (f"{own} is no {each}" for each in own.interfaces if each.name not in names)
        yield from _fields(own, theirs)
    elif isinstance(own, GraphQLInputObjectType):
        yield from _fields(own, theirs)
        for name, field in theirs.fields.items():
            if is_required_input_field(field) and name not in own.fields:
                yield f"{own}.{name} is required"


def _fields(own: Any, theirs: Any) -> Iterator[str]:
    for name, field in own.fields.items():
        if name not in theirs.fields:
            yield f"{own}.{name} is not there"
            continue
        if str(field.type) != str(theirs.fields[name].type):
            yield f"{own}.{name} is {field.type}, there {theirs.fields[name].type}"
        yield from _arguments(
            f"{own}.{name}",
            getattr(field, "args", {}),
            getattr(theirs.fields[name], "args", {}),
        )


def _arguments(place: str, own: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    for name, argument in own.items():
        if name not in theirs:
            yield f"{place}({name}:) is not there"
        elif str(argument.type) != str(theirs[name].type):
            yield f"{place}({name}:) is {argument.type}, there {theirs[name].type}"
    for name, argument in theirs.items():
        if is_required_argument(argument) and name not in own:
            yield f"{place}({name}:) is required"


def test_every_type_is_linears(official: GraphQLSchema) -> None:
    """Names, types, nullability, arguments and enum values are the same; some are left out."""
    problems = [
        f"{name} is not there" if name not in official.type_map else problem
        for name, kind in OWN.items()
        for problem in (
            different(kind, official.type_map[name]) if name in official.type_map else [""]
        )
    ]
    assert problems == []


def test_the_comparison_can_fail(official: GraphQLSchema) -> None:
    """A field, an argument or a value that Linear does not have is found."""
    text = """
        type Query { issue(id: ID!, slug: String): Issue  nothing: Int }
        type Issue { id: ID  title: String! }
        enum PaginationOrderBy { createdAt }
        input IssueCreateInput { title: String! }
    """
    changed = build_schema(text)
    found = {
        problem
        for name in ("Query", "Issue", "PaginationOrderBy", "IssueCreateInput")
        for problem in different(changed.type_map[name], official.type_map[name])
    }
    assert found == {
        "Query.issue is Issue, there Issue!",
        "Query.issue(id:) is ID!, there String!",
        "Query.issue(slug:) is not there",
        "Query.nothing is not there",
        "Issue.id is ID, there ID!",
        "PaginationOrderBy has other values",
        "IssueCreateInput.title is String!, there String",
        "IssueCreateInput.teamId is required",
    }


def test_everything_is_resolved() -> None:
    """Each query and mutation of the simulated part is carried out by something."""
    for name in ("Query", "Mutation"):
        for field, known in OWN[name].fields.items():  # type: ignore[attr-defined]
            assert known.resolve is not None, f"{name}.{field}"
