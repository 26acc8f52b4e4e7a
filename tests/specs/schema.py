"""Schemas of API descriptions to strict JSON Schema, in which nothing unknown is allowed.

A description leaves objects open unless it says otherwise, so that a misspelt field is valid.
Here every object is closed over the properties that any of its parts names: its own, and those
of `allOf`, `oneOf` and `anyOf`. Only a map (`additionalProperties` with a schema, or an object
of which no property is named at all) stays open. `oneOf` becomes `anyOf`, since descriptions
list alternatives that overlap.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from tests.specs.pointer import at
from tests.specs.problem import Side

Schema: TypeAlias = dict[str, Any]
_Names: TypeAlias = frozenset[str]
_NONE: _Names = frozenset()

_AS_IT_IS = frozenset({
    "const", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "maxItems", "maxLength",
    "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum", "multipleOf",
    "pattern", "type", "uniqueItems",
})  # fmt: skip
_PARTS = frozenset({"$ref", "properties", "allOf", "oneOf", "anyOf"})
_COMPOSED = _PARTS - {"properties"}
_ALTERNATIVES = ("oneOf", "anyOf")
_NOWHERE: Final[Schema] = {"not": {}}


class Schemas:
    """The schemas of one description, as they hold in one direction.

    In a request, what is `readOnly` is not required and may not be sent; in an answer that
    goes for `writeOnly`.
    """

    def __init__(self, document: Mapping[str, Any], side: Side) -> None:
        """`document` is the whole description, which references point into."""
        self._document = document
        self._hidden = "readOnly" if side is Side.REQUEST else "writeOnly"
        self._siblings = str(document.get("openapi", "")).startswith("3.1")
        self._pieces: dict[_Ref, _Piece] = {}
        self._names: dict[str, frozenset[str] | None] = {}

    def strict(self, schema: Schema) -> Schema:
        """One schema of the description as a JSON Schema that stands on its own."""
        waiting: set[_Ref] = set()
        root = self._closed(schema, waiting)
        definitions: dict[str, Schema] = {}
        while waiting:
            ref = waiting.pop()
            if ref.key not in definitions:
                piece = self._piece(ref)
                definitions[ref.key] = piece.schema
                waiting |= piece.refs
        return {**root, "$defs": definitions}

    def target(self, pointer: str) -> Schema:
        """What a reference such as `#/components/schemas/issue` points to."""
        found: Schema = at(self._document, pointer)
        return found

    def _piece(self, ref: "_Ref") -> "_Piece":
        if ref not in self._pieces:
            refs: set[_Ref] = set()
            if ref.closed:
                schema = self._around({"$ref": ref.pointer}, refs)
            else:
                schema = self._open(self.target(ref.pointer), refs, ref.without)
            self._pieces[ref] = _Piece(schema, frozenset(refs))
        return self._pieces[ref]

    def _closed(self, schema: Schema, refs: "set[_Ref]") -> Schema:
        """What holds where a value of the schema stands by itself."""
        if list(schema) == ["$ref"]:
            return _Ref(schema["$ref"]).into(refs)
        return self._around(schema, refs)

    def _around(self, schema: Schema, refs: "set[_Ref]") -> Schema:
        opened = self._open(schema, refs)
        names = self._known(schema)
        if not names:
            return opened
        if names == opened.get("properties", {}).keys():
            return {**opened, "additionalProperties": False}
        known: dict[str, Any] = dict.fromkeys(sorted(names), True)
        for name, values in self._chosen(schema).items():
            # An alternative that does not know the name would take whatever stands there.
            known[name] = {"anyOf": [self._property(value, refs) for value in values]}
        return {"allOf": [opened], "properties": known, "additionalProperties": False}

    def _open(self, schema: Schema, refs: "set[_Ref]", without: _Names = _NONE) -> Schema:
        """What holds for a part of a schema; properties `without` are looked at elsewhere."""
        if "$ref" in schema and (len(schema) == 1 or not self._siblings):
            return _Ref(schema["$ref"], closed=False, without=without).into(refs)
        out = {key: value for key, value in schema.items() if key in _AS_IT_IS}
        together = {
            name: parts for name, parts in self._declared(schema).items() if name not in without
        }
        shared = {name: {"allOf": parts} for name, parts in together.items() if len(parts) > 1}
        single = {
            name: value
            for name, value in schema.get("properties", {}).items()
            if name not in without and name not in shared
        }
        if single or shared:
            properties = {**single, **shared}.items()
            out["properties"] = {name: self._property(value, refs) for name, value in properties}
        if required := [n for n in schema.get("required", ()) if not self._is_hidden(schema, n)]:
            out["required"] = required
        if "items" in schema and not _means_any_of(schema):
            anything = schema.get("x-items-any-of")
            out["items"] = self._closed({"anyOf": anything} if anything else schema["items"], refs)
        further = schema.get("additionalProperties", True)
        if further is False and not schema.keys() & _COMPOSED:  # else it would forbid all of them
            out["additionalProperties"] = False
        elif isinstance(further, dict) and further.keys() - {"readOnly"}:
            out["additionalProperties"] = self._closed(further, refs)
        elsewhere = without | frozenset(shared)
        parts = [self._open(part, refs, elsewhere) for part in _all_of(schema)]
        parts += [{"anyOf": choice} for choice in self._choices(schema, refs, elsewhere)]
        if parts:
            out["allOf"] = parts
        return _nullable(out) if _may_be_null(schema) else out

    def _declared(self, schema: Schema) -> dict[str, list[Schema]]:
        """The schemas of each property, by all the parts that hold together."""
        out = {name: [value] for name, value in schema.get("properties", {}).items()}
        for part in _all_of(schema):
            whole = self.target(part["$ref"]) if list(part) == ["$ref"] else part
            for name, values in self._declared(whole).items():
                out[name] = [*out.get(name, ()), *values]
        return out

    def _chosen(
        self, schema: Schema, on_the_way: _Names = _NONE, *, inside: bool = False
    ) -> dict[str, list[Schema]]:
        """The schemas of each property, by all the parts that hold in some alternative."""
        out: dict[str, list[Schema]] = {}
        found = [schema.get("properties", {})] if inside else []
        for part in _all_of(schema):
            pointer = part.get("$ref", "")
            if pointer in on_the_way:
                continue
            whole = self.target(pointer) if list(part) == ["$ref"] else part
            found.append(self._chosen(whole, on_the_way | {pointer} - {""}, inside=inside))
        for branches in _alternatives(schema):
            found += [self._chosen(branch, on_the_way, inside=True) for branch in branches]
        for properties in found:
            for name, value in properties.items():
                known = out.setdefault(name, [])
                values = value if isinstance(value, list) else [value]
                known += [each for each in values if each not in known]
        return out

    def _choices(
        self, schema: Schema, refs: "set[_Ref]", without: _Names
    ) -> Iterator[list[Schema]]:
        discriminator = schema.get("discriminator") or {}
        name = discriminator.get("propertyName", "")
        said: dict[str, list[str]] = {}
        for value, pointer in discriminator.get("mapping", {}).items():
            said.setdefault(pointer, []).append(value)
        for branches in _alternatives(schema):
            choice = []
            for branch in branches:
                opened = self._open(branch, refs, without)
                if values := said.get(branch.get("$ref", "")):
                    opened = {"allOf": [opened], "properties": {name: {"enum": values}}}
                choice.append(opened)
            yield choice

    def _property(self, schema: Schema, refs: "set[_Ref]") -> Schema:
        return _NOWHERE if self._says_hidden(schema) else self._closed(schema, refs)

    def _is_hidden(self, schema: Schema, name: str) -> bool:
        return self._says_hidden(schema.get("properties", {}).get(name, {}))

    def _says_hidden(self, schema: Schema) -> bool:
        if "$ref" in schema:
            schema = self.target(schema["$ref"])
        return bool(schema.get(self._hidden))

    def _known(self, schema: Schema, on_the_way: frozenset[str] = frozenset()) -> (
        frozenset[str] | None
    ):  # fmt: skip
        """The names of all properties that any part declares; None if it is a map."""
        names: frozenset[str] = frozenset(schema.get("properties", ()))
        if _is_map(schema):
            return None
        parts = list(schema.get("allOf", ()))
        if pointer := schema.get("$ref"):
            if pointer in on_the_way:
                return frozenset()
            if pointer not in self._names:
                self._names[pointer] = self._known(self.target(pointer), on_the_way | {pointer})
            if self._names[pointer] is None:
                return None
            names |= self._names[pointer] or frozenset()
        for part in [*parts, *(branch for found in _alternatives(schema) for branch in found)]:
            declared = self._known(part, on_the_way)
            if declared is None and not (part in parts and _is_blank(part)):
                return None
            names |= declared or frozenset()
        return None if not names and _is_blank(schema) else names


@dataclass(frozen=True, slots=True)
class _Ref:
    """A reference as it is used: where a value stands by itself, or as a part of another."""

    pointer: str
    closed: bool = True
    without: _Names = _NONE

    @property
    def key(self) -> str:
        """Its name among the definitions."""
        use = "" if self.closed else f".open{''.join(f'-{name}' for name in sorted(self.without))}"
        return f"{self.pointer.removeprefix('#/').replace('/', '.')}{use}"

    def into(self, refs: "set[_Ref]") -> Schema:
        """The JSON Schema that refers to it; `refs` collects what has to be defined."""
        refs.add(self)
        return {"$ref": f"#/$defs/{self.key}"}


@dataclass(frozen=True, slots=True)
class _Piece:
    """The translation of what a reference points to, and the references inside it."""

    schema: Schema
    refs: frozenset[_Ref]


def _all_of(schema: Schema) -> Iterator[Schema]:
    """The parts that hold together with what a schema says itself."""
    if "$ref" in schema:
        yield {"$ref": schema["$ref"]}
    yield from schema.get("allOf", ())


def _alternatives(schema: Schema) -> Iterator[list[Schema]]:
    for keyword in _ALTERNATIVES:
        if keyword in schema:
            yield schema[keyword]
    if _means_any_of(schema):
        yield schema["x-items-any-of"]


def _means_any_of(schema: Schema) -> bool:
    """Slack's way to say: one of these, which is no array since it has no such type."""
    return "x-items-any-of" in schema and "type" not in schema


def _is_map(schema: Schema) -> bool:
    further = schema.get("additionalProperties")
    if "patternProperties" in schema or (isinstance(further, dict) and further):
        return True
    return further is not None and further is not False and not schema.keys() & _PARTS


def _is_blank(schema: Schema) -> bool:
    """An object of which nothing is said: a free form."""
    types = schema.get("type", ())
    return (types == "object" or "object" in types) and not (
        schema.keys() & _PARTS or schema.get("additionalProperties") is False
    )


def _may_be_null(schema: Schema) -> bool:
    """Also where only one of all parts says so, which is how Asana writes it."""
    return bool(
        schema.get("nullable") or any(part.get("nullable") for part in schema.get("allOf", ()))
    )


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [{"type": "null"}, schema]}
