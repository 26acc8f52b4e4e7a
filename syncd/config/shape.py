"""What a table may hold, from the types of its settings class."""

import dataclasses
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, SecretBytes, SecretStr

from syncd.config.errors import Key


def fields_of(shape: Any) -> dict[str, Any]:
    """The keys of a model or dataclass, each with its type; empty for anything else."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return {field.alias or name: field.annotation for name, field in shape.model_fields.items()}
    if dataclasses.is_dataclass(shape):
        hints = get_type_hints(shape)
        return {field.name: hints[field.name] for field in dataclasses.fields(shape)}
    return {}


def keys_of(shape: Any) -> set[str]:
    """The keys that may be written in a table of that type, `X_file` for a secret X included."""
    fields = next((found for found in map(fields_of, _members(shape)) if found), {})
    return set(fields) | {f"{name}_file" for name, held in fields.items() if is_secret(held)}


def annotation_at(shape: Any, loc: Key) -> Any:
    """What is expected at `loc` below `shape`; None where that cannot be told."""
    for part in loc:
        fields = next((found for found in map(fields_of, _members(shape)) if found), None)
        if fields is not None:
            shape = fields.get(str(part))
        elif arguments := get_args(shape):
            shape = arguments[-1] if get_origin(shape) is not tuple else arguments[0]
        else:
            return None
    return shape


def _members(annotation: Any) -> tuple[Any, ...]:
    return (annotation, *get_args(annotation))


def is_secret(annotation: Any) -> bool:
    """Whether a value of that type is, or may be, a secret or a collection of secrets."""
    if annotation is SecretStr or annotation is SecretBytes:
        return True
    return any(map(is_secret, get_args(annotation)))
