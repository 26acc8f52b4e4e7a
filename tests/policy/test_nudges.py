"""Who is told what, and when: each case of the table, once, and by clocks that differ."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import (
    AddComment,
    Base,
    Comment,
    Hours,
    Identity,
    Link,
    Organization,
    Person,
    Priority,
    State,
    Team,
)
from syncd.policy.decide import decide
from syncd.policy.facts import Again, Facts, Terms, survey
from syncd.policy.match import match
from syncd.policy.recurrence import Recurrence, Unfinished
from syncd.policy.rules import Levels
from syncd.policy.settings import Policy
from tests.policy.company import Company, hand_made, row
from tests.policy.nudge_cases import CASES, NOW, Case, check_in, day

SCORES = {"P0": (4, 1), "P1": (3, 2), "P2": (2, 2), "P3": (1, 2)}


def company_of(case: Case) -> Company:
    """One document with one row and its ticket."""
    impact, effort = SCORES.get(case.priority, (None, None))
    due = day(case.due) if case.due is not None else None
    written = row("a", impact=impact, effort=effort, owner=case.owner, due=due, status=case.status)
    made = case.now - dt.timedelta(400 if case.adopted else case.taken)
    base = Base(written.item.title, case.owner, due, None, case.status, "https://docs.test/pm.md")
    label = {f"priority/{case.priority}"} if case.priority else set()
    ticket = hand_made(
        "PAY-1",
        written.item.title,
        assignee=case.owner,
        due=due,
        status=case.status,
        labels=frozenset({"post-mortem", *label}),
        created=made,
        closing_reason=case.reason or None,
        back_link=base.url,
        identity=Identity(
            "pm-01", "pm", str(base.url), since=(case.now - dt.timedelta(case.taken)).date()
        ),
        state=State(
            "PAY-1",
            replace(base, priority=Priority(case.priority) if case.priority else None),
            snoozed=day(case.snoozed) if case.snoozed is not None else None,
        ),
        comments=tuple(comments(case)),
    )
    written.item = replace(written.item, links=(Link("PAY-1", declared=True),))
    return Company(documents={"pm.md": [written]}, tickets={"PAY-1": ticket}, terms=terms_of(case))


def comments(case: Case) -> list[Comment]:
    """What people and syncd have said."""
    said = [
        Comment(NOW - dt.timedelta(days), "syncd", "...", record, record)
        for record, days in case.said.items()
    ]
    if case.heard is not None:
        said.append(Comment(NOW - dt.timedelta(case.heard), "ana", "Soon.", "1", account="ana"))
    return sorted(said, key=lambda each: each.at)


def terms_of(case: Case) -> Terms:
    """A team with or without a lead."""
    people = {
        f"{name.casefold()}@acme.com": Person(
            f"{name.casefold()}@acme.com",
            name,
            "payments",
            hours=case.hours.get(f"{name.casefold()}@acme.com", Hours()),
        )
        for name in ("Ana", "Lee")
    }
    team = Team("payments", "files", "PAY", services=("payments-api",), lead=case.lead)
    return Terms(
        now=case.now,
        organization=Organization({"payments": team}, people),
        policy=case.policy,
    )


def recurred(case: Case, company: Company, facts: Facts) -> Facts:
    """The same facts, with incidents that hit the item's root cause again."""
    unfinished = Unfinished("pm-01", None, None, is_open=True)
    hit = Recurrence("pm", 95, ("expired certificate",), (), (unfinished,))
    post_mortem = company.observed().post_mortems[0]
    found = tuple(
        Again(replace(post_mortem, date=day(-60 if name == "old" else 0)), name, hit)
        for name in case.again
    )
    return replace(facts, recurred={"pm": found})


def said_now(case: Case) -> list[tuple[str, str]]:
    """What is said now, by record, and to whom."""
    company = company_of(case)
    (only,) = match(company.observed()).cases
    only = replace(
        only,
        claims=tuple(each._replace(said=frozenset(case.on_its_way)) for each in only.claims),
    )
    facts = recurred(case, company, survey(match(company.observed()), company.terms))
    plan = decide(only, facts, company.terms, Levels())
    told = [change.action for change in plan.changes if isinstance(change.action, AddComment)]
    return [
        (
            each.record,
            " ".join(mention.words.removeprefix("@").lower() for mention in each.mentions),
        )
        for each in told
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_who_is_told_what(case: Case) -> None:
    """Exactly this, and nothing else."""
    assert [f"{record.partition('/')[0]} {who}" for record, who in said_now(case)] == list(
        case.told
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_nothing_is_said_twice(case: Case) -> None:
    """Once it is said, or on its way, the same moment has nothing more to say."""
    records = [record for record, _ in said_now(case)]
    assert len(records) == len(set(records))
    assert said_now(replace(case, on_its_way=[*case.on_its_way, *records])) == []
    said = {**case.said, **dict.fromkeys(records, (NOW - case.now) / dt.timedelta(1))}
    assert said_now(replace(case, said=said)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
@given(minutes=st.integers(-10, 10))
def test_clocks_that_differ_say_nothing_twice(case: Case, minutes: int) -> None:
    """Where a tracker's clock is some minutes off, what was said just now is still known."""
    shift = dt.timedelta(minutes=minutes) / dt.timedelta(1)
    records = [record for record, _ in said_now(case)]
    at = (NOW - case.now) / dt.timedelta(1) + shift
    said = {**case.said, **dict.fromkeys(records, at)}
    assert said_now(replace(case, said=said)) == []


def told_in(days: int, priority: str, patience: int = 10) -> list[str]:
    """What is said of an item that nobody ever touches, and on which day."""
    heard: dict[str, float] = {}
    told: list[str] = []
    for n in range(days):
        case = Case(
            "silent",
            priority=priority,
            taken=n,
            due=1_000,
            said=heard,
            now=NOW + dt.timedelta(n),
            policy=Policy(patience=patience),
        )
        for record, who in said_now(case):
            heard[record] = -n
            told.append(f"{n} {record.partition('/')[0]} {who}")
    return told


def test_a_month_of_silence() -> None:
    """An owner who never answers is asked daily, the lead every other day: not more, not less."""
    told = told_in(30, "P0", patience=0)
    assert told[:6] == [
        "1 check-in ana",
        "2 check-in ana",
        "3 escalation lee",
        "4 check-in ana",
        "5 escalation lee",
        "6 check-in ana",
    ]
    assert len(told) == 29


def test_a_year_of_silence() -> None:
    """After ten times without an answer each pause is twice as long, up to 30 days."""
    days = [int(each.partition(" ")[0]) for each in told_in(365, "P0")]
    assert days[:15] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 24, 40, 70]
    assert {later - day for day, later in pairwise(days[14:])} == {30}
    assert told_in(365, "P3") == told_in(365, "P3", patience=0)


def test_an_answer_is_a_new_start() -> None:
    """Whoever speaks after a long silence is asked a cadence later, as at first."""
    said = {check_in(n): float(n) for n in range(3, 20)}
    assert said_now(Case("silent", priority="P0", taken=30, said=said)) == []
    answered = Case("spoke", priority="P0", taken=30, heard=2, said=said)
    assert [who for _, who in said_now(answered)] == ["ana"]
