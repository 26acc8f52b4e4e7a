"""What the clauses of a query ask of an issue.

Source: support.atlassian.com, "JQL fields": `!=` does not find what has no value; times are in
the zone of whoever asks, to the minute, or relative to now; a value that is not there, or not for
the asker, is an error and not an empty answer ("The value 'X' does not exist for the field
'project'."). That a bare number is milliseconds since 1970 is what airbytehq/airbyte#48838 relies
on. Issue properties are no fields unless an app has declared an index for them
(developer.atlassian.com/cloud/jira/platform/modules/entity-property). Not confirmed: that labels
match in any case, and that a key which an issue had before it was moved still finds it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from syncd.testing.jira import texts
from syncd.testing.jira.access import Asker, can_see, may
from syncd.testing.jira.errors import refused
from syncd.testing.jira.jql import Both, Clause, Empty, Function, Node, Not, Operand
from syncd.testing.jira.records import Issue
from syncd.testing.jira.site import CATEGORIES, PRIORITIES, RESOLUTIONS, STATUSES, TYPES
from syncd.testing.jira.world import JiraWorld

Test = Callable[[Issue], bool]

_SPAN = re.compile(r"([+-]?\d+)([mhdw]?)")
_UNITS = {"": "minutes", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FORMATS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")


class Terms:
    """Makes tests of the nodes of a query, for one world and asker."""

    def __init__(self, world: JiraWorld, asker: Asker, *, strict: bool = True) -> None:
        """Unless `strict`, a value that is not there finds nothing instead of being an error."""
        self._world = world
        self._asker = asker
        self._strict = strict

    def test(self, node: Node) -> Test:
        """Whether an issue is what a node asks for.

        Raises:
            RefusedError: it asks for what there is not.
        """
        match node:
            case Not(inner):
                test = self.test(inner)
                return lambda issue: not test(issue)
            case Both(word, parts):
                tests = [self.test(part) for part in parts]
                if word == "and":
                    return lambda issue: all(test(issue) for test in tests)
                return lambda issue: any(test(issue) for test in tests)
            case Clause():
                return self._clause(node)

    def _clause(self, clause: Clause) -> Test:
        name = clause.field.casefold()
        if name in _TIMES:
            return self._time(clause, _TIMES[name])
        if name in {"key", "issuekey", "id", "issue"}:
            return self._key(clause)
        if name in _WORDS:
            return _containing(clause, _WORDS[name], self._world)
        maker = _VALUES.get(name)
        if maker is None:
            raise refused(
                400,
                f"Field '{clause.field}' does not exist or you do not have permission to view it.",
            )
        if name == "project":
            self._check_projects(clause)
        wanted = {self._plain(clause, value) for value in clause.values}
        return _among(clause, lambda issue: maker(self._world, issue), wanted)

    def _check_projects(self, clause: Clause) -> None:
        for value in clause.values:
            project = self._world.project_named(str(value))
            seen = project and may(self._world, self._asker.user, "BROWSE_PROJECTS", project)
            if not seen and self._strict:
                message = f"The value '{value}' does not exist for the field 'project'."
                raise refused(400, message)

    def _plain(self, clause: Clause, value: Operand) -> str | None:
        match value:
            case Empty():
                return None
            case Function(name, _) if name.casefold() == "currentuser":
                return self._asker.user.account_id.casefold()
            case Function(name, _):
                message = f"Unable to find JQL function '{name}()'."
                raise refused(400, message)
        if clause.field.casefold() in {"assignee", "reporter", "creator"}:
            known = self._world.user_names.get(value.casefold(), value)
            return known.casefold()
        if clause.field.casefold() == "resolution" and value.casefold() == "unresolved":
            return None
        return value.casefold()

    def _key(self, clause: Clause) -> Test:
        ids: set[int] = set()
        for value in clause.values:
            if isinstance(value, Function):
                ids |= self._linked(value)
                continue
            issue = self._world.issue_named(str(value))
            if issue is not None and can_see(self._world, self._asker.user, issue):
                ids.add(issue.id)
            elif self._strict:
                message = f"An issue with key '{value}' does not exist for field '{clause.field}'."
                raise refused(400, message)
        if clause.sign in {"<", "<=", ">", ">="}:
            return _compared(
                clause.sign, number_of, {number_of(self._world.issues[each]) for each in ids}
            )
        negative = clause.sign in {"!=", "not in"}
        return lambda issue: (issue.id in ids) is not negative

    def _linked(self, function: Function) -> set[int]:
        if function.name.casefold() != "issueswithremotelinksbyglobalid":
            raise refused(400, f"Unable to find JQL function '{function.name}()'.")
        return {
            issue
            for issue, links in self._world.remote_links.items()
            if any(link.global_id in function.arguments for link in links)
        }

    def _time(self, clause: Clause, get: Callable[[Issue], Any]) -> Test:
        (value,) = clause.values
        if isinstance(value, Empty):
            return _among(clause, lambda issue: [str(get(issue))] if get(issue) else [], {None})
        moment = self._moment(clause, value)
        if clause.field.casefold() in {"due", "duedate"}:
            day = moment.date().isoformat()
            return _compared(clause.sign, get, {day})
        return _compared(clause.sign, get, {moment})

    def _moment(self, clause: Clause, value: Operand) -> datetime:
        now = self._world.now()
        if isinstance(value, Function) and value.name.casefold() == "now":
            return now
        text = value if isinstance(value, str) else ""
        if re.fullmatch(r"\d{9,}", text):
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        if span := _SPAN.fullmatch(text):
            return now + timedelta(**{_UNITS[span[2]]: int(span[1])})
        zone = ZoneInfo(self._asker.user.time_zone)
        for form in _FORMATS:
            try:
                return datetime.strptime(text, form).replace(tzinfo=zone).astimezone(UTC)
            except ValueError:
                continue
        raise refused(
            400,
            f"Date value '{text}' for field '{clause.field}' is invalid. Valid formats include:"
            " 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period"
            " format e.g. '-5d', '4w 2d'.",
        )


def number_of(issue: Issue) -> tuple[str, int]:
    """How keys are ordered: by project, then by number."""
    project, _, number = issue.key.rpartition("-")
    return project, int(number)


def _among(clause: Clause, get: Callable[[Issue], Sequence[str]], wanted: set[str | None]) -> Test:
    """Whether one of the values of a field is wanted; without any, whether none is."""
    negative = clause.sign in {"!=", "not in", "is not"}
    if clause.sign not in {"=", "!=", "in", "not in", "is", "is not"}:
        message = f"The operator '{clause.sign}' is not supported by the '{clause.field}' field."
        raise refused(400, message)
    values = {value for value in wanted if value is not None}

    def test(issue: Issue) -> bool:
        found = [value.casefold() for value in get(issue)]
        if negative:
            return bool(found) and not (values & set(found))
        return bool(values & set(found)) or (not found and None in wanted)

    return test


def _compared(sign: str, get: Callable[[Issue], Any], wanted: set[Any]) -> Test:
    if not wanted:
        return lambda _: False
    value = min(wanted)
    tests: dict[str, Callable[[Any], bool]] = {
        "=": lambda found: found == value,
        "!=": lambda found: found != value,
        "<": lambda found: found < value,
        "<=": lambda found: found <= value,
        ">": lambda found: found > value,
        ">=": lambda found: found >= value,
    }
    compare = tests.get(sign)
    if compare is None:
        raise refused(400, f"The operator '{sign}' is not supported here.")
    return lambda issue: (found := get(issue)) is not None and compare(found)


def _containing(clause: Clause, get: Callable[[JiraWorld, Issue], str], world: JiraWorld) -> Test:
    (value,) = clause.values
    words = re.findall(r"\w+", str(value).casefold())
    negative = clause.sign == "!~"
    if clause.sign not in {"~", "!~"}:
        message = f"The operator '{clause.sign}' is not supported by the '{clause.field}' field."
        raise refused(400, message)

    def test(issue: Issue) -> bool:
        found = set(re.findall(r"\w+", get(world, issue).casefold()))
        return all(word in found for word in words) is not negative

    return test


def _all_text(world: JiraWorld, issue: Issue) -> str:
    said = [texts.plain(comment.body) for comment in world.comments_of(issue.id)]
    return "\n".join([issue.summary, texts.plain(issue.description), *said])


_TIMES: Mapping[str, Callable[[Issue], Any]] = {
    "created": lambda issue: issue.created,
    "createddate": lambda issue: issue.created,
    "updated": lambda issue: issue.updated,
    "updateddate": lambda issue: issue.updated,
    "resolved": lambda issue: issue.resolved,
    "resolutiondate": lambda issue: issue.resolved,
    "due": lambda issue: issue.due,
    "duedate": lambda issue: issue.due,
}
_WORDS: Mapping[str, Callable[[JiraWorld, Issue], str]] = {
    "summary": lambda _, issue: issue.summary,
    "description": lambda _, issue: texts.plain(issue.description),
    "text": _all_text,
    "comment": lambda world, issue: "\n".join(
        texts.plain(comment.body) for comment in world.comments_of(issue.id)
    ),
}


def _project(world: JiraWorld, issue: Issue) -> list[str]:
    project = world.projects[issue.project]
    return [project.key, project.name, str(project.id)]


def _status_category(_: JiraWorld, issue: Issue) -> list[str]:
    key = STATUSES[issue.status].category
    return [key, CATEGORIES[key][2], str(CATEGORIES[key][0])]


def _named(names: Mapping[str, str], number: str | None) -> list[str]:
    return [] if number is None else [number, names[number]]


_VALUES: Mapping[str, Callable[[JiraWorld, Issue], Sequence[str]]] = {
    "project": _project,
    "labels": lambda _, issue: issue.labels,
    "status": lambda _, issue: [issue.status, STATUSES[issue.status].name],
    "statuscategory": _status_category,
    "assignee": lambda _, issue: [issue.assignee] if issue.assignee else [],
    "reporter": lambda _, issue: [issue.reporter],
    "creator": lambda _, issue: [issue.creator],
    "issuetype": lambda _, issue: _named(TYPES, issue.type),
    "type": lambda _, issue: _named(TYPES, issue.type),
    "priority": lambda _, issue: _named(PRIORITIES, issue.priority),
    "resolution": lambda _, issue: _named(RESOLUTIONS, issue.resolution),
    "component": lambda _, issue: issue.components,
    "parent": lambda _, issue: list((issue.custom.get("parent") or {}).values()),
}
