"""Levels as DESIGN names them, as `[rules]` changes them, and as a document waives them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from syncd.model import Level
from syncd.policy.rules import all_rules
from tests.rules.case import Case, Kind, found
from tests.rules.writing import TODAY, Document, item, post_mortem

ERRORS = {
    "missing-owner",
    "missing-ticket",
    "broken-ticket-link",
    "conflicting-claim",
    "undocumented-closure",
    "unreadable-post-mortem",
}
INFOS = {"due-soon", "too-few-items", "unscored", "owner-outside-team"}
OWNERLESS = post_mortem(
    item(owner=None, team="payments"), item(owner=None, team="search"), severity="SEV-2"
)


def levels(folder: Path, *documents: Document, config: str) -> Mapping[str, str]:
    """The level of each finding of a pass, by the item or post-mortem that it is about."""
    run = Case(Kind.RAISES, "", "", documents, config=config).run(folder / "acme")
    return {
        each["item"] or each["post_mortem"] or each["rule"]: each["level"]
        for each in run.report["findings"]
    }


@pytest.mark.parametrize("rule", all_rules())
def test_the_default_level(rule: str) -> None:
    """What cannot wait is an error, what is good to know an info, everything else a warning."""
    expected = "error" if rule in ERRORS else "info" if rule in INFOS else "warning"
    assert all_rules()[rule].level is Level(expected)


@pytest.mark.parametrize("level", ["error", "warning", "info"])
def test_a_level_for_everybody(level: str, tmp_path: Path) -> None:
    """[rules] sets the level of a rule for all teams."""
    told = levels(tmp_path, OWNERLESS, config=f'[rules]\nmissing-owner = "{level}"\n')
    assert told == {"A-01": level, "A-02": level}


def test_off_for_everybody(tmp_path: Path) -> None:
    """A rule that is off says nothing."""
    assert levels(tmp_path, OWNERLESS, config='[rules]\nmissing-owner = "off"\n') == {}


def test_a_level_for_one_team(tmp_path: Path) -> None:
    """[rules.TEAM] sets the level for the items of that team, and for no others."""
    told = levels(tmp_path, OWNERLESS, config='[rules.search]\nmissing-owner = "info"\n')
    assert told == {"A-01": "error", "A-02": "info"}


def test_off_for_one_team(tmp_path: Path) -> None:
    """A team can be spared a rule that the others keep."""
    told = levels(tmp_path, OWNERLESS, config='[rules.payments]\nmissing-owner = "off"\n')
    assert told == {"A-02": "error"}


def test_a_team_wins_over_everybody(tmp_path: Path) -> None:
    """What a team sets counts for it, even where the rule is off for everybody else."""
    config = '[rules]\nmissing-owner = "off"\n[rules.search]\nmissing-owner = "warning"\n'
    assert levels(tmp_path, OWNERLESS, config=config) == {"A-02": "warning"}


def test_a_team_for_a_whole_post_mortem(tmp_path: Path) -> None:
    """A team's level counts for a post-mortem whose items are all its own, and only then."""
    gap = item(category="prevent", team="payments")
    shared = post_mortem(gap, gap, {**gap, "team": "search"}, name="B")
    config = '[rules.payments]\ncategory-gap = "error"\n'
    told = levels(tmp_path, post_mortem(gap, gap, gap), shared, config=config)
    assert told == {"A": "error", "B": "warning"}


@pytest.mark.parametrize(
    ("rule", "documents"),
    [
        ("overloaded-owner", (post_mortem(total=5), post_mortem(name="B", total=5))),
        ("unreadable-post-mortem", (Document("post-mortems/B.md", "---\nid: [B\n---\n"),)),
        ("too-few-items", (post_mortem(total=1, severity="SEV-3"),)),
    ],
)
@pytest.mark.parametrize("level", ["error", "info", "off"])
def test_levels_of_what_is_about_no_item(
    rule: str, documents: tuple[Document, ...], level: str, tmp_path: Path
) -> None:
    """[rules] reaches findings about a document, a person, or what cannot be read."""
    told = levels(tmp_path, *documents, config=f'[rules]\n{rule} = "{level}"\n')
    assert list(told.values()) == ([] if level == "off" else [level])


def test_a_waiver(tmp_path: Path) -> None:
    """A document waives a rule for itself with a reason, and for no other document."""
    gap = [item(category="prevent")] * 3
    waived = post_mortem(*gap, waive={"category-gap": "no detection possible"})
    case = Case(Kind.RAISES, "", "", (waived, post_mortem(*gap, name="B")), finds="category-gap B")
    assert found(case.run(tmp_path / "acme")) == case.expected


def test_a_waiver_spares_one_rule(tmp_path: Path) -> None:
    """A waiver silences the rule that it names for every item, and nothing else."""
    rows = [item(owner=None, category=None)] * 3
    waived = post_mortem(*rows, waive={"missing-owner": "the team dissolves in March"})
    expected = {f"missing-category A-0{n}" for n in (1, 2, 3)}
    assert set(found(Case(Kind.RAISES, "", "", waived).run(tmp_path / "acme"))) == expected


def test_a_waiver_without_a_reason_waives_nothing(tmp_path: Path) -> None:
    """Who waives says why; else the rule holds, and the waiver is named beside it."""
    gap = post_mortem(*[item(category="prevent")] * 3, waive={"category-gap": ""})
    run = Case(Kind.RAISES, "", "", gap, on=TODAY).run(tmp_path / "acme")
    assert set(found(run)) == {"category-gap A", "ambiguous-item A"}
