"""The table and the explanations are complete: no rule is registered without them."""

import pytest

from syncd.policy.rules import all_rules
from tests.rules.case import Kind
from tests.rules.table import CASES


@pytest.mark.parametrize("rule", all_rules())
@pytest.mark.parametrize("kind", Kind)
def test_every_rule_has_every_kind_of_case(rule: str, kind: Kind) -> None:
    """The table shows of each rule what raises it, what nearly does, and where it begins."""
    assert [case for case in CASES if case.rule == rule and case.kind is kind]


@pytest.mark.parametrize("rule", all_rules())
def test_every_boundary_has_two_sides(rule: str) -> None:
    """The table shows of each boundary a case on either side."""
    sides = {case.is_raised for case in CASES if case.rule == rule and case.kind is Kind.BOUNDARY}
    assert sides == {True, False}


def test_the_table_names_rules_alone() -> None:
    """Neither a case nor what it finds is of a rule that does not exist."""
    named = {case.rule for case in CASES} | {
        each.split()[0] for case in CASES for each in case.expected
    }
    assert named == set(all_rules())


def test_each_case_has_its_own_name() -> None:
    """A failure names one row of the table."""
    assert len({str(case) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("rule", all_rules())
def test_every_rule_is_explained(rule: str) -> None:
    """A rule says what is wrong, why it matters, how to fix it, and where it comes from."""
    explained = all_rules()[rule]
    texts = (explained.summary, explained.why, explained.fix, explained.source)
    assert all(text.endswith((".", ".)", '"', '".')) and len(text) > 20 for text in texts), texts
    assert len(set(texts)) == len(texts)
    assert explained.source.startswith(("Post-Mortem Action Item Tracking, ", "syncd: "))
