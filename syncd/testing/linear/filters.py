"""What `filter` arguments mean.

Source: linear.app/developers/filtering. All fields of a filter have to hold, `and` and `or` take
lists; a list such as `labels` holds if it holds for one of them (`some`) or for `every` one; an
optional relation has `null`. `in` tells cases apart (sortie-ai, "Linear adapter"). An issue's `id`
takes identifiers too (brekkylab/backlot#111). Times can be durations from now, such as `-P2W`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from syncd.testing.linear.errors import bad_argument
from syncd.testing.linear.naming import snake
from syncd.testing.linear.world import IDENTIFIER, UUID, LinearWorld, written

Test = Callable[[Any], bool]

_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)

_ONE: dict[str, dict[str, tuple[str, Callable[[LinearWorld, Any], Any]]]] = {
    "issue": {
        "team": ("team", lambda world, issue: world.teams[issue.team]),
        "state": ("state", lambda world, issue: world.states[issue.state]),
        "assignee": ("user", lambda world, issue: world.users.get(issue.assignee)),
        "creator": ("user", lambda world, issue: world.users.get(issue.creator)),
    },
    "comment": {
        "issue": ("issue", lambda world, comment: world.issues[comment.issue]),
        "user": ("user", lambda world, comment: world.users.get(comment.user)),
    },
    "label": {
        "team": ("team", lambda world, label: world.teams.get(label.team)),
        "parent": ("label", lambda world, label: world.labels.get(label.parent)),
        "creator": ("user", lambda world, label: world.users.get(label.creator)),
    },
    "attachment": {"creator": ("user", lambda world, link: world.users.get(link.creator))},
    "state": {"team": ("team", lambda world, state: world.teams[state.team])},
}
_MANY: dict[str, dict[str, tuple[str, Callable[[LinearWorld, Any], Iterable[Any]]]]] = {
    "issue": {
        "labels": ("label", lambda world, issue: [world.labels[each] for each in issue.labels]),
        "attachments": ("attachment", lambda world, issue: world.attachments_of(issue.id)),
        "comments": ("comment", lambda world, issue: world.comments_of(issue.id)),
    },
}
_MOMENTS = frozenset({"createdAt", "updatedAt", "archivedAt", "completedAt", "canceledAt"})
_COLLECTION = frozenset({"some", "every", "length"})


def matcher(world: LinearWorld, kind: str, wanted: Mapping[str, Any] | None, me: str) -> Test:
    """Whether a record of that kind passes a filter; `me` is who asks."""
    tests = [_part(world, kind, name, value, me) for name, value in (wanted or {}).items()]
    return lambda record: all(test(record) for test in tests)


def open_doors(world: LinearWorld, wanted: Any, inside: str = "") -> None:
    """Let the teams and people exist that a filter names, if the door is open."""
    if isinstance(wanted, list):
        for each in wanted:
            open_doors(world, each, inside)
    elif isinstance(wanted, dict):
        for name, value in wanted.items():
            if name in {"key", "email"} and isinstance(value, dict):
                for named in [value.get("eq"), value.get("eqIgnoreCase"), *(value.get("in") or ())]:
                    if isinstance(named, str):
                        (world.team_named if name == "key" else world.user_with)(named)
            else:
                open_doors(world, value, name)


def _part(world: LinearWorld, kind: str, name: str, value: Any, me: str) -> Test:
    if name == "and":
        return _all([matcher(world, kind, each, me) for each in value])
    if name == "or":
        return _any([matcher(world, kind, each, me) for each in value])
    if value is None:
        return _always
    if name in _ONE.get(kind, {}):
        other, follow = _ONE[kind][name]
        return _related(world, follow, matcher(world, other, _without_null(value), me), value)
    if name in _MANY.get(kind, {}):
        other, list_of = _MANY[kind][name]
        return _collected(world, list_of, other, value, me)
    if name == "isMe":
        return _compared(lambda user: user.id == me, value)
    if kind == "issue" and name == "id":
        return _identified(world, value)
    attribute = snake(name)
    if name in _MOMENTS:
        value = {word: _moment(world, each) for word, each in value.items()}
    return _compared(lambda record: getattr(record, attribute), value)


def _related(world: LinearWorld, follow: Any, test: Test, value: Mapping[str, Any]) -> Test:
    def holds(record: Any) -> bool:
        other = follow(world, record)
        if "null" in value and value["null"] != (other is None):
            return False
        if other is None:
            return value.get("null") is True or _speaks_of_none(value)
        return test(other)

    return holds


def _speaks_of_none(value: Mapping[str, Any]) -> bool:
    """Whether one of the alternatives is that there is none."""
    return any(each.get("null") is True for each in value.get("or") or ())


def _without_null(value: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: each for name, each in value.items() if name != "null"}
    if "or" in kept:
        kept["or"] = [each for each in kept["or"] if each.get("null") is not True]
    return kept


def _collected(
    world: LinearWorld, list_of: Any, kind: str, value: Mapping[str, Any], me: str
) -> Test:
    bare = {name: each for name, each in value.items() if name not in _COLLECTION}
    some = [matcher(world, kind, part, me) for part in (value.get("some"), bare or None) if part]
    every = matcher(world, kind, value["every"], me) if value.get("every") else None
    length = _compared(len, value["length"]) if value.get("length") else None

    def holds(record: Any) -> bool:
        members = list(list_of(world, record))
        return (
            all(any(test(each) for each in members) for test in some)
            and (every is None or all(every(each) for each in members))
            and (length is None or length(members))
        )

    return holds


def _identified(world: LinearWorld, value: Mapping[str, Any]) -> Test:
    named = {
        word: {_id_of(world, each) for each in (given if isinstance(given, list) else [given])}
        for word, given in value.items()
        if given is not None
    }
    return lambda issue: all(
        (issue.id in ids) is (word in {"eq", "in"}) for word, ids in named.items()
    )


def _id_of(world: LinearWorld, name: str) -> str | None:
    if not (UUID.fullmatch(name) or IDENTIFIER.fullmatch(name)):
        raise bad_argument("id", "isUuid", "id must be a UUID or an issue identifier")
    issue = world.issue_named(name)
    return issue.id if issue else None


def _compared(value_of: Callable[[Any], Any], wanted: Mapping[str, Any]) -> Test:
    tests = [_COMPARISONS[word](given) for word, given in wanted.items() if given is not None]
    return lambda record: all(test(value_of(record)) for test in tests)


def _moment(world: LinearWorld, value: Any) -> Any:
    if isinstance(value, list):
        return [_moment(world, each) for each in value]
    if not isinstance(value, str):
        return value
    if found := _DURATION.fullmatch(value):
        parts = {name: int(n) for name, n in found.groupdict().items() if n and n != "-"}
        span = timedelta(**{name: n for name, n in parts.items() if name != "sign"})
        return written(world.now() - span if found["sign"] else world.now() + span)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise bad_argument("filter", "isDate", f"{value} must be a date or a duration") from error
    return written(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _always(_: Any) -> bool:
    return True


def _all(tests: list[Test]) -> Test:
    return lambda record: all(test(record) for test in tests)


def _any(tests: list[Test]) -> Test:
    return lambda record: any(test(record) for test in tests)


def _text(compare: Callable[[str, str], bool], *, fold: bool = False) -> Callable[[Any], Test]:
    def comparison(given: str) -> Test:
        wanted = given.casefold() if fold else given
        return lambda value: (
            value is not None and compare(value.casefold() if fold else value, wanted)
        )

    return comparison


def _not(comparison: Callable[[Any], Test]) -> Callable[[Any], Test]:
    def negated(given: Any) -> Test:
        test = comparison(given)
        return lambda value: not test(value)

    return negated


_EQ = _text(str.__eq__, fold=True)
_COMPARISONS: Mapping[str, Callable[[Any], Test]] = {
    "eq": lambda given: lambda value: value == given,
    "neq": lambda given: lambda value: value != given,
    "in": lambda given: lambda value: value in given,
    "nin": lambda given: lambda value: value not in given,
    "lt": lambda given: lambda value: value is not None and value < given,
    "lte": lambda given: lambda value: value is not None and value <= given,
    "gt": lambda given: lambda value: value is not None and value > given,
    "gte": lambda given: lambda value: value is not None and value >= given,
    "null": lambda given: lambda value: (value is None) is given,
    "eqIgnoreCase": _EQ,
    "neqIgnoreCase": _not(_EQ),
    "startsWith": _text(str.startswith),
    "startsWithIgnoreCase": _text(str.startswith, fold=True),
    "notStartsWith": _not(_text(str.startswith)),
    "endsWith": _text(str.endswith),
    "notEndsWith": _not(_text(str.endswith)),
    "contains": _text(str.__contains__),
    "containsIgnoreCase": _text(str.__contains__, fold=True),
    "notContains": _not(_text(str.__contains__)),
    "notContainsIgnoreCase": _not(_text(str.__contains__, fold=True)),
}
