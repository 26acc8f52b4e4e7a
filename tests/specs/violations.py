"""From a validator's errors to a place and a message that says what to mend."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from tests.specs.problem import shown
from tests.specs.schema import Schema

Formats: TypeAlias = Mapping[str, Callable[[str], bool]]

_MANY = 8


@dataclass(frozen=True, slots=True)
class Violation:
    """One place that does not fit its schema."""

    place: str
    message: str
    found: str = ""


def validator_of(schema: Schema, formats: Formats) -> Draft202012Validator:
    """A compiled validator; `formats` are those that this description uses in its own way."""
    return Draft202012Validator(schema, formats=dict(formats), validate_formats=True, offline=True)


def violations(validator: Draft202012Validator, value: Any, place: str) -> Iterator[Violation]:
    """What does not fit, each with its place below `place`; nothing, quickly, if all fits."""
    if not validator.is_valid(value):
        all_told = (told for error in validator.iter_errors(value) for told in _told(error, place))
        yield from dict.fromkeys(all_told)  # what two parts forbid is one violation


def _told(error: ValidationError, root: str) -> Iterator[Violation]:
    place, kind = _place(root, error.instance_path), error.kind
    match kind:
        case ValidationErrorKind.AnyOf(branches):
            yield from _of_the_nearest(error, branches, root)
        case ValidationErrorKind.Required(name):
            yield Violation(f"{place}.{name}", "is required and missing")
        case ValidationErrorKind.AdditionalProperties(names):
            for name in names:
                found = error.instance[name] if isinstance(error.instance, dict) else None
                yield Violation(f"{place}.{name}", "is not known to the description", shown(found))
        case ValidationErrorKind.FalseSchema():  # how one unknown property of several is told
            yield Violation(place, "is not known to the description", shown(error.instance))
        case ValidationErrorKind.Not():
            yield Violation(place, "may not be in this direction (readOnly or writeOnly)")
        case ValidationErrorKind.Type(types):
            yield Violation(place, f"must be {' or '.join(types)}", shown(error.instance))
        case ValidationErrorKind.Enum(options):
            yield Violation(place, f"must be one of {_listed(options)}", shown(error.instance))
        case ValidationErrorKind.Format(name):
            yield Violation(place, f"must be a {name}", shown(error.instance))
        case _:
            yield Violation(place, f"breaks {kind.name}: {kind.value!r}", shown(error.instance))


def _of_the_nearest(
    error: ValidationError, branches: list[list[ValidationError]], root: str
) -> Iterator[Violation]:
    """What keeps the value from being the alternative that it is most like."""
    here = error.instance_path
    types = [_types_at(branch, here) for branch in branches]
    near = [branch for branch, wrong in zip(branches, types, strict=True) if not wrong]
    if not near:
        wanted = list(dict.fromkeys(name for names in types for name in names))
        yield Violation(_place(root, here), f"must be {' or '.join(wanted)}", shown(error.instance))
        return
    for inner in min(near, key=lambda branch: (_tells_apart(branch, here), len(branch))):
        yield from _told(inner, root)


def _types_at(branch: list[ValidationError], path: list[str | int]) -> list[str]:
    return [
        name
        for error in branch
        if isinstance(error.kind, ValidationErrorKind.Type) and error.instance_path == path
        for name in error.kind.types
    ]


def _tells_apart(branch: list[ValidationError], path: list[str | int]) -> bool:
    """Whether it is a property right here with another value that makes it the wrong branch."""
    return any(
        isinstance(error.kind, ValidationErrorKind.Enum | ValidationErrorKind.Constant)
        and len(error.instance_path) == len(path) + 1
        for error in branch
    )


def _place(root: str, path: list[str | int]) -> str:
    return root + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def _listed(options: list[Any]) -> str:
    few = ", ".join(map(repr, options[:_MANY]))
    return few if len(options) <= _MANY else f"{few} and {len(options) - _MANY} more"
