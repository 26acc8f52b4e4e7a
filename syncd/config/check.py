"""What must hold between the tables of a configuration."""

from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from itertools import pairwise
from typing import Any

from syncd.config.errors import Key, nearest, suggestion
from syncd.config.reader import Reader
from syncd.config.tables import PersonTable, TeamTable
from syncd.model import Priority
from syncd.policy.calendar import valid_holidays, valid_quiet, valid_zone
from syncd.policy.settings import DaysByPriority, Likeness, Policy
from syncd.ports.adapter import GROUP

_SLIP = 0.75  # so like another key that it is meant: "taem", but not "github" for "gitlab"
_SCORES = range(1, 5)  # impact and effort are 1 to 4
_LIKENESS = range(50, 101)  # below half of 100 anything is like anything


def check(
    reader: Reader,
    tables: Mapping[str, Any],
    policy: Policy | None,
    teams: Mapping[str, TeamTable],
    people: Mapping[str, PersonTable],
) -> None:
    """Note in `reader` whatever does not fit together.

    Names are looked up in `tables`, so that a table with an error of its own is still known.
    """
    trackers, known_teams = _below(tables, "trackers"), _below(tables, "teams")
    for name, team in teams.items():
        if team.tracker not in trackers:
            way_out = suggestion(team.tracker, trackers, none=f"add [trackers.{team.tracker}]")
            reader.add(("teams", name, "tracker"), f"there is no tracker {team.tracker!r}", way_out)
    for email, person in people.items():
        if person.team and person.team not in known_teams:
            way_out = suggestion(person.team, known_teams, none=f"add [teams.{person.team}]")
            reader.add(("people", email, "team"), f"there is no team {person.team!r}", way_out)
    _check_accounts(reader, people)
    name, marked, _ = str(_below(tables, "service").get("review_ticket", "")).partition(":")
    if marked and name not in trackers:
        way_out = suggestion(name, trackers, none=f"add [trackers.{name}]")
        reader.add(("service", "review_ticket"), f"there is no tracker {name!r}", way_out)
    for name, levels in _below(tables, "rules").items():
        if isinstance(levels, dict) and name not in known_teams:
            way_out = suggestion(name, known_teams, none=f"add [teams.{name}]")
            reader.add(("rules", name), f"there is no team {name!r}", way_out)
    if policy:
        for key, found, hint in _policy_problems(policy):
            reader.add(("policy", *key), found, hint)


def _below(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = tables.get(name, {})
    return found if isinstance(found, dict) else {}


def _check_accounts(reader: Reader, people: Mapping[str, PersonTable]) -> None:
    """A login for an adapter that is not installed is fine; a slip of the pen is not."""
    adapters = entry_points(group=GROUP).names
    logins = {key for person in people.values() for key in person.model_extra or {}}
    known = {"name", "team", *adapters}
    meant = {key: nearest(key, known, likeness=_SLIP) for key in logins - adapters}
    for email, person in people.items():
        for key in person.model_extra or {}:
            if near := meant.get(key):
                reader.add(("people", email, key), "unknown key", f"did you mean {near!r}?")


def _policy_problems(policy: Policy) -> Iterator[tuple[Key, str, str]]:
    least = {
        "max_changes": 1,
        "max_notifications": 0,
        "patience": 0,
        "capacity": 1,
        "due_soon_days": 0,
        "min_items": 0,
        "max_items": 1,
        "decayed_days": 1,
        "zombie_days": 1,
        "zombie_pushes": 1,
        "zombie_lowerings": 1,
    }
    for name, limit in least.items():
        number = getattr(policy, name)
        if number < limit:
            yield (name,), f"found {number}", f"at least {limit} is expected"
    if policy.max_items < policy.min_items:
        yield ("max_items",), f"found {policy.max_items}", f"min_items is {policy.min_items}"
    for effort, days in policy.effort_days.items():
        if effort not in _SCORES or days < 0:
            yield ("effort_days", str(effort)), f"found {days}", "effort 1 to 4 = days from 0"
    yield from _scoring_problems(policy)
    yield from _likeness_problems(policy.likeness)
    yield from _day_problems("due", policy.due)
    yield from _day_problems("acceptable", policy.acceptable)
    yield from _day_problems("escalate", policy.escalate)
    yield from _day_problems("cadence", policy.cadence)
    checks = {"timezone": valid_zone, "quiet": valid_quiet, "holidays": valid_holidays}
    for name, valid in checks.items():
        try:
            valid(getattr(policy, name))
        except ValueError as error:
            yield (name,), f"found {getattr(policy, name)!r}", str(error)
    for priority in Priority:
        if policy.due[priority] > policy.acceptable[priority]:
            yield (
                ("due", priority.value),
                f"found {policy.due[priority]}",
                f"policy.acceptable.{priority} is {policy.acceptable[priority]}, which is less",
            )


def _scoring_problems(policy: Policy) -> Iterator[tuple[Key, str, str]]:
    scoring = policy.priority
    ratios = {
        "p0_ratio": scoring.p0_ratio,
        "p1_ratio": scoring.p1_ratio,
        "p2_ratio": scoring.p2_ratio,
    }
    for (higher, above), (lower, below) in pairwise(ratios.items()):
        if not above > below:
            yield ("priority", lower), f"found {below}", f"less than {higher} ({above}) is expected"
    if not scoring.p2_ratio > 0:
        yield ("priority", "p2_ratio"), f"found {scoring.p2_ratio}", "more than 0 is expected"
    for name in ("p0_impact", "sev1_impact"):
        impact = getattr(scoring, name)
        if impact not in _SCORES:
            yield ("priority", name), f"found {impact}", "an impact from 1 to 4 is expected"


def _likeness_problems(likeness: Likeness) -> Iterator[tuple[Key, str, str]]:
    for name in ("item", "cause", "cause_in_service"):
        least = getattr(likeness, name)
        if least not in _LIKENESS:
            yield ("likeness", name), f"found {least}", "50 to 100 is expected"
    if likeness.cause_in_service > likeness.cause:
        yield (
            ("likeness", "cause_in_service"),
            f"found {likeness.cause_in_service}",
            f"no more than cause ({likeness.cause}) is expected",
        )


def _day_problems(table: str, days: DaysByPriority) -> Iterator[tuple[Key, str, str]]:
    for priority in Priority:
        if days[priority] < 1:
            yield (table, priority.value), f"found {days[priority]}", "at least 1 day is expected"
    for urgent, later in pairwise(Priority):
        if days[later] < days[urgent]:
            yield (
                (table, later.value),
                f"found {days[later]}",
                f"no fewer days than for {urgent} ({days[urgent]}) are expected",
            )
