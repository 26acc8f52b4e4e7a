"""`syncd rules`."""

import json
from pathlib import Path

import pytest

from syncd.policy.rules import all_rules
from tests.cli.conftest import CONFIG, Run


def test_every_rule_is_listed_with_its_level(run: Run) -> None:
    """One entry a rule: level, name, and what is wrong."""
    lines = run("rules").out.splitlines()
    listed = {tuple(line.split()[:2]) for line in lines if not line.startswith(" ")}
    assert listed == {(rule.level.value, name) for name, rule in all_rules().items()}
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("name", all_rules())
def test_a_rule_in_full(run: Run, name: str) -> None:
    """Each rule says why it is there, how to fix it, and where it comes from."""
    result = run("rules", name)
    assert result.code == 0
    first, *rest = result.out.splitlines()
    assert first == f"{name}  {all_rules()[name].level}"
    for part in ("Why:    ", "Fix:    ", "Source: "):
        assert any(line.startswith(part) for line in rest)


def test_levels_in_force_are_those_of_the_configuration(run: Run, company: Path) -> None:
    """A level that `[rules]` sets is shown beside the default, and that of a team."""
    (company / "syncd.toml").write_text(
        CONFIG + '[rules]\noverdue = "error"\n[rules.payments]\noverdue = "off"\n'
    )
    first = run("rules", "overdue").out.splitlines()[0]
    assert first == "overdue  error (default: warning), off for payments"
    (rule,) = json.loads(run("rules", "overdue", "--format", "json").out)["rules"]
    assert (rule["level"], rule["default"]) == ("error", "warning")
    assert rule["teams"] == {"payments": "off"}


def test_json_has_every_rule(run: Run) -> None:
    """Programs get the whole catalogue."""
    report = json.loads(run("rules", "--format", "json").out)
    assert [rule["name"] for rule in report["rules"]] == list(all_rules())
    assert all(rule["why"] and rule["fix"] and rule["source"] for rule in report["rules"])


def test_an_unknown_rule_names_the_nearest(run: Run) -> None:
    """A slip in a rule's name ends with exit 2 and the right name."""
    result = run("rules", "mising-owner")
    assert (result.code, result.out) == (2, "")
    assert "there is no rule 'mising-owner': did you mean 'missing-owner'?" in result.err


def test_findings_of_later_versions_may_have_a_level(run: Run, company: Path) -> None:
    """A configuration that sets the level of any finding in the contract loads."""
    names = ["stalled", "decayed", "zombie", "due-date-moved", "risk-expired", "recurrence"]
    levels = "".join(f'{name} = "error"\n' for name in names)
    (company / "syncd.toml").write_text(f"{CONFIG}[rules]\n{levels}")
    assert run("doctor").code == 0
