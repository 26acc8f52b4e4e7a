"""How custom fields look, and what may be written into them.

Source: `CustomFieldResponse` and `TaskRequestBase.custom_fields` of the official description: an
enum takes the gid of an option, several are a list, a date is `{"date": ...}`, people are a list;
a locked field is 403. Without a paid plan there are none, in words of forum.asana.com/t/189341.
The words of a 400 are not known.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from syncd.testing.asana.access import Asker
from syncd.testing.asana.errors import no_id, refused
from syncd.testing.asana.records import Field, Option, Task
from syncd.testing.asana.showing import Kind, Shown
from syncd.testing.asana.world import AsanaWorld

NOT_PAID = "Custom Fields are not available for free users or guests."


class Value:
    """A field as a task has it: the definition, and what it is set to there."""

    def __init__(self, field: Field, value: Any) -> None:
        """`value` is as it was written, `None` if it was not."""
        self.gid = field.gid
        self.field = field
        self.value = value

    def option(self) -> Option | None:
        """The option that is chosen."""
        return _option(self.field, self.value) if self.field.kind == "enum" else None

    def options(self) -> list[Option]:
        """The options that are chosen."""
        several = self.value if self.field.kind == "multi_enum" else ()
        chosen = [_option(self.field, each) for each in several or ()]
        return [each for each in chosen if each is not None]


def values_of(world: AsanaWorld, task: Task) -> list[Shown]:
    """The fields of the projects that a task is in, set or not."""
    held = dict(task.values)
    gids = dict.fromkeys(
        gid for project in world.projects_of(task.gid) for gid in world.projects[project].fields
    )
    return [Shown("custom_field", Value(world.fields[gid], held.get(gid))) for gid in gids]


def checked(
    world: AsanaWorld, fields: Mapping[str, Any], projects: list[str]
) -> list[tuple[str, Any]]:
    """What was sent for custom fields, by gid.

    Raises:
        RefusedError: a field is not there, is locked, or does not take that value.
    """
    if fields and not world.premium:
        raise refused(402, NOT_PAID)
    there = {gid for project in projects for gid in world.projects[project].fields}
    chosen = []
    for gid, value in fields.items():
        if not str(gid).isdecimal():
            raise no_id("custom_fields", gid)
        field = world.fields.get(str(gid))
        if field is None or gid not in there:
            raise refused(400, f"Custom field with ID {gid} is not on given object")
        if field.locked:
            raise refused(403, f"custom_fields.{gid}: You do not have access to edit this field.")
        if value is not None and not _takes(field, value):
            raise refused(400, f"custom_fields.{gid}: Not a valid value for a {field.kind} field")
        chosen.append((str(gid), value))
    return chosen


def _takes(field: Field, value: Any) -> bool:
    if field.kind == "text":
        return isinstance(value, str)
    if field.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if field.kind == "date":
        return isinstance(value, dict) and bool({"date", "date_time"} & set(value))
    if field.kind == "enum":
        option = _option(field, value)
        return option is not None and option.enabled
    if field.kind == "multi_enum":
        return isinstance(value, list) and all(_option(field, each) for each in value)
    return isinstance(value, list)


def _option(field: Field, gid: Any) -> Option | None:
    return next((each for each in field.options if each.gid == gid), None)


def _display(held: Value) -> str | None:
    if held.value is None:
        return None
    if held.field.kind == "enum":
        option = held.option()
        return option.name if option else None
    if held.field.kind == "multi_enum":
        return ", ".join(option.name for option in held.options())
    if held.field.kind == "date":
        return str(held.value.get("date") or held.value.get("date_time"))
    return str(held.value)


def _field(_: AsanaWorld, __: Asker, held: Value) -> dict[str, Any]:
    field = held.field
    return {
        "gid": field.gid,
        "resource_type": "custom_field",
        "name": field.name,
        "type": field.kind,
        "resource_subtype": field.kind,
        "representation_type": field.kind,
        "is_formula_field": False,
        "is_value_read_only": field.locked,
        "is_global_to_workspace": True,
        **_if_of(field, ("enum", "multi_enum"), "enum_options", _shown(field.options)),
    }


def _held(world: AsanaWorld, asker: Asker, held: Value) -> dict[str, Any]:
    field, option = held.field, held.option()
    chosen = None if option is None else Shown("enum_option", option)
    return {
        **_field(world, asker, held),
        "enabled": True,
        "display_value": _display(held),
        **_if_of(field, ("enum",), "enum_value", chosen),
        **_if_of(field, ("multi_enum",), "multi_enum_values", _shown(held.options())),
        **_if_of(field, ("text",), "text_value", held.value),
        **_if_of(field, ("number",), "number_value", held.value),
        **_if_of(field, ("date",), "date_value", held.value),
    }


def _if_of(field: Field, kinds: Sequence[str], name: str, value: Any) -> dict[str, Any]:
    """What only fields of some kinds have."""
    return {name: value} if field.kind in kinds else {}


def _shown(options: Sequence[Option]) -> list[Shown]:
    return [Shown("enum_option", each) for each in options]


def _option_fields(_: AsanaWorld, __: Asker, option: Option) -> dict[str, Any]:
    return {
        "gid": option.gid,
        "resource_type": "enum_option",
        "name": option.name,
        "enabled": option.enabled,
        "color": "none",
    }


_DEFINED = ("gid", "resource_type", "name", "type", "resource_subtype", "enum_options")
_SET = ("enum_value", "multi_enum_values", "number_value", "text_value", "date_value")
KINDS = {
    "enum_option": Kind(_option_fields, ("gid", "resource_type", "name", "enabled", "color")),
    "custom_field": Kind(
        _held,
        (*_DEFINED, "enabled", *_SET, "display_value"),
        full_inside=frozenset({"enum_options"}),
    ),
    "custom_field:definition": Kind(_field, _DEFINED, full_inside=frozenset({"enum_options"})),
}
"""How each of these looks, by `resource_type`."""
